"""Bringing agendas, professionals and cases in."""
