"""The files of this checkout: what a commit of everything would hold."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Every file that Git knows or would add, below ROOT; all of them without a suffix."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    paths = (ROOT / name for name in listed if name)
    return tuple(
        path for path in paths if path.is_file() and (path.suffix in suffixes or not suffixes)
    )


def named(path: Path) -> str:
    """A file's name below ROOT, for the message of a failing test."""
    return str(path.relative_to(ROOT))


def output_of(tool: str, *arguments: str) -> tuple[bool, str]:
    """Whether a tool of this environment is content, and what it said."""
    program = Path(sys.executable).with_name(tool)
    done = subprocess.run(
        [program, *arguments], cwd=ROOT, check=False, capture_output=True, text=True
    )
    return done.returncode == 0, f"\n{done.stdout}{done.stderr}"


def listed(found: Iterable[object]) -> str:
    """What was found, one a line, for the message of a failing test."""
    return "\n" + "\n".join(str(one) for one in found)
