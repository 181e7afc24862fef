"""Resources of a FHIR bundle as they are looked into: whatever is missing or odd reads as empty.

A library of FHIR's own models would weigh more than the rest of the imports together, and refuse
whole bundles for what is never read here; a dozen places of four resources are all that is needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from rcp.services.imports.report import FileRefused

Resource: TypeAlias = Mapping[str, Any]
_NONE: Resource = {}
MOST_ENTRIES = 20_000


class Bundle:
    """The resources of a bundle with their place in it, and where references lead."""

    def __init__(self, content: bytes) -> None:
        """Raises FileRefused `bundle_unreadable` or `too_many_rows`."""
        told = _read(content)
        entries = items(told, "entry")
        if told.get("resourceType") != "Bundle" or not entries:
            raise FileRefused("bundle_unreadable")
        if len(entries) > MOST_ENTRIES:
            raise FileRefused("too_many_rows", maximum=MOST_ENTRIES)
        self._placed = [
            (place, part(entry, "resource"), text(entry, "fullUrl"))
            for place, entry in enumerate(entries, start=1)
        ]
        self._known: dict[str, Resource] = {}
        for _place, resource, url in self._placed:
            kind, name = text(resource, "resourceType"), text(resource, "id")
            self._known |= {key: resource for key in (url, f"{kind}/{name}") if key}

    def all(self, kind: str) -> Iterator[tuple[int, Resource]]:
        """The resources of a kind, each with its place among the entries, from 1 on."""
        for place, resource, _url in self._placed:
            if resource.get("resourceType") == kind:
                yield place, resource

    def follow(self, holder: Resource, name: str) -> Resource:
        """What a reference of a resource leads to within the bundle; empty for anything else."""
        return self._known.get(text(part(holder, name), "reference"), _NONE)

    def followed(self, holder: Resource, name: str) -> list[Resource]:
        """What a list of references leads to within the bundle."""
        found = (self._known.get(text(one, "reference")) for one in items(holder, name))
        return [one for one in found if one]

    def same(self, one: Resource, other: Resource, name: str = "subject") -> bool:
        """Whether two resources speak of the same one."""
        here = self.follow(one, name)
        return bool(here) and here is self.follow(other, name)


def _read(content: bytes) -> Resource:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise FileRefused("bundle_unreadable") from None
    return told if isinstance(told, dict) else _NONE


def items(holder: Resource, name: str) -> list[Resource]:
    """A list of objects."""
    found = holder.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def part(holder: Resource, name: str) -> Resource:
    """An object, or the first one of a list."""
    found = holder.get(name)
    if isinstance(found, dict):
        return found
    return next(iter(items(holder, name)), _NONE)


def text(holder: Resource, name: str) -> str:
    """A text; numbers and truths are none."""
    found = holder.get(name)
    return found.strip() if isinstance(found, str) else ""


def concept(holder: Resource, name: str) -> str:
    """What a CodeableConcept says: its text, else the words or the code of its first coding."""
    told = part(holder, name)
    coding = part(told, "coding")
    return text(told, "text") or text(coding, "display") or text(coding, "code")
