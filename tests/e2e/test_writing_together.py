"""Two people write one opinion on two screens, and a third is projected; a power cut and a lost
line lose nothing."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.cases import BOARD, submits_a_case
from tests.e2e.conftest import Welcome
from tests.e2e.installation import Installation
from tests.e2e.meetings import opens_meeting, puts_on_agenda, sorts
from tests.e2e.people import CLAIRE, signs_in_by_password
from tests.e2e.visitor import Visitor

NAME = "KERMADEC"
UNFOLD = """() => document.querySelectorAll("#opinion details").forEach(
    fold => { fold.open = true })"""


def test_texts_meet_clash_in_the_open_and_survive_a_power_cut(
    site: Installation, welcome: Welcome, odile: Visitor, sami: Visitor
) -> None:
    reference = submits_a_case(odile, NAME)
    sorts(sami, reference)
    opens_meeting(sami, BOARD, 1)
    puts_on_agenda(sami, reference)
    sami.follows("Écran de séance")
    sami.confirms("Ouvrir la séance", "Oui, ouvrir")
    sami.sees("La séance est ouverte.")
    sami.page.locator(".agenda-lines").get_by_role("link", name=NAME).click()
    sami.page.wait_for_url("**item=**")
    expect(sami.page.locator("#case")).to_contain_text(NAME)
    claire = welcome()
    signs_in_by_password(site, claire, CLAIRE)
    claire.goes_to(sami.page.url.removeprefix(sami.url))
    wall = welcome("coordinator")
    _the_wall_follows(sami, claire, wall)
    _texts_meet(sami, claire)
    _a_clash_is_shown(sami, claire)
    _a_lost_line_keeps_what_is_typed(claire, sami)
    _a_power_cut_loses_nothing(site, sami, claire)
    _the_wall_is_back(sami, wall)
    sami.page.get_by_role("link", name="Qui a écrit quoi").click()
    sami.sees("En même temps qu’un autre", "Claire Montbrun")


def _the_wall_follows(sami: Visitor, claire: Visitor, wall: Visitor) -> None:
    """One key takes the case, though not while one types; both other screens show it."""
    room = sami.page.url.removeprefix(sami.url).partition("?")[0]
    wall.goes_to(room.replace("/room", "/projected"))
    expect(wall.page.locator("#agenda")).to_contain_text(NAME)
    _box(sami, "Surveillance").press_sequentially("n")
    expect(_box(claire, "Surveillance")).to_have_value("n")
    expect(wall.page.locator("h2").first).not_to_contain_text(NAME)
    _box(sami, "Surveillance").fill("")
    expect(_box(claire, "Surveillance")).to_have_value("")
    sami.page.locator("#case").click()
    with sami.page.expect_navigation():
        sami.page.keyboard.press("n")
    expect(wall.page.locator("h2").first).to_contain_text(NAME)
    expect(claire.page.locator("#hearing")).to_contain_text(NAME)
    expect(claire.page.locator("#hearing [data-timer-figure]")).to_contain_text(":")


def _texts_meet(sami: Visitor, claire: Visitor) -> None:
    """Each adds to what the other wrote, and both see both, and who is writing."""
    _box(sami, "Surveillance").fill("Mammographie à un an.\n")
    expect(_box(claire, "Surveillance")).to_have_value("Mammographie à un an.\n")
    expect(claire.page.locator(".writing-who")).to_contain_text("Sami")
    _box(claire, "Surveillance").press_sequentially("Consultation à six mois.")
    both = "Mammographie à un an.\nConsultation à six mois."
    expect(_box(sami, "Surveillance")).to_have_value(both)
    with sami.page.expect_navigation():  # the form as posted, on a page of its own
        sami.presses("Ajouter une action")
    expect(_box(sami, "Surveillance")).to_have_value(both)


def _a_clash_is_shown(sami: Visitor, claire: Visitor) -> None:
    """Typed while the other's line was cut: neither text is lost, and the writer chooses."""
    sami.context.set_offline(True)
    _box(sami, "Proposition").fill("Pas de chirurgie.")
    with claire.page.expect_response(lambda answer: answer.request.method == "POST"):
        _box(claire, "Proposition").fill("Chirurgie d’emblée.")
    sami.context.set_offline(False)
    clash = sami.page.locator(".writing-clash")
    expect(clash).to_contain_text("Chirurgie d’emblée.")
    clash.get_by_role("button", name="Garder les deux").click()
    both = "Chirurgie d’emblée.\nPas de chirurgie."
    expect(_box(claire, "Proposition")).to_have_value(both)
    sami.complaints = [one for one in sami.complaints if "INTERNET_DISCONNECTED" not in one]


def _a_lost_line_keeps_what_is_typed(writer: Visitor, other: Visitor) -> None:
    writer.context.set_offline(True)
    _box(writer, "Commentaire").fill("Tapé sans connexion.")
    expect(_status(writer)).to_contain_text("Pas de connexion")
    writer.context.set_offline(False)
    expect(_box(other, "Commentaire")).to_have_value("Tapé sans connexion.")
    writer.complaints = [one for one in writer.complaints if "INTERNET_DISCONNECTED" not in one]


def _a_power_cut_loses_nothing(site: Installation, writer: Visitor, other: Visitor) -> None:
    """The server is killed while somebody types; what was typed arrives when it is back."""
    _box(writer, "Avis divergent").fill("Avant la coupure.")
    expect(_box(other, "Avis divergent")).to_have_value("Avant la coupure.")
    site.kill()
    _box(writer, "Avis divergent").fill("Avant la coupure. Pendant la coupure.")
    site.start()
    expect(_box(other, "Avis divergent")).to_have_value("Avant la coupure. Pendant la coupure.")
    writer.page.reload()
    expect(_box(writer, "Avis divergent")).to_have_value("Avant la coupure. Pendant la coupure.")
    for one in (writer, other):
        one.complaints = [said for said in one.complaints if "ERR_CONNECTION" not in said]


def _the_wall_is_back(sami: Visitor, wall: Visitor) -> None:
    """Nobody touched the projected screen: it asked until the server answered again."""
    seats = wall.page.locator(".quorum-mini")
    before = seats.inner_text()
    sami.presses("Tous présents")
    expect(seats).not_to_have_text(before)
    lost = ("ERR_CONNECTION", "htmx:sendError", "htmx:afterRequest")
    wall.complaints = [said for said in wall.complaints if not any(one in said for one in lost)]


def _box(somebody: Visitor, label: str) -> Locator:
    """A text field of the opinion, its fold opened."""
    _unfold(somebody.page)
    return somebody.page.get_by_label(label, exact=False).locator("visible=true").first


def _unfold(page: Page) -> None:
    page.evaluate(
        "() => document.querySelectorAll('#opinion details').forEach(one => { one.open = true })"
    )


def _status(somebody: Visitor) -> Locator:
    return somebody.page.locator("[data-writing-status]")
