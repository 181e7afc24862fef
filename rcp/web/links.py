"""Links to rooms that an installation may lack."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for


def maybe(endpoint: str, **named: Any) -> str | None:  # Any: as url_for does
    """The address of a page, or None where its room is not open."""
    return url_for(endpoint, **named) if endpoint in current_app.view_functions else None
