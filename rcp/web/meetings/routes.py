"""The blueprint with all its routes."""

from rcp.web.meetings import arranging, opinions, room, sentences, views
from rcp.web.meetings.blueprint import bp

__all__ = ["arranging", "bp", "opinions", "room", "sentences", "views"]
