"""The documents themselves: one function each, a content in, the bytes of a PDF out."""

from __future__ import annotations

import gc

from rcp.documents.after import CarePlanContent, DoctorLetterContent, PatientPageContent
from rcp.documents.content import (
    ActionPlanContent,
    AttendanceSheetContent,
    CaseReportContent,
    ConvocationContent,
    MinutesContent,
)
from rcp.documents.digest import canonical, content_digest
from rcp.documents.limits import check_size
from rcp.documents.tally import tally
from rcp.wording import FRENCH, Wording

Content = (
    CaseReportContent
    | MinutesContent
    | AttendanceSheetContent
    | ActionPlanContent
    | ConvocationContent
    | DoctorLetterContent
    | PatientPageContent
    | CarePlanContent
)


def make_ready() -> None:
    """Load what printing needs for a process that prints many documents.

    The collector then passes over all that: a fifth less time for each document.
    """
    import rcp.documents.pdf  # noqa: F401  WeasyPrint and its fonts

    gc.freeze()


def case_report(
    content: CaseReportContent, *, logo: bytes = b"", wording: Wording = FRENCH
) -> bytes:
    """The fiche RCP of one patient; marked "Projet" until it carries a validation.

    Only a regulatory cancer board prints that title (CSP art. D.6124-131); another one prints a
    "compte rendu de concertation". Raises DocumentTooLarge.
    """
    return _print("case_report", content, wording, logo)


def minutes(content: MinutesContent, *, logo: bytes = b"", wording: Wording = FRENCH) -> bytes:
    """The minutes of a meeting, without any patient; raises DocumentTooLarge."""
    return _print("minutes", content, wording, logo, tally=tally(content))


def attendance_sheet(
    content: AttendanceSheetContent, *, logo: bytes = b"", wording: Wording = FRENCH
) -> bytes:
    """The sheet that people sign at the meeting; raises DocumentTooLarge."""
    return _print("attendance_sheet", content, wording, logo)


def action_plan(
    content: ActionPlanContent, *, logo: bytes = b"", wording: Wording = FRENCH
) -> bytes:
    """Who does what by when, of a case or of a meeting; raises DocumentTooLarge."""
    return _print("action_plan", content, wording, logo)


def convocation(
    content: ConvocationContent, *, logo: bytes = b"", wording: Wording = FRENCH
) -> bytes:
    """The letter that calls one person to a meeting; raises DocumentTooLarge."""
    return _print("convocation", content, wording, logo)


def doctor_letter(
    content: DoctorLetterContent, *, logo: bytes = b"", wording: Wording = FRENCH
) -> bytes:
    """The letter to the médecin traitant; raises DocumentTooLarge."""
    return _print("doctor_letter", content, wording, logo)


def patient_page(
    content: PatientPageContent, *, logo: bytes = b"", wording: Wording = FRENCH
) -> bytes:
    """The page in plain words, to be handed over by the doctor; raises DocumentTooLarge."""
    return _print("patient_page", content, wording, logo)


def care_programme(
    content: CarePlanContent, *, logo: bytes = b"", wording: Wording = FRENCH
) -> bytes:
    """The draft of a cancer patient's PPS, for the doctor to complete; raises DocumentTooLarge."""
    return _print("care_programme", content, wording, logo)


def coordination_plan(
    content: CarePlanContent, *, logo: bytes = b"", wording: Wording = FRENCH
) -> bytes:
    """The draft of a PPCS, for the care team to complete; raises DocumentTooLarge."""
    return _print("coordination_plan", content, wording, logo)


def _print(name: str, content: Content, wording: Wording, logo: bytes, **more: object) -> bytes:
    """Measure, fingerprint and render a content with the template and sheet of its name.

    `logo` is shown if it still is the one that the letterhead names.
    """
    # WeasyPrint takes a second that only printing should pay.
    from rcp.documents.archive import attached
    from rcp.documents.logo import name_of
    from rcp.documents.pdf import render

    check_size(content)
    digest = content_digest(content)
    return render(
        f"{name}.html",
        {"content": content, "digest": digest, **more},
        made_at=content.printed_at,
        identifier=f"{name} {wording.language} {digest}",
        sheet=f"{name}.css",
        logo=logo if content.letterhead.logo == name_of(logo) else b"",
        attachments=[attached(canonical(content), content.printed_at)],
        wording=wording,
    )
