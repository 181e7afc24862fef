"""YAML files that people write, with the line of each entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import yaml

from rcp.domain.entries import Entries
from rcp.domain.errors import RuleBroken
from rcp.plain_yaml import LOADER, line_of, load
from rcp.services.imports.report import FileRefused, RowRefused
from rcp.services.imports.text import text_of

MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and on which line each path begins ("boards.2.at" → 41)."""

    entries: Entries
    lines: Mapping[str, int]

    def line(self, path: str) -> int | None:
        """The line of an entry, or of the closest one around it."""
        while path not in self.lines and "." in path:
            path = path.rpartition(".")[0]
        return self.lines.get(path)

    def items(self, name: str) -> list[tuple[int | None, Entries]]:
        """Each mapping of a list with its line; raises FileRefused `yaml_list` without a list."""
        try:
            entries = self.entries.items(name)
            found = [(self.line(path), Entries.of(item, path)) for path, item in entries]
        except RuleBroken as broken:
            raise _refused(broken, self) from broken
        if not found:
            raise FileRefused("yaml_list", 1, name)
        return found

    def only(self, *known: str) -> None:
        """Refuse a file whose top names something else; raises FileRefused."""
        try:
            self.entries.only(known)
        except RuleBroken as broken:
            raise _refused(broken, self) from broken

    def placed(self, keep: Callable[[Entries], bool]) -> Callable[[Entries], bool]:
        """Let whatever `keep` refuses name its entry and its line."""

        def placing(entries: Entries) -> bool:
            try:
                return keep(entries)
            except RowRefused as row:
                where = row.column or entries.path
                raise RowRefused(where, row.code, self.line(where), **row.facts) from row
            except RuleBroken as broken:
                where = str(broken.facts.get("path") or entries.path)
                raise RowRefused(where, broken.code, self.line(where), **broken.facts) from broken

        return placing


def read_yaml(content: bytes) -> Document:
    """The document; raises FileRefused for what is no YAML, too large or written with aliases."""
    text = text_of(content, MAX_BYTES)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, LOADER)):
            raise FileRefused("yaml_alias")
        node = yaml.compose(text, LOADER)
        lines = dict(_lines(node, "")) if node else {}
        written = load(text)
        return Document(Entries.of(written), lines)
    except yaml.YAMLError as error:
        raise FileRefused("yaml_broken", line_of(error, text)) from error
    except (ValueError, RecursionError) as error:
        raise FileRefused("yaml_broken") from error
    except RuleBroken as broken:
        raise FileRefused(broken.code, 1, None, **broken.facts) from broken


def _lines(node: yaml.Node, path: str) -> Iterator[tuple[str, int]]:
    if path:
        yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            where = f"{path}.{key.value}" if path else str(key.value)
            yield from _lines(value, where)
            yield where, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, f"{path}.{index}")


def _refused(broken: RuleBroken, document: Document) -> FileRefused:
    line = document.line(str(broken.facts.get("path")))
    return FileRefused(broken.code, line, None, **broken.facts)


def entries_of(entries: Entries, name: str) -> list[Entries]:
    """The mappings of a list inside an entry; none when it is absent."""
    return [Entries.of(item, path) for path, item in entries.items(name)]


def optional(entries: Entries, name: str) -> str:
    """A text that may be absent or blank."""
    return entries.text(name) if entries.mapping.get(name) not in (None, "") else ""


def day_of(entries: Entries, name: str) -> date | None:
    """A day written 2026-05-14, with or without quotes; None when absent or blank.

    Raises RowRefused `day_format`.
    """
    value = entries.mapping.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RowRefused(entries.where(name), "day_format") from None
