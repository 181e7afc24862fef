"""Who reads English finds no French left, on any page and whoever they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from rcp.db.models import Practitioner
from tests.translations.french import french_in, written_by_people
from tests.web.conftest import Browse, Page
from tests.web.test_routes import SAMPLES
from tests.web.world import World, a_world

READ_ALOUD = {"aria-label", "aria-description", "title", "placeholder", "alt"}
NOT_READ = {"script", "style", "code", "pre", "textarea"}
"""`textarea`: what is edited as it is stored, such as a template's YAML."""
NOT_FOR_READERS = {"static", "styleguide.show"}


def speak_english(_person: Practitioner, _given: object, named: dict[str, object]) -> None:
    named.setdefault("language", "en")


@pytest.fixture
def world(session: Session) -> Iterator[World]:
    """A held meeting and its papers, in a house where everybody reads English."""
    event.listen(Practitioner, "init", speak_english)
    yield a_world(session)
    event.remove(Practitioner, "init", speak_english)


def addresses(site: Flask, world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page of the site about the world's objects: its endpoint and what its address names."""
    ids: dict[str, Any] = {f"{kind}_id": row.id for kind, row in world.objects.items()}
    for rule in site.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_FOR_READERS:
            yield rule.endpoint, {name: (ids | SAMPLES)[name] for name in rule.arguments}


def read(page: Page) -> Iterator[str]:
    """Each text of a page as it is seen or read aloud, but for the name of another language."""
    for element in page.tree.iter() if page.tree is not None else ():
        name = str(element.tag).rpartition("}")[2]
        if name not in NOT_READ and element.get("lang") != "fr":
            yield element.text or ""
        yield element.tail or ""
        yield from (words for key, words in element.attrib.items() if key in READ_ALOUD)


@pytest.mark.parametrize("who", range(4), ids=["coordinator", "chair", "member", "administrator"])
def test_no_page_in_english_keeps_french(
    app: Flask,
    session: Session,
    browse: Browse,
    world: World,
    who: int,
) -> None:
    reader, written = browse.as_(world.insiders[who]), written_by_people(session)
    pages = 0
    for endpoint, named in addresses(app, world):
        answer = reader.answer("GET", endpoint, **named)
        if answer.mimetype != "text/html" or answer.location:
            continue
        page = Page(answer)
        pages += 1
        assert not page.title or page.elements("html")[0].get("lang") == "en"
        left = {t.strip(): f for t in read(page) if (f := french_in(" ".join(t.split()), written))}
        assert not left, f"{endpoint}: {left}"
    assert pages > 25
