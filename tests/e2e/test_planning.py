"""Sami asks for a plan, watches it come, looks at it and accepts it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.cases import BOARD, QUESTION, submits_a_case
from tests.e2e.installation import Installation
from tests.e2e.letters import Letter, invitations
from tests.e2e.meetings import sorts
from tests.e2e.visitor import Visitor
from tests.e2e.waiting import until

SEARCH = 120_000  # milliseconds, on a busy machine
NAME = "Esquibien"


def test_a_plan_is_asked_for_watched_accepted_and_its_invitations_leave(
    site: Installation, odile: Visitor, sami: Visitor
) -> None:
    reference = submits_a_case(odile, NAME)
    sorts(sami, reference)
    asks_for_plan(sami, [BOARD], weeks=9, seconds=3)
    expect(sami.page.locator("#plan-progress")).to_contain_text("Planification en cours")
    sami.page.locator("summary", has_text="Accepter et convoquer").wait_for(timeout=SEARCH)
    _looks_at_a_meeting(sami)
    sami.confirms("Accepter et convoquer", "Oui, convoquer")
    sami.sees("Plan accepté")
    odile.page.reload()
    odile.sees("Inscrit à une séance")
    sent = until(lambda: _sent_from(site), "the new invitations")
    for letter in sent:
        _says_nothing_of_the_case(letter, reference)
    _finds_in_mailbox(sami, sent[0], reference)


def test_a_plan_that_asks_for_nothing_is_refused_with_its_remedy(sami: Visitor) -> None:
    asks_for_plan(sami, [], weeks=40, seconds=3)
    summary = sami.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("De 1 à 26 semaines.")
    expect(summary).to_contain_text("Choisissez au moins une réunion.")


def asks_for_plan(coordinator: Visitor, boards: list[str], *, weeks: int, seconds: int) -> None:
    """Fill in the form of a plan and send it."""
    page = coordinator.goes_to("/plans")
    page.get_by_label("Nombre de semaines").fill(str(weeks))
    page.get_by_label("Temps de recherche").fill(str(seconds))
    offered = page.get_by_role("group", name="Réunions à planifier")
    for choice in offered.locator(".choice").all():
        wanted = choice.inner_text().split(" — ")[0].strip() in boards
        choice.get_by_role("checkbox").set_checked(wanted)
    coordinator.presses("Planifier")


def _looks_at_a_meeting(coordinator: Visitor) -> None:
    page = coordinator.page
    page.locator("main table").first.get_by_role("link", name=BOARD).click()
    expect(page.locator("table.agenda-grid")).to_be_visible()
    expect(page.get_by_role("table", name="Les personnes à cette heure")).to_be_visible()
    coordinator.follows("Tout le plan")


def _sent_from(site: Installation) -> list[Letter]:
    """The first invitations written by this site: those of the demonstration bear its address."""
    return [
        one
        for one in invitations(site.mail)
        if one.method == "REQUEST" and site.url in one.text and not one.sequence
    ]


def _says_nothing_of_the_case(letter: Letter, reference: str) -> None:
    text = f"{letter.subject}\n{letter.text}\n{letter.raw.decode('utf-8', 'replace')}"
    for secret in (NAME.upper(), NAME, "Honorine", QUESTION, "17/04/1961", reference):
        assert secret not in text


def _finds_in_mailbox(coordinator: Visitor, letter: Letter, reference: str) -> None:
    coordinator.goes_to("/mailbox")
    row = coordinator.page.get_by_role("row").filter(has_text=letter.address)
    row.get_by_role("link", name=letter.subject).click()
    coordinator.sees("REQUEST", "SEQUENCE", letter.uid)
    for secret in (NAME.upper(), QUESTION, reference):
        expect(coordinator.page.locator("main")).not_to_contain_text(secret)
