"""Everything works without JavaScript: forms, confirmations, the attendance."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cases import QUESTION, opens_the_form, tells_what, tells_who
from tests.e2e.conftest import Welcome
from tests.e2e.meetings import opens_meeting
from tests.e2e.visitor import PHONE


def test_a_case_is_handed_in_without_scripts(welcome: Welcome) -> None:
    odile = welcome("clinician", size=PHONE, scripts=False)
    page = opens_the_form(odile)
    odile.presses("Soumettre")
    expect(page.locator(".error-summary")).to_contain_text("Indiquez le nom de naissance.")
    tells_who(page, "Jouarre")
    tells_what(page)
    odile.presses("Soumettre")
    odile.sees("Soumis, à trier", QUESTION)


def test_the_attendance_is_ticked_without_scripts(welcome: Welcome) -> None:
    sami = welcome("coordinator", scripts=False)
    opens_meeting(sami, "RCP Hématologie")
    sami.follows("Écran de séance")
    sami.confirms("Ouvrir la séance", "Oui, ouvrir")
    sami.sees("La séance est ouverte.", "0 personne présente")
    first = sami.page.locator("form.presence").first
    first.get_by_role("button", name="Présent", exact=True).click()
    sami.sees("1 personne présente")
    expect(first.get_by_role("button", name="Présent", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    first.get_by_role("button", name="Excusé").click()
    sami.sees("0 personne présente")
