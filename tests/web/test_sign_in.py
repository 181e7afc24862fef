"""Signing in and out: who gets in, who is kept out, and what a browser keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.base import utc_now
from rcp.db.models import AuditEntry, Practitioner, SignInFailure, SignInSession
from rcp.domain.errors import NotAllowed
from rcp.services import accounts, audit
from rcp.web.sign_in.views import local_path
from tests.factories import a_practitioner
from tests.web.conftest import Browse

PASSWORD = "quatre mots qui tiennent"


@pytest.fixture
def odile(session: Session) -> Practitioner:
    person = a_practitioner(session, name="Odile Marchal", roles=("clinician",))
    accounts.set_password(session, person, PASSWORD, by=person)
    session.flush()
    return person


def signed_in(browse: Browse, odile: Practitioner, password: str = PASSWORD, expect: int = 303):
    data = {"email": odile.email.upper(), "password": password}
    return browse.post("sign_in.submit", data, expect=expect)


def test_the_right_password_opens_a_session_whose_secret_is_not_stored(
    browse: Browse, session: Session, odile: Practitioner
) -> None:
    page = signed_in(browse, odile)
    cookie = page.response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    secret = cookie.split("quorum=")[1].split(";")[0]
    assert secret not in str(session.scalars(select(SignInSession.token_digest)).all())
    browse.get("home.show")


def test_a_wrong_password_and_an_unknown_person_read_alike(
    browse: Browse, odile: Practitioner
) -> None:
    wrong = signed_in(browse, odile, "autre chose", expect=422)
    data = {"email": "personne@hopital.example", "password": "autre chose"}
    unknown = browse.post("sign_in.submit", data, expect=422)
    assert wrong.form_errors == unknown.form_errors != []


def test_guessing_is_stopped_even_with_the_right_password_at_the_end(
    browse: Browse, odile: Practitioner
) -> None:
    for _ in range(accounts.GUESSES):
        signed_in(browse, odile, "essai", expect=422)
    page = signed_in(browse, odile, expect=422)
    assert any("15 minutes" in line for line in page.form_errors)


def test_guesses_made_all_at_once_are_counted_before_any_is_verified(
    session: Session, odile: Practitioner
) -> None:
    """Nobody waits to write while a password is verified, and no guess goes uncounted."""
    counted: list[int] = []

    def let_go() -> None:
        session.commit()
        counted.append(len(session.scalars(select(SignInFailure)).all()))

    told = {"address": "192.0.2.7", "now": utc_now(), "let_go": let_go}
    with pytest.raises(NotAllowed, match="sign_in_refused"):
        accounts.sign_in(session, odile.email, "not the password", **told)
    accounts.sign_in(session, odile.email, PASSWORD, **told)
    assert counted == [1, 2]
    assert session.scalars(select(SignInFailure)).all() == []


def test_signing_out_ends_the_session_on_the_server(
    browse: Browse, session: Session, odile: Practitioner
) -> None:
    signed_in(browse, odile)
    browse.post("sign_in.out")
    assert session.scalars(select(SignInSession)).all() == []


def test_an_idle_session_an_old_one_and_a_closed_account_are_refused(
    session: Session, odile: Practitioner
) -> None:
    now = utc_now()
    secret = accounts.open_session(session, odile, now)
    session.flush()
    assert accounts.signed_in(session, secret, now) is odile
    assert accounts.signed_in(session, secret, now + accounts.IDLE) is None
    accounts.mark_seen(session, secret, now + timedelta(minutes=20))
    session.flush()
    assert accounts.signed_in(session, secret, now + timedelta(minutes=40)) is odile
    assert accounts.signed_in(session, secret, now + accounts.ABSOLUTE) is None
    odile.is_active = False
    session.flush()
    assert accounts.signed_in(session, secret, now) is None


def test_a_new_password_ends_the_sessions_opened_with_the_old_one(
    session: Session, odile: Practitioner
) -> None:
    secret = accounts.open_session(session, odile, utc_now())
    accounts.set_password(session, odile, PASSWORD + " encore", by=odile)
    session.flush()
    assert accounts.signed_in(session, secret, utc_now()) is None


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "/a\nb"]
)
def test_after_signing_in_nobody_is_sent_to_another_site(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert local_path(target) == "/home"
        assert local_path("/cases?page=2") == "/cases?page=2"


def test_a_form_without_its_token_changes_nothing(
    app: Flask, browse: Browse, odile: Practitioner
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    signed_in(browse, odile, expect=400)


def test_one_click_sign_in_does_not_exist_outside_the_demo(browse: Browse) -> None:
    assert "En un clic" not in browse.get("sign_in.form").text
    response = browse._client.post("/demo/sign-in/coordinator")
    assert response.status_code == 404


def test_each_deed_is_chained_to_the_last_and_a_change_breaks_the_chain(
    session: Session, odile: Practitioner
) -> None:
    for _ in range(3):
        accounts.open_session(session, odile, utc_now())
    assert audit.first_broken_entry(session) is None
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()[1]
    entry.deed = "account.nothing_happened"
    session.flush()
    assert audit.first_broken_entry(session) == entry.number


def test_the_language_follows_the_person(
    browse: Browse, session: Session, odile: Practitioner
) -> None:
    page = browse.as_(odile)
    page.post("language.switch", {"language": "en"})
    assert odile.language == "en"
    assert page.get("home.show").elements("html")[0].get("lang") == "en"
