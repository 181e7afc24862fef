"""The blueprint with all its routes."""

from rcp.web.minutes import sending, sentences, views
from rcp.web.minutes.blueprint import bp

__all__ = ["bp", "sending", "sentences", "views"]
