"""The blueprint with all its routes."""

from rcp.web.cases import (
    acting,
    codes,
    export,
    fiche,
    making,
    opening,
    readiness,
    steps,
    triage,
)
from rcp.web.cases.views import bp

__all__ = [
    "acting",
    "bp",
    "codes",
    "export",
    "fiche",
    "making",
    "opening",
    "readiness",
    "steps",
    "triage",
]
