"""The words of the messages that leave the house; none of them is about a patient."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rcp.calendars.wording import InvitationFacts
from rcp.paths import templates_folder
from rcp.wording import Wording


class Purpose(StrEnum):
    """Why a person is written to about a meeting."""

    INVITE = "invite"
    UPDATE = "update"
    CANCEL = "cancel"
    RELEASE = "release"
    KEPT = "kept"
    NO_DEPUTY = "no_deputy"


@dataclass(frozen=True, slots=True)
class MeetingLetter:
    """A message about a meeting to one person; `seat` says as what they are expected."""

    purpose: Purpose
    recipient: str
    facts: InvitationFacts
    seat: str = ""
    is_deputy: bool = False
    answer_link: str = ""

    @property
    def is_farewell(self) -> bool:
        """Whether the recipient has nothing to prepare any more."""
        return self.purpose in (Purpose.CANCEL, Purpose.RELEASE)


@dataclass(frozen=True, slots=True)
class ActionsLetter:
    """Tells a person that actions wait for them: how many, by when, and where to read them."""

    recipient: str
    board: str
    dues: tuple[date, ...]
    link: str

    @property
    def by_day(self) -> list[tuple[date, int]]:
        """Each due day, and how many actions it is for."""
        return sorted(Counter(self.dues).items())


@dataclass(frozen=True, slots=True)
class NoticeLetter:
    """Tells that something can be read on the site, after signing in, and nothing more."""

    recipient: str
    board: str
    link: str


@dataclass(frozen=True, slots=True)
class OpeningLetter:
    """Tells who runs a board that somebody opened one of its cases in an emergency."""

    recipient: str
    board: str
    reader: str
    link: str


@dataclass(frozen=True, slots=True)
class EnclosedLetter:
    """Goes with a document from mailbox to mailbox of MSSanté; only there may one be enclosed."""

    recipient: str
    board: str
    reference: str


@dataclass(frozen=True, slots=True)
class WrittenOpinionLetter:
    """Asks for an opinion in writing; `contact` says to whom it is given, not by ordinary mail."""

    recipient: str
    board: str
    link: str
    contact: str


@dataclass(frozen=True, slots=True)
class Reminding:
    """A meeting whose invitation waits for an answer, and where to answer."""

    facts: InvitationFacts
    answer_link: str


@dataclass(frozen=True, slots=True)
class ReminderLetter:
    """Reminds a person of one meeting."""

    recipient: str
    meeting: Reminding


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """Reminds a person of all the meetings that wait for an answer; `link` lists them."""

    recipient: str
    meetings: tuple[Reminding, ...]
    link: str


Letter = (
    MeetingLetter
    | ActionsLetter
    | NoticeLetter
    | OpeningLetter
    | EnclosedLetter
    | WrittenOpinionLetter
    | ReminderLetter
    | DigestLetter
)

_NAMES: dict[type[Letter], str] = {
    MeetingLetter: "meeting",
    ActionsLetter: "actions",
    NoticeLetter: "notice",
    OpeningLetter: "opening",
    EnclosedLetter: "enclosed",
    WrittenOpinionLetter: "written_opinion",
    ReminderLetter: "reminder",
    DigestLetter: "digest",
}


def subject(letter: Letter, wording: Wording) -> str:
    """The subject, on one line."""
    return " ".join(_written(letter, "subject.txt", wording).split())


def text(letter: Letter, wording: Wording) -> str:
    """The message as plain text."""
    return _written(letter, "body.txt", wording).strip() + "\n"


def html(letter: Letter, wording: Wording) -> str:
    """The message for programs that show HTML; nothing in it is fetched from anywhere."""
    return _written(letter, "body.html", wording)


def _written(letter: Letter, part: str, wording: Wording) -> str:
    environment = _environment(wording, part.endswith(".html"))
    template = environment.get_template(f"emails/{_NAMES[type(letter)]}/{part}")
    return template.render(letter=letter, wording=wording)


@lru_cache(maxsize=8)
def _environment(wording: Wording, escapes: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=escapes,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # set by the extension
        wording.translations, newstyle=True
    )
    return environment
