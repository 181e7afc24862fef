"""The help page: one section per person and per step."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from rcp.web.access import open_to_all

bp = Blueprint("help", __name__, url_prefix="/help")


@bp.get("")
@open_to_all("it speaks of the product, of no person")
def show() -> ResponseReturnValue:
    """How to do each step of the job."""
    return render_template("help/show.html")
