"""Dates, lines and folders as documents need them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from rcp.paths import static_folder, templates_folder
from rcp.wording import FRENCH, Wording, paragraphs, printable

ENGLISH = Wording("en")
NB = "\u00a0"


def test_the_first_of_a_month_is_an_ordinal_in_french_only() -> None:
    first = date(2026, 5, 1)
    assert FRENCH.day(first) == f"1er{NB}mai{NB}2026"
    assert FRENCH.long_day(first) == "vendredi 1er mai 2026"
    assert FRENCH.day(date(2026, 5, 11)) == f"11{NB}mai{NB}2026"
    assert ENGLISH.day(first) == f"1{NB}May{NB}2026"


def test_a_short_english_date_cannot_be_read_the_american_way() -> None:
    assert FRENCH.short_day(date(2026, 11, 5)) == "05/11/2026"
    assert ENGLISH.short_day(date(2026, 11, 5)) == f"5{NB}Nov{NB}2026"


def test_hours_are_those_of_the_moment_given() -> None:
    assert FRENCH.clock(time(9, 5)) == f"9{NB}h{NB}05"
    assert ENGLISH.clock(time(9, 5)) == "09:05"
    assert FRENCH.clock(datetime(2026, 11, 12, 14, 0, tzinfo=UTC)) == f"14{NB}h{NB}00"


def test_lines_become_paragraphs_and_empty_ones_vanish() -> None:
    assert paragraphs("un\r\n\r\n  deux \n\n\ntrois") == ["un", "deux", "trois"]
    assert paragraphs(" \n ") == []


def test_only_what_cannot_be_printed_is_left_out() -> None:
    assert printable("a\u0000b\u202ec\ud800") == "abc"
    assert printable("Nguyễn, محمد, œ, 5\u202f%, \u200d") == "Nguyễn, محمد, œ, 5\u202f%, \u200d"
    assert printable(12) == 12


def test_a_checkout_serves_its_own_folders() -> None:
    assert (templates_folder() / "documents" / "layout.html").is_file()
    assert (static_folder() / "css" / "documents" / "base.css").is_file()
