"""Calendars: agendas read into busy intervals, invitations written, answers understood."""
