"""Sami finds a case while he types."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor


def test_a_case_is_found_while_its_name_is_typed(sami: Visitor) -> None:
    page = sami.goes_to("/cases")
    first = page.locator("#found tbody th").first.inner_text()
    everything = page.locator("#total").inner_text()
    page.get_by_role("searchbox").press_sequentially(first.split()[0][:4].lower())
    expect(page.locator("#total")).not_to_have_text(everything)
    expect(page.locator("#found tbody th").first).to_contain_text(first.split()[0][:4])
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.url.endswith("/cases")


def test_what_nobody_is_called_is_said_while_it_is_typed(sami: Visitor) -> None:
    page = sami.goes_to("/cases")
    page.get_by_role("searchbox").press_sequentially("zzzz")
    expect(page.locator("#found")).to_contain_text("Aucun dossier ne correspond")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("#found tbody th").first).to_be_visible()
