"""The blueprint with all its routes."""

from rcp.web.agendas import hours, pages, remote, remote_sentences, sentences
from rcp.web.agendas.blueprint import bp

__all__ = ["bp", "hours", "pages", "remote", "remote_sentences", "sentences"]
