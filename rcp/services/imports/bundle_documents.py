"""DocumentReferences of a FHIR bundle: pieces of the cases they are about, and their files.

A document names its requests (`context.related`, or a request's `supportingInfo`), else the only
request about its patient. An inline file goes through the checks of an upload; what lies at an
address is never fetched.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rcp.domain.names import folded
from rcp.domain.readiness import PieceKind, PieceState, PieceTold
from rcp.services.imports.fhir import Bundle, Resource, concept, items, part, text
from rcp.services.imports.report import Fault

KIND_OF_CODE = {
    "18748-4": PieceKind.IMAGING,
    "11526-1": PieceKind.PATHOLOGY,
    "11502-2": PieceKind.BIOLOGY,
    "51969-4": PieceKind.MOLECULAR,
    "11504-8": PieceKind.OPERATION_REPORT,
    "56445-0": PieceKind.MEDICINES,
    "72170-4": PieceKind.PHOTOGRAPHS,
    "57133-1": PieceKind.LETTER,
    "11488-4": PieceKind.LETTER,
}
"""Documents by their LOINC type, as French exchanges code them."""
KIND_OF_WORD = (
    ("anatomopatholog", PieceKind.PATHOLOGY),
    ("cytolog", PieceKind.PATHOLOGY),
    ("histolog", PieceKind.PATHOLOGY),
    ("molecul", PieceKind.MOLECULAR),
    ("genetique", PieceKind.MOLECULAR),
    ("geriatri", PieceKind.GERIATRIC),
    ("operatoire", PieceKind.OPERATION_REPORT),
    ("imagerie", PieceKind.IMAGING),
    ("radiolog", PieceKind.IMAGING),
    ("scanner", PieceKind.IMAGING),
    ("irm", PieceKind.IMAGING),
    ("biolog", PieceKind.BIOLOGY),
    ("photograph", PieceKind.PHOTOGRAPHS),
    ("courrier", PieceKind.LETTER),
    ("lettre", PieceKind.LETTER),
)
"""What tells a document without a code known here, the most telling word first."""
CANCELLED = frozenset({"superseded", "entered-in-error"})


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document sent with a request: the piece that it is, and its file if it came with it.

    `place` is its place in the bundle; `fault` says what of it cannot be taken.
    """

    place: int
    name: str
    piece: PieceTold | None
    content: bytes | None
    fault: Fault | None = None

    @property
    def stands_for(self) -> PieceKind | None:
        """The piece that its file settles; a preliminary one settles none."""
        is_final = self.piece is not None and self.piece.state.is_settled
        return self.piece.kind if self.piece and is_final else None


def enclosed_with(bundle: Bundle, requests: Sequence[Resource]) -> list[list[Enclosed]]:
    """The documents of each request; those of no request are `unclaimed`."""
    found: list[list[Enclosed]] = [[] for _ in requests]
    for place, document in _current(bundle):
        for number in _claimed_by(bundle, document, requests):
            found[number].append(_enclosed(place, document))
    return found


def unclaimed(bundle: Bundle, requests: Sequence[Resource]) -> Iterator[int]:
    """The places of documents of which nobody can say whose case they belong to."""
    for place, document in _current(bundle):
        if not _claimed_by(bundle, document, requests):
            yield place


def _current(bundle: Bundle) -> Iterator[tuple[int, Resource]]:
    for place, document in bundle.all("DocumentReference"):
        if text(document, "status") not in CANCELLED:
            yield place, document


def _claimed_by(bundle: Bundle, document: Resource, requests: Sequence[Resource]) -> list[int]:
    told = bundle.followed(part(document, "context"), "related")
    named = [
        number
        for number, request in enumerate(requests)
        if any(one is request for one in told)
        or any(one is document for one in bundle.followed(request, "supportingInfo"))
    ]
    same = [n for n, request in enumerate(requests) if bundle.same(document, request)]
    return named or (same if len(same) == 1 else [])


def _enclosed(place: int, document: Resource) -> Enclosed:
    attachment = part(part(document, "content"), "attachment")
    name = text(attachment, "title") or concept(document, "type") or "document"
    content = _content(text(attachment, "data"))
    fault = None
    if content is None:
        code = "bundle_file_elsewhere" if text(attachment, "url") else "bundle_file_unreadable"
        fault = Fault(place, None, code)
    return Enclosed(place, name, _piece(document), content, fault)


def _content(data: str) -> bytes | None:
    try:
        return base64.b64decode(data, validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _piece(document: Resource) -> PieceTold | None:
    """What it is and where it stands: awaited while it is preliminary or of a day to come."""
    kind = _kind(document)
    if kind is None:
        return None
    if text(document, "docStatus") != "preliminary":
        return PieceTold(kind, PieceState.RECEIVED)
    return PieceTold(kind, PieceState.AWAITED, _day(text(document, "date")))


def _kind(document: Resource) -> PieceKind | None:
    codings = items(part(document, "type"), "coding")
    codes = (KIND_OF_CODE.get(text(one, "code")) for one in codings)
    words = folded(concept(document, "type"))
    told = (kind for word, kind in KIND_OF_WORD if word in words)
    return next((one for one in (*codes, *told) if one), None)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told[:10])
    except ValueError:
        return None
