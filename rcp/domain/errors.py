"""The few ways in which the application says no.

Each carries a code and facts; the sentence is made at the edge, in the reader's language.
"""

from __future__ import annotations


class Refusal(Exception):
    """Something that was asked cannot be done; `code` names why and `facts` fill the sentence."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class RuleBroken(Refusal):
    """A rule of the field forbids it."""


class NotAllowed(Refusal):
    """This person may not."""


class NotFound(Refusal):
    """There is no such thing, or not for this person."""


class Stale(Refusal):
    """Somebody else changed it in the meantime."""
