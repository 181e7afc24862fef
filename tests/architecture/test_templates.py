"""Templates: they compile, name what exists, and hold neither script nor style of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from rcp.app import create_app
from rcp.config import read_settings
from tests.architecture.checkout import ROOT, files, listed, named
from tests.conftest import TEST_KEYS

FOLDER = ROOT / "templates"
TEMPLATES = [path for path in files(".html", ".txt") if path.is_relative_to(FOLDER)]
PAGES = [path for path in TEMPLATES if path.relative_to(FOLDER).parts[0] != "emails"]
OTHER_ENVIRONMENTS = {"emails", "documents"}
ENDPOINT = re.compile(r"""\burl_for\(\s*["']([a-z_]+(?:\.[a-z_]+)?)["']""")
FORBIDDEN = {
    r"\|\s*safe\b": "text that is not escaped",
    r"\{%\s*autoescape": "text that is not escaped",
    r"<[^>]*\sstyle\s*=": "an inline style",
    r"<style\b": "an inline style sheet",
    r"<[^>]*\son[a-z]+\s*=": "an inline script",
    r"<script(?![^>]*\bsrc=)": "an inline script",
    r"javascript:": "an inline script",
    r"\bhx-on\b": "a script in an attribute",
    r"\bjs:": "an evaluated string",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site of the demo, which has every page."""
    told = {"RCP_DATA": str(tmp_path_factory.mktemp("site")), "RCP_DEMO": "1"}
    keys = {"RCP_SECRET_KEY": "only for tests", "RCP_ENCRYPTION_KEY": TEST_KEYS}
    return create_app(read_settings({**told, **keys}))


def test_every_template_compiles(site: Flask) -> None:
    assert len(TEMPLATES) > 100
    for path in TEMPLATES:
        name = path.relative_to(FOLDER)
        site.jinja_env.parse(path.read_text(encoding="utf-8"), name=str(name))
        if name.parts[0] not in OTHER_ENVIRONMENTS:
            site.jinja_env.get_template(str(name))


def test_pages_hold_no_script_no_style_and_escape_everything() -> None:
    found = [
        f"{named(path)}: {fault}"
        for path in PAGES
        for pattern, fault in FORBIDDEN.items()
        if re.search(pattern, without_comments(path), re.IGNORECASE)
    ]
    assert not found, listed(found)


def test_what_a_template_imports_it_uses(site: Flask) -> None:
    trees = {path: site.jinja_env.parse(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    read = {path: set(names_read(tree)) for path, tree in trees.items()}
    anywhere = set().union(*read.values())  # what a layout imports, the blocks of its pages see
    unused = [
        f"{named(path)}: {name}"
        for path, tree in trees.items()
        for name in imported(tree)
        if name not in (anywhere if path.parent.name == "layouts" else read[path])
    ]
    assert not unused, listed(unused)


def test_every_link_leads_to_a_page_that_exists(site: Flask) -> None:
    pages = [*TEMPLATES, *(path for path in files(".py") if path.is_relative_to(ROOT / "rcp"))]
    links = [
        (named(path), endpoint)
        for path in pages
        for endpoint in ENDPOINT.findall(without_comments(path))
    ]
    assert len(links) > 50
    broken = [link for link in links if link[1] not in site.view_functions]
    assert not broken, listed(broken)


def test_every_template_is_asked_for_by_name() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (*TEMPLATES, *files(".py"))
        if path.is_relative_to(FOLDER) or path.is_relative_to(ROOT / "rcp")
    )
    named_by_rule = {
        "emails",
        "errors",
        "documents",
    }  # after the kind of letter, the status, the kind
    forgotten = [
        named(path)
        for path in TEMPLATES
        if path.relative_to(FOLDER).parts[0] not in named_by_rule
        and f'"{path.relative_to(FOLDER)}"' not in sources
    ]
    assert not forgotten, listed(forgotten)


def names_read(tree: nodes.Template) -> list[str]:
    """The names whose value a template asks for."""
    return [name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"]


def imported(tree: nodes.Template) -> list[str]:
    """The names that a template imports, as it calls them."""
    names = [node.target for node in tree.find_all(nodes.Import)]
    for node in tree.find_all(nodes.FromImport):
        names += [name if isinstance(name, str) else name[1] for name in node.names]
    return names


def without_comments(path: Path) -> str:
    """A template's text, its comments and examples left out."""
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
