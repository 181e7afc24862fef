"""A meeting is held: attendance, opinions, minutes, signature, documents, actions."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.e2e.cases import BOARD, submits_a_case
from tests.e2e.conftest import Welcome
from tests.e2e.installation import Installation
from tests.e2e.meetings import opens_meeting, puts_on_agenda, sorts
from tests.e2e.people import CLAIRE, SECRET, signs_in_by_password
from tests.e2e.visitor import Visitor

PRINTING = 90_000  # milliseconds, on a busy machine
NAMES = ("GRAVILLE", "HARCOURT", "IVORS")
CHECKED, CALLED = "Relire la biopsie", "Appeler le médecin traitant"


def test_a_meeting_is_held_signed_printed_and_its_actions_closed(
    site: Installation, welcome: Welcome, odile: Visitor, sami: Visitor, tmp_path: Path
) -> None:
    references = _prepares_the_agenda(odile, sami)
    _opens_the_room(sami)
    _counts_the_quorum(sami.page)
    _gives_opinions_and_carries_one_over(sami, references)
    sami.confirms("Clôturer la séance", "Oui, clôturer")
    sami.sees("La séance est close.")
    sami.presses("Soumettre à validation")
    sami.sees("Compte rendu soumis au responsable.")
    _cannot_sign(sami)
    minutes = sami.page.url.removeprefix(sami.url)
    claire = welcome()
    signs_in_by_password(site, claire, CLAIRE)
    _signs(claire, minutes)
    _takes_the_documents_away(claire, references, tmp_path)
    _closes_the_actions(odile)


def _prepares_the_agenda(clinician: Visitor, coordinator: Visitor) -> list[str]:
    """Three cases of our own, last on the agenda of the next meeting."""
    references = [submits_a_case(clinician, name) for name in NAMES]
    sorts(coordinator, *references)
    opens_meeting(coordinator, BOARD)
    for reference in references:
        puts_on_agenda(coordinator, reference)
    return references


def _opens_the_room(coordinator: Visitor) -> None:
    coordinator.follows("Écran de séance")
    coordinator.confirms("Ouvrir la séance", "Oui, ouvrir")
    coordinator.sees("La séance est ouverte.")


def _counts_the_quorum(page: Page) -> None:
    """Ticking people fills the seats that the page says are missing."""
    presence = page.locator("#presence")
    expect(presence).to_contain_text("0 sur 3, quorum non atteint")
    surgeon = presence.locator("form.presence", has_text="Chirurgie du sein").first
    surgeon.get_by_role("button", name="Présent", exact=True).click()
    expect(presence).to_contain_text("1 personne présente")
    expect(presence).to_contain_text("Il manque : Oncologie médicale")
    page.get_by_role("button", name="Tous présents").click()
    expect(presence.locator("form.presence[data-state=expected]")).to_have_count(0)
    away = presence.locator("form.presence:not([data-state=there])")
    for _person in range(away.count()):
        left = away.count()
        away.first.get_by_role("button", name="Présent", exact=True).click()
        expect(away).to_have_count(left - 1)
    expect(presence).to_contain_text("Quorum atteint")


def _gives_opinions_and_carries_one_over(coordinator: Visitor, references: list[str]) -> None:
    page, (graville, harcourt, ivors) = coordinator.page, references
    _takes_up(page, NAMES[0])
    _writes_opinion(page, "Chirurgie première.")
    _writes_action(page, 0, CHECKED)
    _writes_action(page, 1, CALLED)
    coordinator.presses("Enregistrer l’avis")
    coordinator.sees(f"Avis enregistré pour {graville}.", "Avis donné avec le quorum")
    _takes_up(page, NAMES[1])
    _writes_opinion(page, "Surveillance.")
    coordinator.presses("Enregistrer l’avis")
    coordinator.sees(f"Avis enregistré pour {harcourt}.")
    _takes_up(page, NAMES[2])
    page.get_by_label("Cause du report").select_option(label="imagerie manquante")
    coordinator.presses("Reporter et passer au suivant")
    coordinator.sees(f"{ivors} retourne dans la liste d’attente.")


def _takes_up(page: Page, name: str) -> None:
    page.locator(".agenda-lines").get_by_role("link", name=name).click()
    expect(page.locator("#case")).to_contain_text(name)


def _writes_opinion(page: Page, proposal: str) -> None:
    page.get_by_label("Proposition", exact=True).fill(proposal)
    page.get_by_label("Référentiel appliqué").fill("Sein")
    page.get_by_label("Version", exact=True).fill("2026")
    page.get_by_label("Essai clinique", exact=True).select_option(label="Sans objet")


def _writes_action(page: Page, rank: int, what: str) -> None:
    line = page.get_by_role("group", name=f"Action {rank + 1}")
    if not line.count():
        page.get_by_role("button", name="Ajouter une action").click()
    line.get_by_label("À faire").fill(what)
    line.get_by_label("Par qui").select_option(label="Odile Ferrandier")
    line.get_by_label("Pour le").fill((date.today() + timedelta(days=30)).isoformat())  # noqa: DTZ011


def _cannot_sign(coordinator: Visitor) -> None:
    """No button, and a forged one is refused."""
    page = coordinator.page
    expect(page.get_by_role("button", name="Valider", exact=True)).to_have_count(0)
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    sent = coordinator.context.request.post(
        f"{page.url}/sign-off", form={"csrf_token": token or ""}
    )
    assert sent.status == 403
    page.reload()
    coordinator.sees("Il reste à valider. Seul le responsable peut le faire : Claire Montbrun.")


def _signs(chair: Visitor, minutes: str) -> None:
    chair.page.locator(f"#to-sign a[href='{minutes}']").click()
    chair.page.get_by_label("Votre mot de passe").fill(SECRET)
    chair.presses("Valider")
    chair.sees("Compte rendu validé.")


def _takes_the_documents_away(chair: Visitor, references: list[str], folder: Path) -> None:
    """One fiche a patient, naming nobody else; the minutes name nobody."""
    expect(chair.page.locator("#printing")).to_have_count(0, timeout=PRINTING)
    for reference, name in zip(references[:2], NAMES, strict=False):
        text = _printed(chair, "Fiche RCP", reference, folder)
        assert name in text
        assert not [other for other in NAMES if other != name and other in text]
    minutes = _printed(chair, "Compte rendu de séance", "La séance", folder)
    assert references[2] in minutes
    assert not [name for name in NAMES if name in minutes]


def _printed(reader: Visitor, label: str, about: str, folder: Path) -> str:
    """The text of a document, from the row of the page that offers it."""
    row = reader.page.locator("#versions").get_by_role("row").filter(has_text=about)
    with reader.page.expect_download() as coming:
        row.get_by_role("link", name=f"{label} (PDF)", exact=True).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def _closes_the_actions(owner: Visitor) -> None:
    page = owner.goes_to("/actions")
    _card(page, CHECKED).get_by_role("button", name="C’est fait").click()
    owner.sees("L’action est close.")
    _card(page, CALLED).get_by_role("link", name=CALLED).click()
    page.get_by_label("Abandonnée").check()
    owner.presses("Clore l’action")
    expect(page.locator(".error-summary")).to_contain_text("pourquoi l’action est abandonnée")
    page.get_by_label("Ce qu’il en est").fill("Le patient a changé de médecin.")
    owner.presses("Clore l’action")
    owner.sees("Issue : Le patient a changé de médecin.")
    expect(page.locator("#closed")).to_contain_text(CHECKED)


def _card(page: Page, title: str) -> Locator:
    return page.locator("main section, main article").filter(has_text=title).last
