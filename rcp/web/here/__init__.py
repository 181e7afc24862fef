"""Saying oneself that one is there, with the code that the meeting's screens show."""
