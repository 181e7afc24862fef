"""`check PROBLEM.json PLAN.json`: judge a plan without a solver."""

import argparse
import json
from pathlib import Path

from scheduler.check import check, score_of
from scheduler.commands.exits import Exit
from scheduler.commands.files import plan_in, problem_in, write

NAME = "check"
HELP = "judge a plan without a solver"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path)


def run(given: argparse.Namespace) -> Exit:
    """Print breaches, terms and score, and whether the plan's own terms say the same."""
    problem, plan = problem_in(given.problem), plan_in(given.plan)
    violations, terms = check(problem, plan)
    answer = {
        "violations": [fact.model_dump(exclude_none=True) for fact in violations],
        "terms": [term.model_dump() for term in terms],
        "score": score_of(terms).model_dump(),
        "agrees": terms == plan.terms,
    }
    write(None, json.dumps(answer, indent=2) + "\n")
    return Exit.RULE_BROKEN if violations else Exit.DONE
