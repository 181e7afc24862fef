"""How files arrive: out of clear sight, and large ones only where they are expected."""

from __future__ import annotations

from typing import IO

from flask import Flask, Request, request

from rcp.config import Settings
from rcp.web.veiled import VeiledFile

MEBIBYTE = 1024 * 1024
FORM_BYTES = MEBIBYTE
"""Room for the fields around the files."""
LARGE = frozenset({"attachments.add"})
"""The addresses that take whole files of cases; the others keep the site's small limit."""


class Incoming(Request):
    """A request whose files wait in veiled temporary files."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return VeiledFile()  # type: ignore[return-value]  # a raw file is all that is asked of it


def init_app(app: Flask, settings: Settings) -> None:
    """Let whole files through where a case takes them; before anything reads the body."""
    app.request_class = Incoming

    @app.before_request
    def make_room() -> None:
        if request.endpoint in LARGE:
            request.max_content_length = settings.case_megabytes * MEBIBYTE + FORM_BYTES
