"""PDF answers: taken away as a file, never run or framed by the browser."""

from __future__ import annotations

from flask import Response

SEALED = "sandbox; default-src 'none'"


def pdf(content: bytes, name: str) -> Response:
    """A PDF to keep; `name` is made of references, it names no patient."""
    return Response(
        content,
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": SEALED,
            "X-Content-Type-Options": "nosniff",
        },
    )
