"""A board's own questions in their order: adding one, changing, moving and taking one away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace

from rcp.domain.conditions import dangling
from rcp.domain.errors import NotFound, RuleBroken
from rcp.domain.field_spec import FieldSpec

LONGEST_KEY = 40
_FALLBACK = "question"

Specs = tuple[FieldSpec, ...]


def named(specs: Sequence[FieldSpec], key: str) -> FieldSpec:
    """The question of that key; raises NotFound `not_here`."""
    found = next((spec for spec in specs if spec.key == key), None)
    if found is None:
        raise NotFound("not_here")
    return found


def added(specs: Sequence[FieldSpec], spec: FieldSpec) -> Specs:
    """With one question more, the last; raises RuleBroken `field_key_twice`."""
    if spec.key in {one.key for one in specs}:
        raise RuleBroken("field_key_twice")
    return (*specs, spec)


def changed(specs: Sequence[FieldSpec], key: str, spec: FieldSpec) -> Specs:
    """With a question as it is told now; its key stays, for answers are kept under it."""
    named(specs, key)
    return tuple(replace(spec, key=key) if one.key == key else one for one in specs)


def moved(specs: Sequence[FieldSpec], key: str, step: int) -> Specs:
    """With a question so many places later, earlier if negative, as far as there are places."""
    spec = named(specs, key)
    others = [one for one in specs if one.key != key]
    place = max(0, specs.index(spec) + step)
    return (*others[:place], spec, *others[place:])


def ordered(specs: Sequence[FieldSpec], keys: Sequence[str]) -> Specs:
    """In the order of these keys; raises RuleBroken `field_order` unless they are the same."""
    if sorted(keys) != sorted(spec.key for spec in specs):
        raise RuleBroken("field_order")
    return tuple(named(specs, key) for key in keys)


def without(specs: Sequence[FieldSpec], key: str) -> Specs:
    """Without a question; raises NotFound `not_here`."""
    named(specs, key)
    return tuple(spec for spec in specs if spec.key != key)


def require_parents(specs: Sequence[FieldSpec], before: Sequence[FieldSpec] = ()) -> None:
    """Refuse questions that hang on one that is gone or comes later, or on an answer it lost.

    `before` the change, the question that is gone had words. Raises RuleBroken
    `field_parent_missing` or `field_parent_answers` (facts: question, parent).
    """
    labels = {spec.key: spec.label for spec in (*before, *specs)}
    for one in dangling(specs):
        parent = labels.get(one.condition.key, one.condition.key)
        if one.parent is None:
            raise RuleBroken("field_parent_missing", question=one.spec.label, parent=parent)
        raise RuleBroken("field_parent_answers", question=one.spec.label, parent=parent)


def key_for(label: str, taken: Collection[str]) -> str:
    """A stable key made of a question's words: « Taille (mm) » gives `taille_mm`."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")
    stem = words[:LONGEST_KEY].rstrip("_") or _FALLBACK
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key
