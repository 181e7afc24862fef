"""Names that must be different."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol


class Named(Protocol):
    """Anything with an `id`."""

    @property
    def id(self) -> str:
        """Its name among its like."""


def twice(path: str, things: Iterable[Named]) -> Iterator[str]:
    """A line for each name that is taken already."""
    seen: dict[str, int] = {}
    for rank, thing in enumerate(things):
        if thing.id in seen:
            yield f'{path}[{rank}].id: "{thing.id}" is taken by {path}[{seen[thing.id]}]; rename it'
        seen.setdefault(thing.id, rank)
