"""Switching language."""
