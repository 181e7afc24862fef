"""The blueprint with all its routes."""

from rcp.web.answer import arriving, views
from rcp.web.answer.views import bp

__all__ = ["arriving", "bp", "views"]
