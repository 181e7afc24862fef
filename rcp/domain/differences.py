"""What differs between two versions of something written as plain mappings and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_KEYS = ("key", "group", "day", "code", "kind")
"""What tells the items of a list apart, the first that they all have."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that differs, by its path; None stands for an entry that is not there."""

    path: tuple[str, ...]
    before: object
    after: object


def differences(before: object, after: object) -> tuple[Difference, ...]:
    """Every entry that differs, in the order of the newer version, lost ones last.

    Items of a list are known by their key, so that one more or one less is one difference; a new
    order alone is one too.
    """
    return tuple(_differences((), before, after))


def _differences(path: tuple[str, ...], before: object, after: object) -> Iterator[Difference]:
    if before == after:
        return
    old, new = _by_name(before), _by_name(after)
    if old is None or new is None:
        yield Difference(path, before, after)
        return
    if old == new:
        yield Difference(path, list(old), list(new))
        return
    for name in (*new, *(one for one in old if one not in new)):
        yield from _differences((*path, name), old.get(name), new.get(name))


def _by_name(value: object) -> Mapping[str, object] | None:
    """A mapping as it is, a list of mappings by their key; None for anything else."""
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return None
    if not all(isinstance(item, Mapping) for item in value):
        return None
    key = next((one for one in _KEYS if all(one in item for item in value)), None)
    named = {str(item[key]): item for item in value} if key else {}
    return named if len(named) == len(value) else None
