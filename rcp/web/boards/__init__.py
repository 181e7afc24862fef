"""Boards: their seats, their rhythm, their people."""
