"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

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

    app.before_request(_drop_nulls)

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


def _drop_nulls() -> None:
    """Nobody types one, some programs paste one, and no database keeps one."""
    for part in ("args", "form"):
        sent: MultiDict[str, str] = getattr(request, part)
        if any("\0" in text for pair in sent.items(multi=True) for text in pair):
            setattr(request, part, _without_nulls(sent))


def _without_nulls(sent: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        (name.replace("\0", ""), text.replace("\0", "")) for name, text in sent.items(multi=True)
    )
