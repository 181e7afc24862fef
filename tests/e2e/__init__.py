"""Whole jobs, by people with a browser, against the real site with its worker."""
