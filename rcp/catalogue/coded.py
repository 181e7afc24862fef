"""The coded lists that travel with the application; codes/SOURCES.md says where they come from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from rcp.domain.field_spec import CodeSystem
from rcp.domain.names import folded

MOST_FOUND = 12
"""Codes shown at most for what somebody types."""

_FILES = {
    CodeSystem.ICD_10: ("cim10_tumeurs.csv", "cim10_maladies_chroniques.csv"),
    CodeSystem.ICD_O_3: ("cimo3_morphologies.csv",),
}


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a coded list."""

    code: str
    label: str
    words: str = field(repr=False)

    @property
    def text(self) -> str:
        """The code followed by its words, as an answer is kept."""
        return f"{self.code} {self.label}"


@cache
def coded_list(system: CodeSystem) -> dict[str, Code]:
    """The entries of a list by their code, in the order of the codes."""
    found = sorted(code for name in _FILES[system] for code in _read(name))
    return {code: Code(code, label, folded(f"{code} {label}")) for code, label in found}


def look_up(system: CodeSystem, typed: str) -> list[Code]:
    """The entries that hold every word typed, at most MOST_FOUND; accents and capitals aside.

    Those whose code begins as typed come first, then shorter ones before longer ones: « sein »
    finds C50 before "quadrant supéro-externe du sein".
    """
    words = folded(typed).split()
    if not words:
        return []
    start = typed.strip().upper().replace(" ", "")
    held = [
        one
        for one in coded_list(system).values()
        if one.code.replace(".", "").startswith(start.replace(".", ""))
        or all(_begins_a_word(word, one.words) for word in words)
    ]
    held.sort(key=lambda one: (not one.code.startswith(start), len(one.label), one.code))
    return held[:MOST_FOUND]


def in_words(system: CodeSystem, kept: str) -> str:
    """An answer with the words of its list: "C50.4" gives "C50.4 Tumeur maligne…".

    A code that the list does not hold stays as it was typed.
    """
    known = coded_list(system).get(kept.partition(" ")[0])
    return known.text if known else kept


def _begins_a_word(word: str, words: str) -> bool:
    return f" {word}" in f" {words}"


def _read(name: str) -> Iterator[tuple[str, str]]:
    text = files(__package__).joinpath("codes", name).read_text("utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter=";"):
        yield row["code"], row["libelle"]
