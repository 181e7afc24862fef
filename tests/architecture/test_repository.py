"""What no file may hold: a registry's host, a machine's path, a promise, or too many lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from tests.architecture.checkout import ROOT, files, listed, named

LONGEST = 400
OUTPUT = (
    *("requirements/", "static/vendor/", "static/icons/", "tests/vendor/"),
    "rcp/migrations/versions/",
)
"""Made by a tool, or by other people: neither short nor ours to rewrite."""
LONG_BY_NATURE = {"LICENSE", "docs/components.md"}
FORBIDDEN = {
    r"\b(pypi|python[h]osted|npmjs|jsdelivr|unpkg|cdnjs|artifactory)\b[\w.-]*\.(org|com|net|io)": (
        "a registry's host"
    ),
    r"--(extra-)?index-url\s+\S*//": "a registry's address",
    r"(?<![\w./])/(work|home/\w+|root)/": "a machine's path",
    r"\.\./shared\b": "a folder outside the repository",
    r"\b(TODO|FIXME|XXX)\b": "a promise",
}
HERE = Path(__file__).resolve()


def texts() -> Iterator[tuple[Path, str]]:
    """The files that people write, with their text."""
    for path in files():
        if path == HERE or named(path).startswith(OUTPUT[1:4]):
            continue
        content = path.read_bytes()
        if b"\0" not in content[:8000] and path.suffix not in {".ttf", ".woff2", ".png"}:
            yield path, content.decode(encoding="utf-8")


def test_no_file_names_a_registry_a_machine_or_something_left_to_do() -> None:
    found = [
        f"{named(path)}: {fault} ({match[0]})"
        for path, text in texts()
        for pattern, fault in FORBIDDEN.items()
        if (match := re.search(pattern, text))
    ]
    assert not found, listed(found)


def test_a_file_can_be_read_whole() -> None:
    long = [
        f"{named(path)}: {text.count(chr(10))} lines"
        for path, text in texts()
        if text.count("\n") > LONGEST
        and path.suffix not in {".po", ".pot", ".csv"}
        and named(path) not in LONG_BY_NATURE
        and not named(path).startswith(OUTPUT)
    ]
    assert not long, listed(long)


def test_every_file_ends_with_a_line_and_has_no_windows_line_ends() -> None:
    samples = ("tests/",)  # files as other programs write them
    odd = [
        named(path)
        for path, text in texts()
        if text
        and (not text.endswith("\n") or "\r" in text)
        and not named(path).startswith(samples)
    ]
    assert not odd, listed(odd)


def test_every_translation_is_complete_and_sure() -> None:
    unsure = []
    for path in files(".po"):
        with path.open("rb") as readable:
            catalogue = read_po(readable, locale=path.parts[-3])
        unsure += [f"{named(path)}: {one.id!r}" for one in catalogue if one.id and one.fuzzy]
        if path.parts[-3] != "fr":  # French is the source: its catalogue is for plurals alone
            unsure += [
                f"{named(path)}: {one.id!r}" for one in catalogue if one.id and not one.string
            ]
    assert not unsure, listed(unsure)


def test_every_folder_named_in_the_readme_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", readme)
    broken = [link for link in links if not (ROOT / link).exists()]
    assert not broken, listed(broken)
