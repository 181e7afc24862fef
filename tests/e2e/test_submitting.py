"""Odile hands cases in from her telephone, Sami sorts them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cases import (
    QUESTION,
    opens_the_form,
    reference_of,
    submits_a_case,
    tells_what,
    tells_who,
)
from tests.e2e.visitor import Visitor


def test_what_is_wrong_comes_first_and_nothing_typed_is_lost(odile: Visitor) -> None:
    page = opens_the_form(odile)
    tells_who(page, "Vaucresson")
    page.get_by_label("Date de naissance").fill("31/02/1961")
    page.get_by_label("Question posée à la réunion").fill(QUESTION)
    odile.presses("Soumettre")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Erreur : Nouveau dossier – Quorum")
    for label in ("Date de naissance", "Côté atteint", "Type histologique", "Information"):
        expect(summary).to_contain_text(label)
    expect(page.get_by_label("Nom de naissance")).to_have_value("Vaucresson")
    expect(page.get_by_label("Date de naissance")).to_have_value("31/02/1961")
    expect(page.get_by_label("Question posée à la réunion")).to_have_value(QUESTION)
    summary.get_by_role("link", name="Date de naissance").click()
    expect(page.get_by_label("Date de naissance")).to_be_focused()


def test_a_corrected_form_is_taken(odile: Visitor) -> None:
    page = opens_the_form(odile)
    odile.presses("Soumettre")
    expect(page.locator(".error-summary")).to_be_focused()
    tells_who(page, "Vaucresson")
    tells_what(page)
    odile.presses("Soumettre")
    odile.sees("Soumis, à trier", QUESTION, "Gauche", "Carcinome lobulaire infiltrant")


def test_a_draft_is_taken_up_again_later(odile: Visitor) -> None:
    page = opens_the_form(odile)
    tells_who(page, "Brézolles")
    odile.presses("Enregistrer le brouillon")
    odile.sees("Brouillon")
    reference = reference_of(page)
    odile.goes_to(f"/cases?text={reference}")
    page.locator("main table").get_by_role("link").first.click()
    odile.follows("Modifier")
    tells_what(page)
    odile.presses("Soumettre")
    odile.sees("Soumis, à trier", QUESTION)
    assert reference_of(page) == reference


def test_a_draft_keeps_what_is_typed_without_a_button(odile: Visitor) -> None:
    page = opens_the_form(odile)
    tells_who(page, "Cernoy")
    odile.presses("Enregistrer le brouillon")
    odile.follows("Modifier")
    page.wait_for_url("**/edit")  # loaded, with what saves by itself
    page.get_by_label("Question posée à la réunion").fill(QUESTION)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Enregistré à")
    page.reload()
    expect(page.get_by_label("Question posée à la réunion")).to_have_value(QUESTION)


def test_a_case_sent_back_is_completed_then_kept(odile: Visitor, sami: Visitor) -> None:
    reference = submits_a_case(odile, "Dampierre")
    sami.goes_to("/cases/triage")
    row = sami.page.get_by_role("row").filter(has_text=reference)
    row.locator("summary", has_text="À compléter").click()
    row.get_by_label("Ce qui manque").fill("Joindre la biopsie.")
    row.get_by_role("button", name="Renvoyer au demandeur").click()
    sami.sees("1 dossier trié")
    odile.page.reload()
    odile.sees("À compléter", "Joindre la biopsie.")
    odile.follows("Modifier")
    odile.page.get_by_label("Synthèse du cas").fill("Biopsie du 12 : grade 2.")
    odile.presses("Soumettre")
    odile.sees("Soumis, à trier", "grade 2")
    sami.goes_to("/cases/triage")
    row.get_by_role("button", name="Standard").click()
    sami.sees("1 dossier trié")
    odile.page.reload()
    odile.sees("À discuter")
