"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from rcp.db.base import utc_now
from rcp.domain import access
from rcp.domain.errors import NotAllowed
from rcp.services import accounts
from rcp.web import identity
from rcp.web.access import open_to_all, requires
from rcp.web.database import commit, db
from rcp.web.sentences import sentence
from rcp.web.sign_in.forms import SignInForm

bp = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@bp.get("")
@open_to_all("nobody can be signed in before signing in")
def form() -> ResponseReturnValue:
    """The sign-in page."""
    if identity.current_person() is not None and "choose" not in request.args:
        return redirect(url_for("home.show"))
    return render_template("sign_in/form.html", form=SignInForm(), next=request.args.get("next"))


@bp.post("")
@open_to_all("nobody can be signed in before signing in")
def submit() -> ResponseReturnValue:
    """Check the password and open a session."""
    typed, target = SignInForm(), request.form.get("next")
    if not typed.validate_on_submit():
        return render_template("sign_in/form.html", form=typed, next=target), 422
    try:
        person, secret = accounts.sign_in(
            db(),
            typed.email.data or "",
            typed.password.data or "",
            address=request.remote_addr or "",
            now=utc_now(),
            let_go=commit,
        )
    except NotAllowed as refusal:
        db().commit()  # the failure itself must be counted
        typed.form_errors.append(sentence(refusal))
        return render_template("sign_in/form.html", form=typed, next=target), 422
    session["language"] = person.language
    return identity.remember(make_response(redirect(local_path(target), code=303)), secret)


@bp.post("/out")
@requires(access.is_signed_in)
def out() -> ResponseReturnValue:
    """End this session."""
    secret = request.cookies.get(identity.cookie_name(), "")
    accounts.sign_out(db(), secret)
    response = make_response(redirect(url_for("sign_in.form"), code=303))
    response.headers["Clear-Site-Data"] = '"cache"'
    return identity.forget(response)


def local_path(target: str | None) -> str:
    """A path of this site; anything else leads to the first page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return url_for("home.show")
    parts = urlsplit(target)
    if parts.netloc or parts.scheme or any(ord(character) < 32 for character in target):
        return url_for("home.show")
    return target
