"""Every refusal that the code can make has a sentence, and the sentence takes its facts."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from rcp.web import blueprints
from rcp.web.sentences import SENTENCES
from tests.architecture.checkout import ROOT, files, listed, named

assert blueprints.ROOMS  # each room adds the sentences of its own codes when it is imported

REFUSALS = {"RuleBroken", "NotAllowed", "NotFound", "Stale"}
CODES_FROM_ELSEWHERE = {
    "rcp/services/invitations.py",  # the same refusal again, as « not found »
    "rcp/services/planning/run.py",  # two bounds, one function
    "rcp/web/cases/forms.py",  # each required field names its own
}


@dataclass(frozen=True, slots=True)
class Raised:
    """A refusal as it stands in the source; `code` is None when it is not a plain text."""

    place: str
    code: str | None
    facts: tuple[str, ...]
    has_more: bool


def refusals() -> Iterator[Raised]:
    """Every refusal made in the application."""
    for path in files(".py"):
        if not path.is_relative_to(ROOT / "rcp"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in REFUSALS:
                yield _raised(f"{named(path)}:{node.lineno}", node)


def _raised(place: str, call: ast.Call) -> Raised:
    first = call.args[0] if call.args else None
    code = first.value if isinstance(first, ast.Constant) else None
    return Raised(
        place,
        code if isinstance(code, str) else None,
        tuple(word.arg for word in call.keywords if word.arg),
        has_more=any(word.arg is None for word in call.keywords),
    )


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


RAISED = list(refusals())


def test_every_refusal_has_a_sentence() -> None:
    assert len(RAISED) > 100
    unsaid = [(one.code, one.place) for one in RAISED if one.code and one.code not in SENTENCES]
    assert not unsaid, listed(unsaid)


def test_a_code_is_a_plain_text_so_that_it_can_be_looked_up() -> None:
    unclear = [
        one.place
        for one in RAISED
        if one.code is None and one.place.rpartition(":")[0] not in CODES_FROM_ELSEWHERE
    ]
    assert not unclear, listed(unclear)


def test_every_sentence_takes_the_facts_that_are_told() -> None:
    wrong = [one for one in RAISED if one.code in SENTENCES and not _takes(one)]
    assert not wrong, listed(wrong)


def _takes(one: Raised) -> bool:
    """Whether the sentence can be said with these facts: none unknown, none missing."""
    said = inspect.signature(SENTENCES[one.code or ""])
    try:
        (said.bind_partial if one.has_more else said.bind)(**dict.fromkeys(one.facts))
    except TypeError:
        return False
    return True


def test_no_sentence_is_left_over() -> None:
    texts = {
        node.value
        for path in files(".py")
        if path.is_relative_to(ROOT / "rcp") and path.name != "sentences.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    left_over = sorted(set(SENTENCES) - texts - {f"agenda_{fault}" for fault in texts})
    assert not left_over, listed(left_over)
