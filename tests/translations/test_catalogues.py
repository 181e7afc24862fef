"""The catalogues hold every sentence, in both languages, ready to be filled in."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from rcp import translations
from rcp.wording import wording_in

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])|(%%)")
PLAIN_SPACE = re.compile(r"(?<=\S)[ \u00a0][;:?!»]|«[ \u00a0]")


def catalogue(language: str) -> Catalog:
    path = translations.FOLDER / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as readable:
        return read_po(readable, locale=language)


def sentences(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> list[str]:
    return sorted(match.group() for match in PLACEHOLDER.finditer(text))


def test_the_catalogues_hold_what_the_product_says_today() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "messages"), "--check"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"run scripts/messages, then translate\n{told.stdout}{told.stderr}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_translation_is_empty_or_doubtful(language: str) -> None:
    assert [m.id for m in sentences(language) if m.fuzzy or not all(forms(m.string))] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_translation_is_filled_with_the_same_facts(language: str) -> None:
    for message in sentences(language):
        for said, translated in zip(forms(message.id), forms(message.string), strict=True):
            assert placeholders(translated) == placeholders(said)
            assert (translated[0].isspace(), translated[-1].isspace()) == (
                said[0].isspace(),
                said[-1].isspace(),
            )


def test_french_counts_none_in_the_singular_and_english_in_the_plural() -> None:
    several = ("%(num)s dossier", "%(num)s dossiers")
    french, english = wording_in("fr").translations, wording_in("en").translations
    assert [french.ngettext(*several, count) for count in (0, 1, 2)] == [
        several[0],
        several[0],
        several[1],
    ]
    assert [english.ngettext(*several, count) for count in (0, 1, 2)] == [
        "%(num)s cases",
        "%(num)s case",
        "%(num)s cases",
    ]


def test_every_count_has_its_french_plural() -> None:
    counted = {message.id for message in sentences("en") if not isinstance(message.id, str)}
    assert counted <= {message.id for message in sentences("fr")}


def test_french_is_printed_with_its_own_spaces_and_apostrophes() -> None:
    french = wording_in("fr").translations
    for message in sentences("en"):
        for said in forms(message.id):
            printed = french.ngettext(*message.id, 2) if len(forms(message.id)) > 1 else said
            printed = printed if len(forms(message.id)) > 1 else french.gettext(said)
            assert not PLAIN_SPACE.search(printed), printed
            assert not re.search(r"\w'\w|\.\.\.", printed), printed


def test_english_has_no_french_spaces_or_quotation_marks() -> None:
    for message in sentences("en"):
        for translated in forms(message.string):
            assert not re.search(r"\s[;:?!](?!\w)|[«»]|\w'\w|\.\.\.", translated), translated


def test_a_catalogue_changed_since_is_compiled_again_before_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid "Séance"\nmsgstr "Meeting"\n', encoding="utf-8")
    assert translations.compile_stale(tmp_path) == [source.with_suffix(".mo")]
    assert translations.compile_stale(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as compiled:
        assert GNUTranslations(compiled).gettext("Séance") == "Meeting"
    assert [path.suffix for path in sorted(source.parent.iterdir())] == [".mo", ".po"]
