"""Without a mouse: sign in, open a case, ask for a plan."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Welcome
from tests.e2e.visitor import Visitor

MOST_STOPS = 80
FOCUSED = """() => {
  const here = document.activeElement;
  const name = here.getAttribute("aria-label") || (here.labels && here.labels[0]?.innerText)
    || here.innerText || "";
  const ring = getComputedStyle(here);
  return {name: name.trim(), visible: ring.outlineStyle !== "none" || ring.boxShadow !== "none"};
}"""


def test_the_first_key_leads_past_the_navigation(sami: Visitor) -> None:
    page = sami.goes_to("/cases")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_case_is_opened_without_a_mouse(welcome: Welcome) -> None:
    visitor = welcome()
    page = visitor.goes_to("/sign-in")
    goes_by_key_to(page, "Clinicienne")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Odile")
    goes_by_key_to(page, "Dossiers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dossiers")
    patient = page.locator("main tbody").get_by_role("link").first.inner_text()
    goes_by_key_to(page, patient)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(patient)


def test_a_plan_is_asked_for_without_a_mouse(welcome: Welcome) -> None:
    visitor = welcome()
    page = visitor.goes_to("/sign-in")
    goes_by_key_to(page, "Coordonnateur")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Sami")
    goes_by_key_to(page, "Planifier")
    page.keyboard.press("Enter")
    goes_by_key_to(page, "Nombre de semaines")
    page.keyboard.type("1")
    goes_by_key_to(page, "Temps de recherche")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    visitor.sees("1 semaine")
    expect(page.locator("#plan-progress")).to_have_count(0, timeout=60_000)
    goes_by_key_to(page, "Écarter")
    page.keyboard.press("Enter")
    visitor.sees("Plan écarté.")


def goes_by_key_to(page: Page, name: str) -> None:
    """Press Tab until the element of this name is in hand, which must show."""
    page.locator("body").press("Home")
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["name"].startswith(name):
            assert here["visible"], f"nothing shows that {name} is in hand"
            return
    raise AssertionError(f"{name} cannot be reached by key on {page.url}")
