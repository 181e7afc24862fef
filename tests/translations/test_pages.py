"""Whoever reads finds one language on every page: no French left in English, and good French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from rcp.db.models import Practitioner
from tests.translations.french import french_in, without, written_by_people
from tests.web.conftest import Browse, Page
from tests.web.test_routes import SAMPLES
from tests.web.world import World, a_world

READ_ALOUD = {"aria-label", "aria-description", "title", "placeholder", "alt"}
NOT_READ = {"script", "style", "code", "pre", "textarea"}
"""`textarea`: what is edited as it is stored, such as a template's YAML."""
NOT_FOR_READERS = {"static", "styleguide.show"}


ENGLISH = re.compile(
    r"\b(?:the|of|and|with|your|you|for|is|are|not|by|this|field|valid|click|please|error)\b", re.I
)
BADLY_SET = re.compile(r"\S [;:?!»]|« |\w'\w|\.\.\.")
"""French wants no-break spaces around its punctuation, ’ for an apostrophe, and …"""

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Words do not depend on the database."""


def speak_english(_person: Practitioner, _given: object, named: dict[str, object]) -> None:
    named.setdefault("language", "en")


@pytest.fixture
def english_world(session: Session) -> Iterator[World]:
    """A held meeting and its papers, in a house where everybody reads English."""
    event.listen(Practitioner, "init", speak_english)
    yield a_world(session)
    event.remove(Practitioner, "init", speak_english)


def pages(site: Flask, browse: Browse, world: World) -> Iterator[tuple[str, Page]]:
    """Every page that each of the world's insiders can open, whether it answers or refuses."""
    ids: dict[str, Any] = {f"{kind}_id": row.id for kind, row in world.objects.items()} | SAMPLES
    for reader in [browse.as_(one) for one in world.insiders]:
        for rule in site.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_FOR_READERS:
                continue
            named = {name: ids[name] for name in rule.arguments}
            answer = reader.answer("GET", rule.endpoint, **named)
            if answer.mimetype == "text/html" and not answer.location:
                yield rule.endpoint, Page(answer)


def read(page: Page) -> Iterator[str]:
    """Each text of a page as it is seen or read aloud, but for the name of another language."""
    for element in page.tree.iter() if page.tree is not None else ():
        name = str(element.tag).rpartition("}")[2]
        if name not in NOT_READ and element.get("lang") is None:
            yield element.text or ""
        yield element.tail or ""
        yield from (words for key, words in element.attrib.items() if key in READ_ALOUD)


def test_no_page_in_english_keeps_french(
    app: Flask, session: Session, browse: Browse, english_world: World
) -> None:
    written, seen = written_by_people(session), set()
    for endpoint, page in pages(app, browse, english_world):
        seen.add(endpoint)
        assert not page.title or page.elements("html")[0].get("lang") == "en"
        left = {t.strip(): f for t in read(page) if (f := french_in(" ".join(t.split()), written))}
        assert not left, f"{endpoint}: {left}"
    assert len(seen) > 30


def test_no_page_in_french_has_english_or_typewriter_s_spaces(
    app: Flask, session: Session, browse: Browse
) -> None:
    world, seen = a_world(session), set()
    written = written_by_people(session)
    for endpoint, page in pages(app, browse, world):
        seen.add(endpoint)
        assert not page.title or page.elements("html")[0].get("lang") == "fr"
        texts = (without(re.sub(" +", " ", text), written).strip() for text in read(page))
        odd = {text for text in texts if BADLY_SET.search(text) or ENGLISH.search(text)}
        assert not odd, f"{endpoint}: {odd}"
    assert len(seen) > 30
