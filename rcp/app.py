"""create_app: nothing but wiring."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from rcp.config import Settings, read_settings
from rcp.db import keyring
from rcp.db.engine import make_engine, reading_sessions, sessions
from rcp.jobs import carrier
from rcp.paths import static_folder, templates_folder
from rcp.web import (
    blueprints,
    database,
    errors,
    formats,
    identity,
    languages,
    security,
    shell,
    uploads,
)

MAX_REQUEST_BYTES = 30 * 1024 * 1024


class Absent(StrictUndefined):
    """A name that a template was not given: may be asked for (`if caller`), never printed."""

    def __bool__(self) -> bool:  # type: ignore[override]  # asking is what this class allows
        return False


class Quorum(Flask):
    """Flask, with the transaction's end at the edge of each request."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; keep its changes if it answers, forget them if it refuses."""
        response: Response = self.make_response(super().dispatch_request())
        if response.status_code < 400:
            database.commit()
        else:
            database.roll_back()
        return response


def create_app(settings: Settings | None = None) -> Flask:
    """The web application, wired to its database."""
    settings = settings or read_settings()
    app = Quorum("rcp", template_folder=str(templates_folder()), static_folder=str(static_folder()))
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_NAME="quorum_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SEND_FILE_MAX_AGE_DEFAULT=365 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch must still be accepted
    )
    app.jinja_env.undefined = Absent
    _connect(app, settings)
    uploads.init_app(app, settings)
    CSRFProtect(app)
    for room in (database, identity, languages, formats, errors, security):
        room.init_app(app)
    for blueprint in blueprints.of(settings):
        app.register_blueprint(blueprint)
    _tell_templates(app, settings)
    return app


def _connect(app: Flask, settings: Settings) -> None:
    keyring.activate(settings.keyring)
    if settings.is_sqlite:
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database_url)
    changing = sessions(engine)
    carrier.attend(changing)
    app.extensions[database.KEY] = database.Database(changing, reading_sessions(engine))


def _tell_templates(app: Flask, settings: Settings) -> None:
    """What every page may print."""

    @app.context_processor
    def around() -> dict[str, Any]:
        return shell.around(settings)

    @app.url_defaults
    def version_static_files(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values and app.static_folder:
            values.setdefault("v", _digest(Path(app.static_folder) / values["filename"]))


@lru_cache(maxsize=512)
def _digest(path: Path) -> str:
    """A short digest of a static file, so that browsers fetch it again when it changes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "0"
