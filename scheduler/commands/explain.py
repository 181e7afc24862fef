"""`explain PROBLEM.json PLAN.json --meeting ID | --case ID`: why not, and what would help."""

import argparse
from pathlib import Path

from scheduler.commands.exits import Exit
from scheduler.commands.files import plan_in, problem_in, say, write
from scheduler.explain.answer import NotInPlan
from scheduler.explain.explain import explain

NAME = "explain"
HELP = "say why a meeting or case has no place, and what would give it one"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--meeting", metavar="ID", help="with --case: why not in that one")
    parser.add_argument("--case", metavar="ID")
    parser.add_argument("--day", type=int, metavar="N", help="why not that day, counted from 0")
    parser.add_argument("--start", type=int, metavar="MINUTE", help="why not at that minute")
    parser.add_argument("-o", "--output", type=Path, help="where to write it (standard output)")


def run(given: argparse.Namespace) -> Exit:
    """Explain and write."""
    if given.meeting is None and given.case is None:
        say(["name a meeting with --meeting or a case with --case"])
        return Exit.WRONG_USE
    problem, plan = problem_in(given.problem), plan_in(given.plan)
    try:
        answer = explain(
            problem,
            plan,
            meeting=given.meeting,
            case=given.case,
            day=given.day,
            start=given.start,
        )
    except NotInPlan as unknown:
        say([f"{given.problem}: no meeting or case {unknown}; correct its name"])
        return Exit.BAD_INPUT
    write(given.output, answer.to_json() + "\n")
    return Exit.DONE
