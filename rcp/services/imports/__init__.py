"""Bringing in structures, people, boards, agendas and cases; good rows are kept, bad ones named."""

from rcp.services.imports.report import Fault, ImportReport

__all__ = ["Fault", "ImportReport"]
