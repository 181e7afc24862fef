"""`check PROBLEM.json [PLAN.json]`: judge a problem, or a plan without a solver."""

import argparse
import json
from pathlib import Path

from scheduler.check import check, score_of
from scheduler.commands.exits import Exit
from scheduler.commands.files import plan_in, problem_in, write
from scheduler.sense import warnings

NAME = "check"
HELP = "judge a problem before it is planned, or a plan without a solver"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path, nargs="?", help="only the problem is judged without it")


def run(given: argparse.Namespace) -> Exit:
    """Print the problem's warnings, and the plan's breaches, terms and score.

    `agrees` says whether the terms written in the plan are the same.
    """
    problem = problem_in(given.problem)
    told = {"warnings": warnings(problem)}
    if given.plan is None:
        write(None, json.dumps(told, indent=2) + "\n")
        return Exit.DONE
    plan = plan_in(given.plan)
    violations, terms = check(problem, plan)
    answer = told | {
        "violations": [fact.model_dump(exclude_none=True) for fact in violations],
        "terms": [term.model_dump() for term in terms],
        "score": score_of(terms).model_dump(),
        "agrees": terms == plan.terms,
    }
    write(None, json.dumps(answer, indent=2) + "\n")
    return Exit.RULE_BROKEN if violations else Exit.DONE
