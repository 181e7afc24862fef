"""The blueprint with all its routes."""

from rcp.web.imports import sheets, views
from rcp.web.imports.blueprint import bp

__all__ = ["bp", "sheets", "views"]
