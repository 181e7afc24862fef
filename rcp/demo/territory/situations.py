"""Invented clinical situations, read from the file beside this one and filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from rcp import plain_yaml


@dataclass(frozen=True, slots=True)
class Situation:
    """A kind of case that a board hears; `{words}` in its texts are drawn."""

    sex: str
    ages: tuple[int, int]
    question: str
    summary: str
    draw: dict[str, list[Any]]
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """A situation told of one patient; `fields` are the board's own, by key."""

    question: str
    summary: str
    fields: dict[str, str]


@cache
def situations() -> dict[str, tuple[Situation, ...]]:
    """The situations of each board, by its code."""
    text = files("rcp.demo.territory").joinpath("questions.yaml").read_text(encoding="utf-8")
    boards = plain_yaml.load(text)
    return {code: tuple(_situation(one) for one in told) for code, told in boards.items()}


def _situation(told: dict[str, Any]) -> Situation:
    youngest, oldest = told["age"]
    return Situation(
        sex=told["sex"],
        ages=(youngest, oldest),
        question=told["question"],
        summary=told["summary"],
        draw=told["draw"],
        fields={key: str(value) for key, value in told.get("fields", {}).items()},
    )


def account(situation: Situation, age: int, rng: Random) -> Account:
    """The situation with its words drawn."""
    words = {"age": age, **{word: rng.choice(some) for word, some in situation.draw.items()}}
    return Account(
        question=situation.question.format(**words),
        summary=situation.summary.format(**words),
        fields={key: value.format(**words) for key, value in situation.fields.items()},
    )
