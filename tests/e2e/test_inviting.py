"""People answer invitations; a meeting that moves or is cancelled is told again."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.e2e.conftest import Welcome
from tests.e2e.installation import Installation
from tests.e2e.letters import Letter, invitations
from tests.e2e.meetings import opens_meeting, row_of
from tests.e2e.visitor import PHONE, Visitor
from tests.e2e.waiting import until

LAURENT = "laurent.peyrissac@ch-valombre.example"


def test_the_link_of_a_message_asks_before_it_answers(
    site: Installation, welcome: Welcome, sami: Visitor
) -> None:
    meeting = opens_meeting(sami, "RCP Sein", 2)
    (letter,) = _letters_about(site, meeting, to=LAURENT)
    assert "Sans réponse" in row_of(sami, "Laurent Peyrissac")
    reader = welcome(size=PHONE)
    for _scanner in range(2):
        reader.goes_to(letter.answer_path)
    reader.sees("Laurent, serez-vous là")
    sami.page.reload()
    assert "Sans réponse" in row_of(sami, "Laurent Peyrissac")
    reader.presses("J’y serai")
    reader.sees("Votre réponse, « J’y serai », est enregistrée")
    assert not reader.context.cookies()
    sami.page.reload()
    assert "Accepté" in row_of(sami, "Laurent Peyrissac")


def test_a_link_that_was_cut_short_says_what_to_do(site: Installation, welcome: Welcome) -> None:
    reader = welcome()
    path = invitations(site.mail, to=LAURENT)[0].answer_path
    answer = reader.page.goto(path[:-4])
    assert answer is not None
    assert answer.status == 404
    reader.sees("Ce lien ne sert plus", "vérifiez qu’il a été copié en entier")
    reader.complaints.clear()  # Chromium writes the 404 to the console


def test_somebody_signed_in_answers_from_the_first_page(laurent: Visitor, sami: Visitor) -> None:
    meeting = laurent.page.locator("#to-answer article").last  # the next may be held already
    path = meeting.get_by_role("link").first.get_attribute("href")
    assert path
    sami.goes_to(path)
    assert "Sans réponse" in row_of(sami, "Laurent Peyrissac")
    meeting.get_by_role("button", name="Non", exact=True).click()
    laurent.sees("est notée")
    sami.page.reload()
    assert "Excusé" in row_of(sami, "Laurent Peyrissac")


def test_a_meeting_that_moves_is_told_again_with_a_higher_sequence(
    site: Installation, sami: Visitor
) -> None:
    meeting = opens_meeting(sami, "RCP Urologie", 1)
    before = _letters_about(site, meeting)
    page = sami.page
    page.locator("summary", has_text="Déplacer la séance").click()
    field = page.get_by_label("Jour", exact=True)
    day = date.fromisoformat(field.input_value()) + timedelta(days=1)
    field.fill(day.isoformat())
    page.get_by_label("Salle").select_option(index=0)
    sami.presses("Déplacer et prévenir")
    sami.sees("La séance est déplacée.")
    told = until(lambda: _after(site, meeting, before), "the new invitations")
    assert {(one.method, one.sequence) for one in told} == {("REQUEST", 1)}
    assert {one.uid for one in told} == {one.uid for one in before}
    assert {one.recipient for one in told} == {one.recipient for one in before}


def test_a_cancelled_meeting_is_told_and_its_cases_wait_again(
    site: Installation, sami: Visitor
) -> None:
    meeting = opens_meeting(sami, "RCP Thorax", 1)
    before = _letters_about(site, meeting)
    cases = sami.page.locator("#agenda a[href^='/cases/']")
    paths = [str(link.get_attribute("href")) for link in cases.all()]
    sami.confirms("Annuler la séance", "Oui, annuler la séance")
    sami.sees("La séance est annulée.", "Annulée")
    told = until(lambda: _after(site, meeting, before), "the cancellations")
    assert {(one.method, one.sequence) for one in told} == {("CANCEL", 1)}
    for path in paths[:1]:
        sami.goes_to(path)
        sami.sees("Reporté", "séance annulée")


def _letters_about(site: Installation, meeting: str, *, to: str = "") -> list[Letter]:
    """The messages that lead to the page of a meeting."""
    return [one for one in invitations(site.mail, to=to) if re.search(meeting, one.text)]


def _after(site: Installation, meeting: str, before: list[Letter]) -> list[Letter]:
    """The messages since then, once everybody has theirs."""
    uids = {one.uid for one in before}
    told = [one for one in invitations(site.mail) if one.uid in uids and one.sequence]
    return told if len(told) >= len(before) else []
