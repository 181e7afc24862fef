"""Answering an invitation on the site, or noting an answer given by telephone."""
