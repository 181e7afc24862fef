"""Refusals become pages; anything else is a bug, logged once under a reference."""

from __future__ import annotations

import secrets

import structlog
from flask import Flask, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from rcp.domain.errors import NotAllowed, NotFound, Refusal, RuleBroken, Stale
from rcp.web import database
from rcp.web.sentences import SENTENCES, sentence

log = structlog.get_logger()
STATUS: dict[type[Refusal], int] = {NotAllowed: 403, NotFound: 404, RuleBroken: 422, Stale: 409}
PAGES = frozenset({400, 403, 404, 409, 413, 422, 500})


def init_app(app: Flask) -> None:
    """Say every refusal as a page in plain words."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    database.roll_back()
    status = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
    said = sentence(refusal) if refusal.code in SENTENCES else None
    return page(status, said)


def _stale(_fault: StaleDataError) -> ResponseReturnValue:
    database.roll_back()
    return page(409, sentence(Stale("stale")))


def _expired_form(_fault: CSRFError) -> ResponseReturnValue:
    database.roll_back()
    return page(400)


def _http(fault: HTTPException) -> ResponseReturnValue:
    database.roll_back()
    if fault.code is None or fault.code < 400:
        return fault
    if fault.code in PAGES:
        return page(fault.code)
    return page(404 if fault.code < 500 else 500)[0], fault.code


def _bug(fault: Exception) -> ResponseReturnValue:
    database.roll_back()
    session.pop("_flashes", None)  # what they announce was undone
    number = secrets.token_hex(4)
    # The message could quote what somebody typed: only the kind and the place are logged.
    log.error(
        "bug",
        reference=number,
        kind=type(fault).__name__,
        endpoint=request.endpoint,
        where=_where(fault),
    )
    return page(500, number=number)


def _where(fault: Exception) -> list[str]:
    """File and line of the last calls, without any value."""
    places, trace = [], fault.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]


def page(status: int, said: str | None = None, number: str | None = None) -> tuple[str, int]:
    """The page of an error status."""
    return render_template(f"errors/{status}.html", reason=said, reference=number), status
