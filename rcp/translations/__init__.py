"""The catalogues: French as it is printed, English in full; compiled again when a .po is newer."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def prepare() -> Path:
    """The folder of the catalogues, fit to be read.

    In a checkout a catalogue whose .po was pulled or edited since is compiled again, once per
    start; a wheel carries them compiled and may lie where nobody can write.
    """
    if not (FOLDER.parent / "_shared").is_dir():
        compile_stale(FOLDER)
    return FOLDER


def compile_stale(folder: Path) -> list[Path]:
    """Compile each catalogue that has no .mo as young as its .po; say which were written."""
    stale = [source for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]
    return [_compile(source) for source in stale]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> Path:
    """Write the .mo aside, then put it in place: another process may be reading it."""
    with source.open("rb") as readable:
        catalogue = read_po(readable, locale=source.parts[-3])
    target = source.with_suffix(".mo")
    aside = source.with_suffix(f".{os.getpid()}.tmp")
    with aside.open("wb") as writable:
        write_mo(writable, catalogue)
    aside.replace(target)
    return target
