"""`python -m benchmarks [PART ...]`: measures parts and writes their table to the README.

A part is a module of this package with `rows(limit) -> list[Row]`.
"""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import benchmarks
from benchmarks.table import Limit, Row

README = Path(__file__).with_name("README.md")
FIGURES = Path(__file__).with_name("figures.json")
"""The latest rows of every part, so that one part can be measured without losing the others."""
ORDER = ("planning", "order", "repair", "whynot", "rehearsal", "timefold", "documents", "page")
"""Parts in the README's order; those not named here come last."""
MARK = {True: "✓", False: "✗", None: ""}

Part = Callable[[Limit], list[Row]]


def modules() -> list[str]:
    """Every module of the package, parts in the README's order first."""
    names = [one.name for one in pkgutil.iter_modules(benchmarks.__path__) if one.name[0] != "_"]
    return sorted(names, key=_place)


def part(name: str) -> Part | None:
    """The module's rows, if it has any; only now is it imported."""
    rows: Part | None = getattr(import_module(f"benchmarks.{name}"), "rows", None)
    return rows


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def main(arguments: list[str] | None = None) -> int:
    """Measure the parts asked for; 1 if a requirement was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="a module with rows; or all")
    parser.add_argument("--size", help="only the instance of this name")
    parser.add_argument("--seconds", type=float, help="for each search, instead of the table's")
    given = parser.parse_args(arguments)
    for name in given.parts:
        if name not in modules() or part(name) is None:
            parser.error(f"{name} is no part; some are {', '.join(ORDER)}")
    limit = Limit(given.size, given.seconds)
    missed = [_measure(name, limit) for name in given.parts or modules()]
    return int(any(missed))


def _measure(name: str, limit: Limit) -> bool:
    """Measure, show and keep one part; whether it missed what is required."""
    rows = part(name)
    if rows is None:
        return False
    found = rows(limit)
    sys.stdout.write(f"{name}\n{table(found)}\n\n")
    sys.stdout.flush()
    _keep(name, found)
    return any(row.ok is False for row in found)


def table(rows: list[Row]) -> str:
    """Rows as Markdown."""
    lines = [f"| {one.work} | {one.required} | {one.measured} | {MARK[one.ok]} |" for one in rows]
    return "\n".join(("| Work | At least | Measured | |", "|---|---|---|---|", *lines))


def _keep(name: str, found: list[Row]) -> None:
    """Put the part's rows beside what was known, each in place of its older self."""
    known = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    fresh = {row.work: {**asdict(row), "on": f"{datetime.now(UTC):%Y-%m-%d}"} for row in found}
    known[name] = {**known.get(name, {}), **fresh}
    FIGURES.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    README.write_text(readme(known), encoding="utf-8")


def readme(known: dict[str, dict[str, dict[str, object]]]) -> str:
    """All figures with what they were taken on, as benchmarks/README.md holds them."""
    rows = [
        Row(*(one[key] for key in ("work", "required", "measured", "ok")))  # type: ignore[arg-type]  # read from JSON
        for name in sorted(known, key=_place)
        for one in known[name].values()
    ]
    packages = ", ".join(f"{name} {version(name)}" for name in ("ortools", "weasyprint", "flask"))
    dates = sorted({str(one["on"]) for part in known.values() for one in part.values()})
    return (
        "# Benchmarks\n\n`make bench` measures again and rewrites this file; "
        "`python -m benchmarks PART --size SIZE` one part.\nAll instances are invented and seeded."
        f"\n\n{table(rows)}\n\n"
        f"{' to '.join(dict.fromkeys((dates[0], dates[-1])))}, {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}, {packages}.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
