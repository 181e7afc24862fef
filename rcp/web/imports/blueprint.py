"""The room's blueprint, apart so that its pages can share it."""

from flask import Blueprint

bp = Blueprint("imports", __name__, url_prefix="/imports")
