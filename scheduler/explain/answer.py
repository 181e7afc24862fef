"""What a question about a meeting or a case is answered with."""

from scheduler.facts import Fact, Frozen

MOST_REASONS = 7
MOST_WAYS = 6


class Freeing(Frozen):
    """Changes to make together, after which the meeting or case has the place told here."""

    steps: tuple[Fact, ...]
    effort: int
    """Smaller is easier; only for the order."""
    start: int
    room: str | None = None
    meeting: str
    """The meeting itself, or the one that would hear the case."""


class Explanation(Frozen):
    """Why something asked about is not so, and what would make it so, the easiest first."""

    meeting: str | None = None
    case: str | None = None
    reasons: tuple[Fact, ...] = ()
    """At most seven."""
    freed_by: tuple[Freeing, ...] = ()
    """Each verified by solving again."""

    def to_json(self) -> str:
        """The answer as indented JSON, without the facts that were left empty."""
        return self.model_dump_json(indent=2, exclude_none=True)


class NotInPlan(KeyError):
    """The question names a meeting or case that the problem does not have."""
