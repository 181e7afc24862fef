"""The language of a document or a message: its catalogue, its dates, what can be printed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from gettext import NullTranslations

from babel.dates import format_date, format_datetime, format_time
from babel.support import Translations
from markupsafe import Markup

from rcp import translations as catalogues

NO_BREAK = "\u00a0"
OVERRIDES = frozenset("\u202d\u202e")
"""Characters that turn a text around: they can make a document read otherwise than it was typed."""


@dataclass(frozen=True, slots=True)
class Wording:
    """French, as the templates are written, unless another language and its catalogue are given.

    A sentence the catalogue lacks stays French; dates always follow `language`.
    """

    language: str = "fr"
    translations: NullTranslations = field(default_factory=NullTranslations)

    def long_day(self, day: date) -> str:
        """`jeudi 12 novembre 2026`, or `Thursday, 12 November 2026`."""
        pattern = "EEEE d MMMM y" if self._french else "EEEE, d MMMM y"
        return self._ordinal(format_date(day, pattern, locale=self.language))

    def day(self, day: date) -> str:
        """`12 novembre 2026`, on one line."""
        text = self._ordinal(format_date(day, "d MMMM y", locale=self.language))
        return text.replace(" ", NO_BREAK)

    def short_day(self, day: date) -> str:
        """`12/11/2026`, or `12 Nov 2026` where the month could be taken for the day."""
        return format_date(
            day, "dd/MM/y" if self._french else f"d{NO_BREAK}MMM{NO_BREAK}y", locale=self.language
        )

    def clock(self, moment: time | datetime) -> str:
        """`14 h 30`, or `14:30`."""
        pattern = f"H{NO_BREAK}'h'{NO_BREAK}mm" if self._french else "HH:mm"
        if isinstance(moment, datetime):
            return format_datetime(moment, pattern, tzinfo=moment.tzinfo, locale=self.language)
        return format_time(moment, pattern, locale=self.language)

    @property
    def _french(self) -> bool:
        return self.language.startswith("fr")

    def _ordinal(self, text: str) -> str:
        """French says `1er novembre`; CLDR does not."""
        if not self._french:
            return text
        words = text.split(" ")
        return " ".join("1er" if word == "1" else word for word in words)


@lru_cache(maxsize=8)
def wording_in(language: str) -> Wording:
    """The wording of a language, with its catalogue as shipped."""
    return Wording(language, Translations.load(catalogues.prepare(), [language]))


FRENCH = wording_in("fr")


def paragraphs(text: str) -> list[str]:
    """The lines of a plain text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def printable(value: object) -> object:
    """A template's value as it may be printed: control characters and text reversals left out."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    if value.isascii() and value.isprintable():
        return value
    kept = (character for character in value if _is_printable(character))
    return unicodedata.normalize("NFC", "".join(kept))


def _is_printable(character: str) -> bool:
    if character in OVERRIDES:
        return False
    return character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs", "Cn"}
