"""One client that checks every page it gets, and browses as anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask, url_for
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, sessionmaker

from rcp.app import create_app
from rcp.config import Settings, read_settings
from rcp.db.base import utc_now
from rcp.db.models import Practitioner
from rcp.services import accounts
from rcp.web import database
from tests.conftest import TEST_KEYS

NAMESPACE = "{http://www.w3.org/1999/xhtml}"


class Page:
    """An answer: its status, its text as a person reads it, and its parsed tree."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        is_binary = (
            response.mimetype.startswith(("application/", "image/")) and not response.is_json
        )
        content = response.get_data()  # a streamed answer ends, and lets its session go, when read
        self.body: str = "" if is_binary else content.decode()
        self.location: str = response.headers.get("Location", "")
        self.is_html = response.mimetype == "text/html"
        self.tree = html5lib.parse(self.body) if self.is_html else None

    @property
    def text(self) -> str:
        """What stands on the page, white space folded."""
        words = " ".join(self.tree.itertext()) if self.tree is not None else self.body
        return re.sub(r"\s+", " ", words)

    @property
    def title(self) -> str:
        return self._first("title")

    @property
    def heading(self) -> str:
        return self._first("h1")

    @property
    def form_errors(self) -> list[str]:
        """The lines of the error summary."""
        return [
            _words(line)
            for box in self.elements("div", **{"class": "error-summary"})
            for line in box.iter(f"{NAMESPACE}li")
        ]

    def elements(self, tag: str, **attributes: str) -> list[Any]:
        """The elements of a tag with these attributes."""
        if self.tree is None:
            return []
        return [
            element
            for element in self.tree.iter(f"{NAMESPACE}{tag}")
            if all(element.get(name) == value for name, value in attributes.items())
        ]

    def links(self) -> list[str]:
        return [str(a.get("href")) for a in self.elements("a") if a.get("href")]

    def _first(self, tag: str) -> str:
        found = self.elements(tag)
        return _words(found[0]) if found else ""


def _words(element: Any) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


class Browse:
    """Gets and posts as somebody; each page got is checked for what every page must have."""

    def __init__(self, app: Flask, session: Session) -> None:
        self._app = app
        self._session = session
        self._client = app.test_client()

    def as_(self, person: Practitioner | None) -> Browse:
        """The same site, seen by this person."""
        other = Browse(self._app, self._session)
        if person is not None:
            secret = accounts.open_session(self._session, person, utc_now())
            self._session.flush()
            other._client.set_cookie("quorum", secret)
        return other

    def get(self, endpoint: str, *, expect: int = 200, follow: bool = False, **named: Any) -> Page:
        page = Page(self._client.get(self._url(endpoint, named), follow_redirects=follow))
        return self._checked(page, expect)

    def post(
        self,
        endpoint: str,
        data: Any = None,
        *,
        expect: int = 303,
        follow: bool = False,
        headers: dict[str, str] | None = None,
        **named: Any,
    ) -> Page:
        response = self._client.post(
            self._url(endpoint, named), data=data, follow_redirects=follow, headers=headers
        )
        return self._checked(Page(response), expect)

    def answer(self, method: str, endpoint: str, **named: Any) -> Any:
        """The bare answer, whatever it is, for tests that try every address."""
        response = self._client.open(self._url(endpoint, named), method=method)
        response.get_data()
        self._session.expire_all()
        return response

    def get_path(self, path: str, *, expect: int = 200) -> Page:
        return self._checked(Page(self._client.get(path)), expect)

    def _url(self, endpoint: str, named: dict[str, Any]) -> str:
        with self._app.test_request_context():
            return url_for(endpoint, **named)

    def _checked(self, page: Page, expect: int) -> Page:
        self._session.expire_all()
        assert page.status == expect, f"{page.status} instead of {expect}: {page.text[:800]}"
        if page.is_html and page.tree is not None and page.elements("title"):
            _check_whole_page(page)
        return page


def _check_whole_page(page: Page) -> None:
    """What no page may lack: one heading, a language, unique ids, no inline script or style."""
    assert len(page.elements("h1")) == 1, "a page has one h1"
    html = page.elements("html")[0]
    assert html.get("lang") in {"fr", "en"}
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    assert not twice, f"ids used twice: {twice}"
    assert not [e for e in page.tree.iter() if e.get("style") or e.get("onclick")], "inline style"
    assert all(script.get("src") for script in page.elements("script")), "inline script"
    policy = page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site as this worker wires it once; each test borrows it with settings of its own."""
    return create_app(_settings(tmp_path_factory.mktemp("house")))


@pytest.fixture
def app(house: Flask, session: Session, tmp_path: Path) -> Iterator[Flask]:
    """The site on the test's own transaction: what it commits is rolled back at the end."""
    with _lent(house, _settings(tmp_path / "data")) as site:
        site.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        site.extensions[database.KEY] = database.Database(_shared(session), _shared(session))
        yield site


def _settings(folder: Path, **others: str) -> Settings:
    told = {"RCP_SECRET_KEY": "only for tests", "RCP_ENCRYPTION_KEY": TEST_KEYS, **others}
    return read_settings({"RCP_DATA": str(folder), **told})


@contextmanager
def _lent(site: Flask, settings: Settings) -> Iterator[Flask]:
    """The site with other settings and another database, given back as it was."""
    config, own = dict(site.config), site.extensions[database.KEY]
    site.config["SETTINGS"] = settings
    yield site
    site.config.clear()
    site.config.update(config)
    site.extensions[database.KEY] = own


def _shared(session: Session) -> sessionmaker[Session]:
    """Sessions inside the test's transaction."""
    connection = session.connection()
    assert isinstance(connection, Connection)
    return sessionmaker(
        connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    )


@pytest.fixture
def browse(app: Flask, session: Session) -> Browse:
    """Browse the site as anybody: `browse.as_(claire).get("cases.index")`."""
    return Browse(app, session)


@pytest.fixture
def everybody(session: Session) -> list[Practitioner]:
    """All the people of the test."""
    return list(session.scalars(select(Practitioner)))


@pytest.fixture
def own_site(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """The site on a database of the test's own, where what it commits is real."""
    site = create_app(_settings(tmp_path / "own", RCP_DATABASE_URL=own_database))
    yield site
    site.extensions[database.KEY].close()
