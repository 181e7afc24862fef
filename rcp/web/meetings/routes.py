"""The blueprint with all its routes."""

from rcp.web.meetings import arranging, calendar, opinions, room, sentences, views, writing
from rcp.web.meetings.blueprint import bp

__all__ = ["arranging", "bp", "calendar", "opinions", "room", "sentences", "views", "writing"]
