"""`check PROBLEM.json [PLAN.json]`: judge a problem, or a plan or an order without a solver."""

import argparse
import json
from pathlib import Path

from scheduler.check import check, score_of
from scheduler.commands.exits import Exit
from scheduler.commands.files import order_in, plan_in, text_of, write
from scheduler.ordering import check as orders
from scheduler.ordering.problem import is_order_problem, read_order_problem
from scheduler.problem import read_problem
from scheduler.sense import warnings

NAME = "check"
HELP = "judge a problem before it is planned, or a plan or an order without a solver"

Told = dict[str, object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path, nargs="?", help="only the problem is judged without it")


def run(given: argparse.Namespace) -> Exit:
    """Print the problem's warnings, and the answer's breaches, terms and score.

    `agrees` says whether what is written in the answer is the same.
    """
    text = text_of(given.problem)
    told = _order(text, given.plan) if is_order_problem(text) else _plan(text, given.plan)
    write(None, json.dumps(told, indent=2) + "\n")
    return Exit.RULE_BROKEN if told.get("violations") else Exit.DONE


def _plan(text: str, answer: Path | None) -> Told:
    problem = read_problem(text)
    told: Told = {"warnings": warnings(problem)}
    if answer is None:
        return told
    plan = plan_in(answer)
    violations, terms = check(problem, plan)
    return told | {
        "violations": [fact.model_dump(exclude_none=True) for fact in violations],
        "terms": [term.model_dump() for term in terms],
        "score": score_of(terms).model_dump(),
        "agrees": terms == plan.terms,
    }


def _order(text: str, answer: Path | None) -> Told:
    problem = read_order_problem(text)
    if answer is None:
        return {"warnings": []}
    plan = order_in(answer)
    violations, judged = orders.check(problem, plan)
    if judged is None:
        told = [breach.model_dump(exclude_none=True) for breach in violations]
        return {"violations": told, "agrees": False}
    return {
        "violations": [],
        "breaches": [breach.model_dump(exclude_none=True) for breach in judged.breaches],
        "terms": [term.model_dump() for term in judged.terms],
        "score": judged.score.model_dump(),
        "agrees": judged.agrees_with(plan),
    }
