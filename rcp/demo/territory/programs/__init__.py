"""How each calendar program writes its exports: the same entries, five handwritings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rcp.demo.territory.programs import apple, google, outlook, sogo, zimbra
from rcp.demo.territory.programs.page import Page

__all__ = ["PROGRAMS", "Page", "written_by"]

PROGRAMS: Final[dict[str, Callable[[Page], bytes]]] = {
    "outlook": outlook.export,
    "google": google.export,
    "apple": apple.export,
    "zimbra": zimbra.export,
    "sogo": sogo.export,
}


def written_by(program: str, page: Page) -> bytes:
    """The file that a program of `PROGRAMS` would export; raises KeyError for another one."""
    return PROGRAMS[program](page)
