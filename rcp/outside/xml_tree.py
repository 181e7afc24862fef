"""XML from strangers: no DTD, no entity of its own, hence no bomb and no file of ours."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

from rcp.outside.faults import FetchFault, NotFetched

MAX_DEPTH = 40


def tree(content: bytes) -> Element:
    """The root of a document, names written {namespace}name; raises NotFetched (garbled)."""
    reading = _Reading()
    try:
        reading.parser.Parse(content, True)
        return reading.builder.close()
    except (expat.ExpatError, ParseError, ValueError, AssertionError, LookupError):
        raise NotFetched(FetchFault.GARBLED) from None


class _Reading:
    """Expat, whose events build a tree of bounded depth."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self._depth = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            _refuse()
        self.builder.start(_named(name), attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.builder.end(_named(name))


def _refuse(*_told: object) -> None:
    raise NotFetched(FetchFault.GARBLED)


def _named(name: str) -> str:
    return "{" + name if "}" in name else name
