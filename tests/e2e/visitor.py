"""Somebody with a browser, who is told of everything that goes wrong in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect

PHONE, DESK = (390, 844), (1280, 800)
REFUSALS = re.compile(r"Failed to load resource: .* status of (409|413|422)")
"""Chromium writes every answer from 400 up to the console; these are answers, not mistakes."""


@dataclass
class Visitor:
    """One person's browser, in a profile of its own."""

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def arriving(
        cls,
        browser: Browser,
        url: str,
        *,
        size: tuple[int, int] = DESK,
        scripts: bool = True,
        language: str = "fr-FR",
    ) -> Visitor:
        """A visitor with an empty profile, before any page."""
        width, height = size
        context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            locale=language,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        visitor = cls(context, context.new_page(), url)
        visitor.page.on("console", visitor._heard)
        visitor.page.on("pageerror", visitor._broken)
        return visitor

    def signs_in_as(self, role: str) -> Visitor:
        """By one click, as one of the people of the territory."""
        self.page.goto("/sign-in?choose=1")
        self.page.locator(f"form[action='/demo/sign-in/{role}'] button").click()
        expect(self.page).to_have_url(f"{self.url}/home")
        return self

    def goes_to(self, path: str) -> Page:
        """Open a page of the site, which must answer."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return self.page

    def follows(self, name: str) -> Page:
        """Click the link of this name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        return self.page

    def presses(self, name: str) -> Page:
        """Click the button of this name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        return self.page

    def confirms(self, name: str, answer: str) -> Page:
        """Click a button that asks a question, then its answer."""
        self.page.locator("summary", has_text=name).first.click()
        self.presses(answer)
        return self.page

    def sees(self, *texts: str) -> None:
        """Wait until the page says these things."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def takes_away(self, name: str, folder: Path) -> bytes:
        """Click a link that downloads a file; its content."""
        with self.page.expect_download() as coming:
            self.follows(name)
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path.read_bytes()

    def leaves(self) -> None:
        """Close the browser; whatever it complained of fails the test."""
        self.context.close()
        assert not self.complaints, self.complaints

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSALS.match(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _broken(self, error: Error) -> None:
        self.complaints.append(f"{self.page.url}: {error}")
