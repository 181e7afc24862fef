"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, abort, request

CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_app(app: Flask) -> None:
    """Add the headers; nothing but static files is ever cached."""

    @app.before_request
    def refuse_nulls() -> None:
        if any("\0" in text for text in _typed()):
            abort(400)  # nobody types one, and no database keeps one

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        elif "v" not in request.args:
            # Imported style sheets and modules carry no version: browsers ask whether they changed.
            response.headers["Cache-Control"] = "no-cache"
        if app.config["SETTINGS"].is_https:
            response.headers.setdefault(
                "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
            )
        return response


def _typed() -> Iterable[str]:
    """Every text of the address and of the form."""
    for sent in (request.args, request.form):
        for name, texts in sent.lists():
            yield name
            yield from texts
