"""Where the shared folders are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_folder() -> Path:
    """The folder of Jinja templates."""
    return _shared_folder("templates")


def static_folder() -> Path:
    """The folder of style sheets, fonts, icons and scripts."""
    return _shared_folder("static")


def _shared_folder(name: str) -> Path:
    """The wheel's copy if there is one, else the checkout's folder."""
    shipped = _PACKAGE / "_shared" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name
