"""The blueprint with all its routes."""

from rcp.web.cases import codes, export, fiche, making, readiness, steps, triage
from rcp.web.cases.views import bp

__all__ = ["bp", "codes", "export", "fiche", "making", "readiness", "steps", "triage"]
