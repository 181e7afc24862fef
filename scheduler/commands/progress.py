"""How a search tells where it stands: a bar on a terminal, or JSON lines."""

import json
import sys
from typing import TextIO

from scheduler.commands.files import say
from scheduler.incumbent import OnProgress, Progress

CHOICES = ("none", "bar", "json")


def shown(choice: str | None) -> str:
    """The way that was chosen, or a bar if a person looks on."""
    return choice or ("bar" if sys.stderr.isatty() else "none")


def teller(choice: str, limit: float) -> OnProgress | None:
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
        worth, bound = progress.objective, progress.bound
        self.to.write(
            f"\r[{'#' * used}{'.' * (self.WIDTH - used)}] {progress.stage:9}"
            f" urgent {worth.urgent} (at least {bound.urgent})"
            f" comfort {worth.comfort} (at least {bound.comfort})  "
        )
        self.to.flush()
