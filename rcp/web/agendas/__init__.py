"""Agendas: whether they were read, when people are busy, absences."""
