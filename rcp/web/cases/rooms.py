"""The blueprint with all its routes."""

from rcp.web.cases import export, steps, triage
from rcp.web.cases.views import bp

__all__ = ["bp", "export", "steps", "triage"]
