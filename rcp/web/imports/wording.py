"""Faults in words, for pages and for the command line alike."""

from __future__ import annotations

from flask_babel import gettext as _

from rcp.services.imports import Fault
from rcp.web.agendas import remote_sentences as _remote  # noqa: F401  adds its sentences
from rcp.web.agendas import sentences as _agendas  # noqa: F401  adds its sentences
from rcp.web.attachments import words as _files  # noqa: F401  adds its sentences
from rcp.web.boards import sentences as _boards  # noqa: F401  adds its sentences
from rcp.web.cases import sentences as _cases  # noqa: F401  adds its sentences
from rcp.web.imports import reply_sentences  # noqa: F401  its codes must have words
from rcp.web.imports import sentences as _imports  # noqa: F401  adds its sentences
from rcp.web.sentences import SENTENCES
from rcp.web.settings import sentences as _settings  # noqa: F401  adds its sentences


def remedy(fault: Fault) -> str:
    """What is wrong and what to do about it."""
    say = SENTENCES.get(fault.code)
    return say(**fault.facts) if say else _("Valeur refusée (%(code)s).", code=fault.code)


def place(fault: Fault) -> str:
    """Where it stands: file, line and column."""
    parts = [fault.file] if fault.file else []
    if fault.line is not None:
        parts.append(_("ligne %(line)s", line=fault.line))
    if fault.column:
        parts.append(_("colonne %(column)s", column=fault.column))
    return ", ".join(parts)
