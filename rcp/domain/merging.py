"""Two people change one text at the same time: both changes, or the news that they clash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+(?=\s|$)\s*|\n+|$)|[^\n]")


@dataclass(frozen=True, slots=True)
class _Edit:
    """The sentences from `start` to `end` of the common text become `words`."""

    start: int
    end: int
    words: tuple[str, ...]

    def touches(self, other: _Edit) -> bool:
        """Whether both change the same sentence, or put something at the same place."""
        if self.start == other.start:
            return True
        first, second = sorted((self, other), key=lambda edit: edit.start)
        return first.end > second.start


def merged(base: str, mine: str, theirs: str) -> str | None:
    """The text with both changes, each made to `base`; None where they touch the same sentence,
    or would run into each other for want of a full stop.

    Sentences are never mixed: half of one and half of another could say what nobody meant.
    """
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    common = sentences(base)
    ours, others = _edits(common, sentences(mine)), _edits(common, sentences(theirs))
    if any(one.touches(other) for one in ours for other in others if one != other):
        return None
    both = "".join(_applied(common, {*ours, *others}))
    new = {word for edit in (*ours, *others) for word in edit.words}
    return both if new <= set(sentences(both)) else None


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text; joined, they are the text again."""
    return [found for found in _SENTENCE.findall(text) if found]


def _edits(base: Sequence[str], changed: Sequence[str]) -> list[_Edit]:
    matched = SequenceMatcher(None, base, changed, autojunk=False).get_opcodes()
    return [
        _Edit(start, end, tuple(changed[at:until]))
        for kind, start, end, at, until in matched
        if kind != "equal"
    ]


def _applied(base: Sequence[str], edits: set[_Edit]) -> Iterator[str]:
    at = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        yield from base[at : edit.start]
        yield from edit.words
        at = edit.end
    yield from base[at:]
