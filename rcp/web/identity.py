"""Who is asking: the signed-in person of this request."""

from __future__ import annotations

from typing import cast

from flask import Flask, Response, current_app, g, request

from rcp.config import Settings
from rcp.db.base import utc_now
from rcp.db.models import Practitioner
from rcp.domain.access import Actor
from rcp.domain.errors import NotAllowed
from rcp.mail.letterhead import Letterhead
from rcp.services import accounts, people
from rcp.services.attachments import Reception
from rcp.web.database import SAFE_METHODS, commit, db, of_app


def settings() -> Settings:
    """The running application's settings."""
    return cast(Settings, current_app.config["SETTINGS"])


def reception() -> Reception:
    """How files are let in, from the settings."""
    told = settings()
    return Reception.of(told.file_megabytes, told.case_megabytes, told.scanner)


def letterhead() -> Letterhead:
    """What outgoing messages carry, from the settings."""
    return Letterhead(settings().mail_from, settings().base_url)


def own_domain() -> str:
    """The domain that ends the UID of every event that this site sends."""
    return letterhead().domain


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host and to TLS where there is TLS."""
    return "__Host-quorum" if settings().is_https else "quorum"


def current_person() -> Practitioner | None:
    """The signed-in person, or nobody."""
    if "person" not in g:
        secret = request.cookies.get(cookie_name())
        g.person = accounts.signed_in(db(), secret, utc_now()) if secret else None
    return cast("Practitioner | None", g.person)


def person() -> Practitioner:
    """The signed-in person, in a view that requires one."""
    found = current_person()
    if found is None:
        raise RuntimeError("this view is open to all: ask current_person()")
    return found


def actor() -> Actor | None:
    """The signed-in person as the access rules see them."""
    found = current_person()
    return people.actor_of(found) if found else None


def confirm(password: str) -> None:
    """Ask the signed-in person's password again; raises NotAllowed, and the try is counted."""
    address = request.remote_addr or ""
    try:
        accounts.confirm(db(), person(), password, address=address, now=utc_now(), let_go=commit)
    except NotAllowed:
        commit()
        raise


def remember(response: Response, secret: str) -> Response:
    """Hand the session's secret to the browser."""
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=int(accounts.ABSOLUTE.total_seconds()),
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def forget(response: Response) -> Response:
    """Take the session's secret back."""
    response.delete_cookie(
        cookie_name(), path="/", secure=settings().is_https, httponly=True, samesite="Lax"
    )
    return response


def init_app(app: Flask) -> None:
    """Keep the session of an active person alive."""

    @app.before_request
    def mark_seen() -> None:
        secret = request.cookies.get(cookie_name())
        if not secret or request.endpoint in (None, "static"):
            return
        if current_person() is None or not _is_due(secret):
            return
        if request.method not in SAFE_METHODS:
            accounts.mark_seen(db(), secret, utc_now())
            return
        with of_app().writing.begin() as session:
            accounts.mark_seen(session, secret, utc_now())


def _is_due(secret: str) -> bool:
    """At most one write a minute per session in this process."""
    seen: dict[str, float] = current_app.extensions.setdefault("rcp.seen", {})
    now = utc_now().timestamp()
    if now - seen.get(secret, 0.0) < accounts.SEEN_EVERY.total_seconds():
        return False
    if len(seen) > 10_000:
        seen.clear()
    seen[secret] = now
    return True
