"""The professions, qualifications and specialty groups that travel with the application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rcp import plain_yaml
from rcp.domain.entries import Entries, Remedy
from rcp.domain.specialty import GroupKind, SpecialtyGroup


@dataclass(frozen=True, slots=True)
class Profession:
    """A profession of the national nomenclature, or one of ours (`LOC_…`)."""

    code: str
    label: str
    label_en: str

    def label_in(self, language: str) -> str:
        """The name in English for `en`, in French otherwise."""
        return self.label_en if language == "en" else self.label


@dataclass(frozen=True, slots=True)
class Qualification:
    """A specialty, competence or way of practising within a profession."""

    profession: str
    code: str
    label: str
    label_en: str

    def label_in(self, language: str) -> str:
        """The name in English for `en`, in French otherwise."""
        return self.label_en if language == "en" else self.label


@cache
def specialty_groups() -> tuple[SpecialtyGroup, ...]:
    """Every group that a seat may ask for; the order decides which discipline a code counts as."""
    entries = _entries()
    return tuple(_group(Entries.of(item, path)) for path, item in entries.items("groups"))


@cache
def professions() -> tuple[Profession, ...]:
    """Every profession somebody can be registered with."""
    items = _entries().items("professions")
    return tuple(Profession(*_labels(Entries.of(item, path))) for path, item in items)


@cache
def qualifications() -> tuple[Qualification, ...]:
    """Every qualification, doctors' first."""
    return tuple(_qualifications(Entries.of(_entries().mapping["qualifications"])))


def _qualifications(by_profession: Entries) -> Iterator[Qualification]:
    for profession in by_profession.mapping:
        for path, item in by_profession.items(profession):
            yield Qualification(profession, *_labels(Entries.of(item, path)))


@cache
def _entries() -> Entries:
    text = files(__package__).joinpath("specialties.yaml").read_text("utf-8")
    return Entries.of(plain_yaml.load(text))


def _labels(entries: Entries) -> tuple[str, str, str]:
    entries.only(("code", "label", "label_en"))
    return entries.text("code"), entries.text("label"), entries.text("label_en")


def _group(entries: Entries) -> SpecialtyGroup:
    entries.only(("code", "label", "label_en", "kind", "discipline", "codes"))
    return SpecialtyGroup(
        code=entries.key("code"),
        label=entries.text("label"),
        label_en=entries.text("label_en"),
        kind=entries.choice("kind", GroupKind, GroupKind.CODES),
        codes=frozenset(_code(entries, code) for _, code in entries.items("codes")),
        discipline=entries.flag("discipline"),
    )


def _code(entries: Entries, code: object) -> str:
    return code if isinstance(code, str) else entries.refuse("codes", Remedy.QUOTE_TEXT)
