"""Answering an invitation from its link, without signing in."""
