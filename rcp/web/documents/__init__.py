"""Printed documents, to take away."""
