"""The blueprint with all its routes."""

from rcp.web.cases import codes, export, readiness, steps, triage
from rcp.web.cases.views import bp

__all__ = ["bp", "codes", "export", "readiness", "steps", "triage"]
