"""A FHIR bundle of requests, read as a table of cases: one line a ServiceRequest.

Patient, Condition, ServiceRequest and Consent (FHIR R4, FR Core) become the columns of our own
tables, so that the same rules, trial and refusals apply. What a bundle does not say (the board, the
referrer, what the patient was told) is asked once for all its lines.
"""

from __future__ import annotations

from collections.abc import Mapping

from rcp.services.imports.bundle_documents import enclosed_with, unclaimed
from rcp.services.imports.fhir import Bundle, Resource, concept, items, part, text
from rcp.services.imports.lines import Line, Sheet
from rcp.services.imports.report import Fault, FileRefused

INS_SYSTEMS = frozenset({"urn:oid:1.2.250.1.213.1.4.8", "urn:oid:1.2.250.1.213.1.4.9"})
"""NIR and NIA, with which an INS is told."""
RPPS_SYSTEMS = frozenset({"https://rpps.esante.gouv.fr", "urn:oid:1.2.250.1.71.4.2.1"})
RELIABILITY = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability"
BIRTH_PLACE = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
SEXES = {"male": "M", "female": "F", "other": "I", "unknown": "I"}
URGENT = frozenset({"urgent", "asap", "stat"})
NEEDED = frozenset({"nom_naissance", "prenoms", "sexe", "date_naissance", "question"})
"""Columns that are there even if no line says anything: each line is then told so."""
CONSENTS = {"permit": "non-opposition", "deny": "opposition"}


def is_bundle(content: bytes) -> bool:
    """Whether a file looks like JSON."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def sheet_of(content: bytes) -> Sheet:
    """The requests of a bundle as lines; their number is their place in it.

    Columns of which no line says anything are left out; documents go with their request, and one
    that belongs to none is a line that is refused.
    Raises FileRefused `bundle_unreadable` or `bundle_without_requests`.
    """
    bundle = Bundle(content)
    asked = list(bundle.all("ServiceRequest"))
    if not asked:
        raise FileRefused("bundle_without_requests")
    told = [_cells(bundle, request) for _place, request in asked]
    said = tuple(one for one in told[0] if one in NEEDED or any(cells[one] for cells in told))
    requests = [request for _place, request in asked]
    lines = [
        Line(place, tuple(cells[one] for one in said), documents=tuple(documents))
        for (place, _), cells, documents in zip(
            asked, told, enclosed_with(bundle, requests), strict=True
        )
    ]
    left = [_left(place) for place in unclaimed(bundle, requests)]
    return Sheet(1, said, tuple(sorted((*lines, *left), key=lambda line: line.number)))


def _left(place: int) -> Line:
    """A document of no request: it is joined to its case by hand, never lost without a word."""
    return Line(place, (), Fault(place, None, "bundle_document"))


def _cells(bundle: Bundle, request: Resource) -> Mapping[str, str]:
    patient = bundle.follow(request, "subject")
    return {**_of_patient(patient), **_of_request(bundle, request)}


def _of_patient(patient: Resource) -> dict[str, str]:
    names = {text(one, "use"): one for one in reversed(items(patient, "name"))}
    birth = names.get("official") or part(patient, "name")
    return {
        "nom_naissance": text(birth, "family"),
        "prenoms": _given(birth),
        "nom_utilise": text(names.get("usual", {}), "family"),
        "sexe": SEXES.get(text(patient, "gender"), text(patient, "gender")),
        "date_naissance": text(patient, "birthDate"),
        "commune_naissance": _birth_place(patient),
        "ins": _identifier(patient, INS_SYSTEMS),
        "ipp": _local(patient),
        "statut_identite": _status(patient),
        "medecin_traitant": text(part(patient, "generalPractitioner"), "display"),
    }


def _of_request(bundle: Bundle, request: Resource) -> dict[str, str]:
    period = part(request, "occurrencePeriod")
    board = part(request, "performer")
    return {
        "rcp": text(part(board, "identifier"), "value") or text(board, "display"),
        "demandeur": _address(bundle.follow(request, "requester")),
        "question": concept(request, "reasonCode") or text(part(request, "note"), "text"),
        "synthese": _summary(bundle, request),
        "urgent": "oui" if text(request, "priority") in URGENT else "",
        "pret_le": text(period, "start")[:10],
        "avant_le": (text(request, "occurrenceDateTime") or text(period, "end"))[:10],
        "information_patient": _notice(bundle, request),
    }


def _given(name: Resource) -> str:
    found = name.get("given")
    return " ".join(one for one in found if isinstance(one, str)) if isinstance(found, list) else ""


def _identifier(holder: Resource, systems: frozenset[str]) -> str:
    found = (one for one in items(holder, "identifier") if text(one, "system") in systems)
    return next((text(one, "value") for one in found), "")


def _local(patient: Resource) -> str:
    """The number of the patient in the structure that sends them (HL7 table 0203, PI)."""
    for one in items(patient, "identifier"):
        if text(part(part(one, "type"), "coding"), "code") == "PI":
            return text(one, "value")
    return ""


def _extension(holder: Resource, url: str) -> Resource:
    found = (one for one in items(holder, "extension") if text(one, "url") == url)
    return next(found, {})


def _status(patient: Resource) -> str:
    """The identity's status, as FR Core writes it."""
    told = _extension(patient, RELIABILITY)
    inner = _extension(told, "identityStatus") or told
    return text(part(inner, "valueCoding"), "code")


def _birth_place(patient: Resource) -> str:
    """The INSEE code of the commune where FR Core gives it, else its name."""
    address = part(_extension(patient, BIRTH_PLACE), "valueAddress")
    coded = (text(part(one, "valueCoding"), "code") for one in items(address, "extension"))
    return next((code for code in coded if code), text(address, "city"))


def _address(practitioner: Resource) -> str:
    """How a colleague is known here: their address, else their RPPS number."""
    mails = (one for one in items(practitioner, "telecom") if text(one, "system") == "email")
    rpps = _identifier(practitioner, RPPS_SYSTEMS)
    return next((text(one, "value") for one in mails), rpps[-11:])


def _summary(bundle: Bundle, request: Resource) -> str:
    """The conditions told of the patient, one a line."""
    told = []
    for _place, condition in bundle.all("Condition"):
        if bundle.same(condition, request):
            notes = (text(note, "text") for note in items(condition, "note"))
            told.append(". ".join(one for one in (concept(condition, "code"), *notes) if one))
    return "\n".join(one for one in told if one)


def _notice(bundle: Bundle, request: Resource) -> str:
    """What the patient answered, if an active consent says so."""
    subject = bundle.follow(request, "subject")
    for _place, consent in bundle.all("Consent"):
        if bundle.follow(consent, "patient") is subject and text(consent, "status") == "active":
            return CONSENTS.get(text(part(consent, "provision"), "type"), "")
    return ""
