"""YAML as this house reads and writes it: plain values only, in the order given, accents kept."""

from __future__ import annotations

from typing import Any

import yaml

# Those written in C are just as safe and ten times as fast, where there are any.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def load(text: str) -> Any:
    """What a text says; raises yaml.YAMLError for what is no YAML."""
    return yaml.load(text, LOADER)


def line_of(error: yaml.YAMLError, text: str) -> int | None:
    """The line on which a text stops being YAML, counted from 1; None where that is not known."""
    mark = getattr(error, "problem_mark", None)
    return min(mark.line + 1, len(text.splitlines())) if mark else None


def dump(written: object) -> str:
    """The text that `load` reads back."""
    text: str = yaml.dump(written, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=100)
    return text
