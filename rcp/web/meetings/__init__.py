"""Meetings: their list, their page, the room in which they are held, opinions."""
