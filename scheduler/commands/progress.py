"""How a search tells where it stands: a bar on a terminal, or JSON lines."""

import json
import sys
from collections.abc import Callable
from typing import Protocol, TextIO

from scheduler.commands.files import say
from scheduler.facts import Frozen


class Progress(Protocol):
    """What any of the searches tells on its way."""

    @property
    def stage(self) -> str:
        """The name of what it is doing."""

    @property
    def objective(self) -> Frozen:
        """The score of the best answer so far."""

    @property
    def bound(self) -> Frozen:
        """The score that no answer is below."""

    @property
    def seconds(self) -> float:
        """Since it began."""


CHOICES = ("none", "bar", "json")


def shown(choice: str | None) -> str:
    """The way that was chosen, or a bar if a person looks on."""
    return choice or ("bar" if sys.stderr.isatty() else "none")


def teller(choice: str, limit: float) -> Callable[[Progress], None] | None:
    """What to call back, for a search of `limit` seconds."""
    return {"none": None, "bar": Bar(limit), "json": json_line}[choice]


def warn(choice: str, lines: list[str]) -> None:
    """What cannot come out well, before the search begins; as JSON if the rest is."""
    if choice == "json":
        sys.stderr.writelines(json.dumps({"warning": line}) + "\n" for line in lines)
    else:
        say([f"warning: {line}" for line in lines])


def json_line(progress: Progress) -> None:
    """One line on standard error."""
    line = {
        "stage": progress.stage,
        "objective": progress.objective.model_dump(),
        "bound": progress.bound.model_dump(),
        "seconds": round(progress.seconds, 3),
    }
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()


class Bar:
    """One line that is redrawn: time used, stage, worth of the plan so far."""

    WIDTH = 24

    def __init__(self, limit: float, to: TextIO | None = None) -> None:
        self.limit, self.to = limit, to or sys.stderr

    def __call__(self, progress: Progress) -> None:
        used = min(self.WIDTH, int(self.WIDTH * progress.seconds / self.limit))
        least = progress.bound.model_dump()
        parts = progress.objective.model_dump().items()
        worth = " ".join(f"{name} {points} (at least {least[name]})" for name, points in parts)
        self.to.write(f"\r[{'#' * used}{'.' * (self.WIDTH - used)}] {progress.stage:9} {worth}  ")
        self.to.flush()
