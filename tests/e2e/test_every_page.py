"""Every page that each person can reach: accessible, quiet, and no wider than a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, TimeoutError

from tests.e2e.conftest import Welcome
from tests.e2e.visitor import DESK, PHONE, Visitor

MOST_PAGES = 60
ROLES = ("coordinator", "clinician", "participant", "administrator")
IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ELSEWHERE = ("/help", "/styleguide")
LINKS = "() => [...document.links].map(link => link.getAttribute('href'))"
SHAPES = """() => [...new Set([...document.querySelectorAll("body *")].map(one =>
    ["class", "type", "role"].reduce((so, name) => `${so} ${one.getAttribute(name)}`, one.tagName)
))]"""
COLOURS = """() => {
    const behind = one => {
        const { backgroundColor, backgroundImage, opacity } = getComputedStyle(one);
        const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
        const isOpaque = backgroundColor.startsWith("rgb(") || !one.parentElement;
        return isOpaque ? own : `${own} ${behind(one.parentElement)}`;
    };
    const isText = node => node.nodeType === Node.TEXT_NODE && node.data.trim();
    const written = [...document.querySelectorAll("body *")]
        .filter(one => [...one.childNodes].some(isText));
    return [...new Set(written.map(one => {
        const { color, fontSize, fontWeight } = getComputedStyle(one);
        return `${color} ${fontSize} ${fontWeight} on ${behind(one)}`;
    }))];
}"""
FITS = "wide => innerWidth === wide && document.scrollingElement.scrollWidth <= wide"
REFLOW = 2_000  # milliseconds in which a busy machine lays the page out anew


@dataclass
class Examined:
    """What axe has looked at, so that only what is new is looked at again.

    The rules of a page are tried for each shape on each kind of page; the contrast of colours, two
    thirds of axe's time, once for each pair of colours and size of letters, wherever they meet.
    """

    shapes: set[tuple[str, str]] = field(default_factory=set)
    colours: set[str] = field(default_factory=set)

    def rules_for(self, kind: str, page: Page) -> dict[str, object] | None:
        """The rules that a page has yet to pass, as axe takes them; None if it has passed all."""
        shapes = {(kind, shape) for shape in page.evaluate(SHAPES)} - self.shapes
        colours = set(page.evaluate(COLOURS)) - self.colours
        self.shapes |= shapes
        self.colours |= colours
        return {"color-contrast": {"enabled": bool(colours)}} if shapes or colours else None


@pytest.fixture(scope="module")
def examined() -> Examined:
    """The next person's page is examined for what nobody's had."""
    return Examined()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_quiet_and_fits_a_telephone(
    welcome: Welcome, role: str, examined: Examined
) -> None:
    visitor = welcome(role)
    found = {path: list(_faults(visitor, path, examined)) for path in _pages(visitor)}
    assert len(found) >= 10, "the crawl found too few pages"
    assert not {path: faults for path, faults in found.items() if faults}


@pytest.mark.parametrize("path", [*ELSEWHERE, "/sign-in", "/nowhere"])
def test_pages_outside_the_navigation_are_as_good(welcome: Welcome, path: str) -> None:
    visitor = welcome()
    visitor.page.goto(path)
    assert not list(_faults(visitor, path, Examined()))
    visitor.complaints = [one for one in visitor.complaints if "status of 404" not in one]


def _pages(visitor: Visitor) -> Iterator[str]:
    """Follow every link once for each kind of page, and stay on each while it is looked at."""
    seen, waiting = set[str](), ["/home"]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if _kind(path) in seen:
            continue
        seen.add(_kind(path))
        if _opens(visitor.page, path):
            waiting.extend(_links(visitor.page))
            yield path


def _opens(page: Page, path: str) -> bool:
    """Whether the path is a page rather than a file to take away; either must answer."""
    try:
        answer = page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    assert answer is not None
    assert answer.status == 200, f"{path}: {answer.status}"
    return True


def _links(page: Page) -> list[str]:
    """Where the page leads on this site."""
    paths = [urlsplit(href) for href in page.evaluate(LINKS) if href and href.startswith("/")]
    return [f"{one.path}?{one.query}" if one.query else one.path for one in paths]


def _kind(path: str) -> str:
    """Pages of the same route are of one kind, whatever they are about."""
    parts = urlsplit(path)
    names = sorted(piece.partition("=")[0] for piece in parts.query.split("&") if piece)
    return f"{IDENTIFIER.sub('*', parts.path)}?{'&'.join(names)}"


def _faults(visitor: Visitor, path: str, examined: Examined) -> Iterator[str]:
    """What is wrong with the page on the screen."""
    page = visitor.page
    if not page.title().strip():
        yield "no title"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} main headings"
    rules = examined.rules_for(_kind(path), page)
    if rules is not None:
        yield from _barriers(page, rules)
    if not _fits_a_telephone(page):
        yield "wider than a telephone"


def _fits_a_telephone(page: Page) -> bool:
    """Whether nothing of the page is off the side of a telephone's screen."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    try:
        page.wait_for_function(FITS, arg=PHONE[0], timeout=REFLOW)
    except TimeoutError:
        return False
    finally:
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    return True


def _barriers(page: Page, rules: Mapping[str, object]) -> Iterator[str]:
    """What axe finds in the way of people who do not see, hear or move like others."""
    told = Axe().run(
        page, options={"preload": False, "resultTypes": ["violations"], "rules": rules}
    )
    for violation in told.response["violations"]:
        yield f"{violation['id']}: {[node['target'] for node in violation['nodes'][:3]]}"
