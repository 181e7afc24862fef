"""The look holds its promises: legible in every theme, nothing that the security policy forbids."""

import re

import pytest

from rcp import paths

STATIC, TEMPLATES = paths.static_folder(), paths.templates_folder()
TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")
TEXT, LINE = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunk")
MEANINGS = ("neutral", "info", "success", "warning", "danger")
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-soft", "brand") for ground in GROUNDS],
    *[(f"{meaning}-ink", f"{meaning}-soft", TEXT) for meaning in MEANINGS],
    *[(f"{meaning}-ink", "surface", TEXT) for meaning in MEANINGS],
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-strong", TEXT),
    ("on-danger", "danger", TEXT),
    ("brand-strong", "brand-soft", TEXT),
    ("heat-ink", "heat-0", TEXT),
    ("heat-ink", "heat-1", TEXT),
    ("heat-ink", "heat-2", TEXT),
    ("heat-3-ink", "heat-3", TEXT),
    ("heat-ink-strong", "heat-4", TEXT),
    *[("line-strong", ground, LINE) for ground in GROUNDS],
    *[("focus", ground, LINE) for ground in GROUNDS],
    ("accent", "surface", LINE),
    ("danger", "surface", LINE),
]


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of `#rrggbb`, from 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def block(css: str, opening: str) -> dict[str, str]:
    """The colours set in the block that begins with these words."""
    start = css.index(opening) + len(opening)
    return dict(TOKEN.findall(css[start : css.index("}", start)]))


def themes() -> dict[str, dict[str, str]]:
    """Every token of every theme, each laid over the one it changes."""
    light = dict(TOKEN.findall((STATIC / "css" / "tokens.css").read_text()))
    css = (STATIC / "css" / "themes.css").read_text()
    dark = light | block(css, ':root[data-theme="dark"] {')
    more, more_dark = css[css.index("@media (prefers-contrast: more) {") :].split(
        "@media (prefers-contrast: more) and (prefers-color-scheme: dark) {"
    )
    return {
        "light": light,
        "dark": dark,
        "light, more contrast": light | block(more, ":root {"),
        "dark, more contrast": dark | block(more_dark, ':root:not([data-theme="light"]) {'),
    }


@pytest.mark.parametrize("theme", ["light", "dark", "light, more contrast", "dark, more contrast"])
def test_every_ink_is_legible_on_its_ground(theme):
    tokens = themes()[theme]
    ratios = {(ink, on): contrast(tokens[ink], tokens[on]) for ink, on, _ in PAIRS}
    wanted = {(ink, on): least for ink, on, least in PAIRS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < wanted[pair]} == {}


def test_the_dark_chosen_by_the_system_is_the_dark_chosen_by_the_person():
    css = (STATIC / "css" / "themes.css").read_text()
    assert block(css, ':root:not([data-theme="light"]) {') == block(
        css, ':root[data-theme="dark"] {'
    )


def test_colours_live_in_the_tokens_alone():
    screen = [*(STATIC / "css").glob("*.css"), *(STATIC / "css" / "components").glob("*.css")]
    tokens = {"tokens.css", "themes.css", "print.css"}
    sheets = [sheet for sheet in screen if sheet.name not in tokens]
    assert [
        sheet.name for sheet in sheets if re.search(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text())
    ] == []


def test_no_rule_shouts():
    sheets = (STATIC / "css").rglob("*.css")
    assert [sheet.name for sheet in sheets if re.search(r"!\s*important", sheet.read_text())] == []


def test_every_component_has_its_sheet_imported():
    app = (STATIC / "css" / "app.css").read_text()
    sheets = (STATIC / "css" / "components").glob("*.css")
    assert [sheet.name for sheet in sheets if f"components/{sheet.name}" not in app] == []


def test_no_page_holds_a_script_or_a_style_of_its_own():
    forbidden = re.compile(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\ssrc=)")
    pages = [
        page
        for page in TEMPLATES.rglob("*.html")
        if not page.relative_to(TEMPLATES).as_posix().startswith(("documents/", "emails/"))
    ]
    assert [page.name for page in pages if forbidden.search(page.read_text())] == []


def test_every_icon_a_template_asks_for_is_in_the_sprite():
    drawn = set(re.findall(r'id="([a-z0-9-]+)"', (STATIC / "icons" / "icons.svg").read_text()))
    asked = {
        name
        for page in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\bicon(?:\(|=|": )"([a-z0-9-]+)"', page.read_text())
    }
    assert asked - drawn == set()


def test_every_behaviour_a_template_names_exists():
    named = {
        name
        for page in TEMPLATES.rglob("*.html")
        for name in re.findall(r'data-behaviour="([a-z_ ]+)"', page.read_text())
    }
    files = {file.stem for file in (STATIC / "js" / "behaviours").glob("*.js")}
    assert named - files == set()


def test_the_components_page_gives_every_macro_as_it_is():
    guide = "".join((TEMPLATES.parent / "docs" / "components.md").read_text().split())
    macros = {
        "".join(macro.split())
        for page in (TEMPLATES / "components").glob("*.html")
        for macro in re.findall(r"{% macro ([a-z]\w*\(.*?\)) -?%}", page.read_text())
    }
    assert len(macros) > 25
    assert {macro for macro in macros if macro not in guide} == set()
