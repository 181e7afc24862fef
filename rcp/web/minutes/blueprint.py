"""The blueprint that the modules of this room add their routes to."""

from flask import Blueprint

bp = Blueprint("minutes", __name__, url_prefix="/minutes")
