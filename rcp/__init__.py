"""Quorum: plan, hold and follow up multidisciplinary team meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app() -> Flask:
    """The application, for `flask --app rcp`."""
    from rcp.app import create_app as make  # imported late: the engine needs none of it

    return make()
