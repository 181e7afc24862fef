"""Finding meetings and putting cases on their agendas."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor


def opens_meeting(visitor: Visitor, board: str, rank: int = 0) -> str:
    """The board's next meeting, or the one `rank` meetings later; its path."""
    visitor.goes_to("/meetings")
    visitor.page.locator("main").get_by_role("link", name=board, exact=True).nth(rank).click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(board)
    return visitor.page.url.removeprefix(visitor.url)


def sorts(coordinator: Visitor, *references: str) -> None:
    """Tick submitted cases and send them all to be discussed."""
    page = coordinator.goes_to("/cases/triage")
    for reference in references:
        page.get_by_role("row").filter(has_text=reference).locator("[name=chosen]").check()
    coordinator.presses("Discuter, standard")
    coordinator.sees("trié")


def puts_on_agenda(coordinator: Visitor, reference: str) -> None:
    """Take a case of the waiting list, on the page of a meeting."""
    page = coordinator.page
    page.locator("summary", has_text="Ajouter un dossier en attente").click()
    choice = page.get_by_label("Dossier en attente")
    value = choice.locator("option", has_text=reference).get_attribute("value")
    choice.select_option(value)
    coordinator.presses("Ajouter à l’ordre du jour")
    coordinator.sees(f"{reference} est à l’ordre du jour.")


def row_of(visitor: Visitor, name: str) -> str:
    """What the page of a meeting says of a person."""
    return visitor.page.locator("#people").get_by_role("row").filter(has_text=name).inner_text()
