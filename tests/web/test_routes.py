"""Every address of the site: what guards it, how it is written, and who is turned away."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from rcp.app import create_app
from rcp.config import read_settings
from rcp.web.access import KINDS
from tests.architecture.checkout import listed
from tests.conftest import TEST_KEYS
from tests.web.conftest import Browse
from tests.web.world import SECRETS, World, a_world

OPEN = {
    "home.index": "leads to the first page or to the sign-in page",
    "home.ping": "asked by whatever watches over the service",
    "help.show": "speaks of the product, of no person",
    "answer.give": "the link of an invitation is its own secret",
    "answer.here": "the link of an invitation is its own secret",
    "answer.propose": "the link of an invitation is its own secret",
    "answer.replace": "the link of an invitation is its own secret",
    "answer.show": "the link of an invitation is its own secret",
    "feeds.board_calendar": "calendar programs cannot sign in: the address is its own secret",
    "feeds.free_busy": "calendar programs cannot sign in: the address is its own secret",
    "feeds.calendar": "calendar programs cannot sign in: the address is its own secret",
    "language.switch": "the sign-in page too can be read in English",
    "sign_in.form": "nobody can be signed in before signing in",
    "sign_in.submit": "nobody can be signed in before signing in",
    "styleguide.show": "shows components, no person",
}
OPEN_IN_DEMO = {"demo.sign_in": "one click, on this machine alone, among invented people"}
NO_FORM_TOKEN = dict.fromkeys(
    ("answer.give", "answer.here", "answer.propose", "answer.replace"),
    "the secret of its link takes the place of the token",
)
FOR_ANY_COLLEAGUE = {
    "cases.new": "any clinician may bring a case to any board",
    "cases.create": "any clinician may bring a case to any board",
    "guidelines.show": "what a case is settled by is no secret, and says nothing of a case",
}
NEEDS_MORE = {
    "cases.edit": "the world's case was discussed: nobody changes it any more",
    "plans.meeting": "shows the meeting that its query names",
    "plans.why": "explains the meeting or case that its query names",
}
NEVER_READ = {"HEAD", "OPTIONS"}
PART = re.compile(r"(<(uuid:)?[a-z_]+>|[a-z]+(-[a-z]+)*)(\.[a-z]+)?")
SAMPLES = {
    "group": "oncologue",
    "day": "2026-12-24",  # a Thursday, on which the world's board meets
    "number": "1",
    "key": "ct",
    "character": "coordinator",
    "token": "guess",
}


def a_site(folder: Path, **settings: str) -> Flask:
    """The site wired to a database that is not there: these tests are turned away before it."""
    keys = {"RCP_SECRET_KEY": "only for tests", "RCP_ENCRYPTION_KEY": TEST_KEYS}
    return create_app(read_settings({"RCP_DATA": str(folder), **keys, **settings}))


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    """The site as it is for real."""
    return a_site(tmp_path)


@pytest.fixture
def demo_site(tmp_path: Path) -> Flask:
    """The site of the invented territory."""
    return a_site(tmp_path, RCP_DEMO="1")


def rules_of(site: Flask) -> list[Rule]:
    """Every address but those of the style sheets, fonts and scripts."""
    return [rule for rule in site.url_map.iter_rules() if rule.endpoint != "static"]


def methods_of(rule: Rule) -> set[str]:
    return (rule.methods or set()) - NEVER_READ


def guarded(site: Flask) -> Iterator[Rule]:
    """The addresses that need a permission."""
    return (r for r in rules_of(site) if hasattr(site.view_functions[r.endpoint], "permission"))


def filled(rule: Rule, objects: dict[str, uuid.UUID] | None = None) -> dict[str, Any]:
    """Values for the variable parts of an address; unknown ids where no objects are given."""
    return {
        name: SAMPLES.get(name) or (objects or {}).get(name.removesuffix("_id"), uuid.uuid4())
        for name in rule.arguments
    }


def address(site: Flask, rule: Rule) -> str:
    with site.test_request_context():
        return str(site.url_for(rule.endpoint, **filled(rule)))


def test_every_address_says_who_may_use_it(demo_site: Flask) -> None:
    views = demo_site.view_functions
    unsaid = [
        rule.endpoint
        for rule in rules_of(demo_site)
        if hasattr(views[rule.endpoint], "permission")
        == hasattr(views[rule.endpoint], "open_to_all")
    ]
    assert not unsaid, listed(unsaid)


def test_only_these_addresses_are_open_to_all(site: Flask) -> None:
    views = site.view_functions
    found = {r.endpoint for r in rules_of(site) if hasattr(views[r.endpoint], "open_to_all")}
    assert found == set(OPEN)


def test_one_click_sign_in_exists_in_the_demo_alone(site: Flask, demo_site: Flask) -> None:
    assert set(demo_site.view_functions) - set(site.view_functions) == set(OPEN_IN_DEMO)
    for rule in rules_of(demo_site):
        if rule.endpoint in OPEN_IN_DEMO:
            site.config["WTF_CSRF_ENABLED"] = False
            answer = site.test_client().post(address(demo_site, rule))
            assert answer.status_code == 404


def test_addresses_are_written_in_kebab_case(demo_site: Flask) -> None:
    odd = [
        rule.rule
        for rule in rules_of(demo_site)
        if not all(PART.fullmatch(part) for part in rule.rule.strip("/").split("/") if part)
    ]
    assert not odd, listed(odd)


def test_ids_in_addresses_name_a_kind_that_is_loaded_and_authorised(site: Flask) -> None:
    unknown = [
        rule.rule
        for rule in guarded(site)
        for name in rule.arguments - set(SAMPLES)
        if name.removesuffix("_id") not in KINDS
    ]
    assert not unknown, listed(unknown)


def test_an_address_either_shows_or_changes(demo_site: Flask) -> None:
    assert {frozenset(methods_of(rule)) for rule in rules_of(demo_site)} == {
        frozenset({"GET"}),
        frozenset({"POST"}),
    }


def test_no_change_is_taken_without_the_token_of_its_form(demo_site: Flask) -> None:
    client = demo_site.test_client()
    taken = [
        rule.endpoint
        for rule in rules_of(demo_site)
        if "POST" in methods_of(rule)
        and rule.endpoint not in NO_FORM_TOKEN
        and client.post(address(demo_site, rule)).status_code != 400
    ]
    assert not taken, listed(taken)


def test_who_is_not_signed_in_is_sent_to_sign_in(site: Flask) -> None:
    site.config["WTF_CSRF_ENABLED"] = False
    client, elsewhere = site.test_client(), []
    for rule in guarded(site):
        answer = client.open(address(site, rule), method=methods_of(rule).pop())
        if answer.status_code != 303 or not answer.location.startswith("/sign-in"):
            elsewhere.append(rule.endpoint)
    assert not elsewhere, listed(elsewhere)


on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Who may do what is settled before any query that the two databases could answer differently."""


@pytest.fixture
def world(session: Session) -> World:
    """One object of every kind."""
    return a_world(session)


def pages(app: Flask, *, of_objects: bool) -> list[Rule]:
    """The guarded pages whose address names an object, or those that name none."""
    return [r for r in guarded(app) if "GET" in methods_of(r) and bool(r.arguments) == of_objects]


def ids_of(world: World) -> dict[str, uuid.UUID]:
    return {kind: row.id for kind, row in world.objects.items()}


@on_one_database
def test_the_world_of_these_tests_holds_every_kind(world: World) -> None:
    assert {kind: type(row) for kind, row in world.objects.items()} == dict(KINDS)


@on_one_database
def test_a_stranger_opens_and_changes_nothing_of_others(
    app: Flask, browse: Browse, world: World
) -> None:
    let_in = []
    for stranger in world.strangers:
        client = browse.as_(stranger)
        for rule in guarded(app):
            if rule.arguments and rule.endpoint not in FOR_ANY_COLLEAGUE:
                method, values = methods_of(rule).pop(), filled(rule, ids_of(world))
                status = client.answer(method, rule.endpoint, **values).status_code
                if status not in {403, 404}:
                    let_in.append((stranger.name, rule.endpoint, status))
    assert not let_in, listed(let_in)


@on_one_database
def test_a_strangers_own_lists_hold_nothing_of_others(
    app: Flask, browse: Browse, world: World
) -> None:
    told = []
    for stranger in world.strangers:
        client = browse.as_(stranger)
        for rule in pages(app, of_objects=False):
            answer = client.answer("GET", rule.endpoint)
            assert answer.status_code in {200, 302, 303, 403}, rule.endpoint
            body = answer.get_data(as_text=True)
            told += [(stranger.name, rule.endpoint, word) for word in SECRETS if word in body]
    assert not told, listed(told)


@on_one_database
def test_every_page_opens_for_somebody_of_the_house(
    app: Flask, browse: Browse, world: World
) -> None:
    shut = [
        (rule.endpoint, statuses)
        for rule, statuses in opened_by_insiders(app, browse, world)
        if 200 not in statuses and rule.endpoint not in NEEDS_MORE
    ]
    assert not shut, listed(shut)


@on_one_database
def test_opening_a_page_writes_nothing_but_the_trace_of_it(
    app: Flask, browse: Browse, session: Session, world: World
) -> None:
    wrote: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        found = re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)", statement)
        wrote.update(found.groups() if found else ())

    session.flush()
    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert len(list(opened_by_insiders(app, browse, world))) > 40
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert wrote <= {"audit_entry", "sign_in_session", "dispatch"}  # opened, by whom and when


def opened_by_insiders(
    app: Flask, browse: Browse, world: World
) -> Iterator[tuple[Rule, list[int]]]:
    """Each guarded page, and what it answered to those of the house until one could open it."""
    people = [browse.as_(insider) for insider in world.insiders]
    for rule in (*pages(app, of_objects=True), *pages(app, of_objects=False)):
        statuses: list[int] = []
        for client in people:
            values = filled(rule, ids_of(world))
            statuses.append(client.answer("GET", rule.endpoint, **values).status_code)
            if statuses[-1] == 200:
                break
        yield rule, statuses
