"""Cases of RCP Sein, told through its form."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.visitor import Visitor

BOARD = "RCP Sein"
QUESTION = "Chimiothérapie avant la chirurgie ?"


def opens_the_form(clinician: Visitor) -> Page:
    """The empty form of the board."""
    clinician.goes_to("/cases/new")
    clinician.follows(BOARD)
    expect(clinician.page.get_by_role("heading", level=1)).to_have_text("Nouveau dossier")
    return clinician.page


def tells_who(page: Page, name: str) -> None:
    """The patient's identity."""
    page.get_by_label("Nom de naissance").fill(name)
    page.get_by_label("Prénoms").fill("Honorine")
    page.get_by_label("Date de naissance").fill("17/04/1961")
    chooses(page, "Sexe", "Féminin")


def tells_what(page: Page) -> None:
    """Everything else that the board needs."""
    page.get_by_label("Question posée à la réunion").fill(QUESTION)
    chooses(page, "Côté atteint", "Gauche")
    page.get_by_label("Type histologique").select_option(label="Carcinome lobulaire infiltrant")
    chooses(page, "Information du patient", "Informé, ne s’oppose pas")
    for piece in page.get_by_role("radio", name="Reçu", exact=True).locator("visible=true").all():
        piece.check()


def chooses(page: Page, group: str, choice: str) -> None:
    """Pick one of a group of buttons."""
    page.get_by_role("group", name=group).get_by_role("radio", name=choice, exact=True).check()


def submits_a_case(clinician: Visitor, name: str) -> str:
    """Hand a whole case in; its reference."""
    page = opens_the_form(clinician)
    tells_who(page, name)
    tells_what(page)
    clinician.presses("Soumettre")
    clinician.sees("Soumis, à trier")
    return reference_of(page)


def reference_of(page: Page) -> str:
    """The reference that the page of a case shows."""
    found = re.search(r"Dossier (\S+)", page.title())
    assert found, page.title()
    return found[1]
