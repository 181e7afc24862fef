"""The format: what the documentation promises, what bad input is told, what the command does."""

import ast
import io
import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from pydantic import ValidationError

from scheduler.__main__ import main
from scheduler.commands.exits import Exit
from scheduler.facts import Code
from scheduler.problem import BadProblem, Problem, Site, fault_lines, read_problem
from scheduler.sense import warnings
from scheduler.weights import Weights

from .builders import (
    NINE,
    a_case,
    a_meeting,
    a_person,
    a_plan,
    a_problem,
    a_road,
    a_room,
    a_seat,
    a_visit,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plan-format.md").read_text(encoding="utf-8")
EXAMPLE, ANSWER = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def example(tmp_path):
    file = tmp_path / "problem.json"
    file.write_text(EXAMPLE, encoding="utf-8")
    return file


def test_the_documented_example_gives_the_documented_answer(example, tmp_path):
    output = tmp_path / "plan.json"
    assert main(["plan", str(example), "-o", str(output), "--time-limit", "2"]) == 0
    plan = json.loads(output.read_text(encoding="utf-8"))
    promised = json.loads(ANSWER)
    assert {key: plan[key] for key in promised} == promised
    assert sorted(one.name for one in tmp_path.iterdir()) == ["plan.json", "problem.json"]


def test_the_command_begins_with_the_plan_in_a_file(tmp_path, capsys):
    odile, starts = a_seat("onco", "odile"), (NINE, NINE + 60)
    meeting = a_meeting("m1", seats=[odile], starts=starts, usual_start=NINE)
    problem, told = tmp_path / "problem.json", tmp_path / "told.json"
    whole = a_problem(people=[a_person("odile")], meetings=[meeting])
    problem.write_text(whole.model_dump_json(), encoding="utf-8")
    later = a_plan(placed=[("m1", NINE + 60)], seated=[("m1", "onco", "odile")])
    told.write_text(later.to_json(), encoding="utf-8")
    assert main(["plan", str(problem), "--progress", "json", "--start", str(told)]) == 0
    shown = capsys.readouterr()
    first = json.loads(shown.err.splitlines()[0])["objective"]
    last = json.loads(shown.out)["score"]
    assert first["comfort"] - last["comfort"] == Weights().habit
    assert main(["plan", str(problem), "--start", str(tmp_path / "nowhere.json")]) == 4
    assert main(["plan", str(problem), "--start", str(problem)]) == 3


def test_the_documentation_explains_every_code_and_every_weight():
    assert [code for code in Code if f"`{code}`" not in PAGE] == []
    for name, field in Weights.model_fields.items():
        assert f"| `{name}` | {field.default} |" in PAGE


def test_checking_a_plan_tells_breaches_and_exits_with_1(example, tmp_path, capsys):
    output = tmp_path / "plan.json"
    main(["plan", str(example), "-o", str(output), "--time-limit", "2"])
    assert main(["check", str(example), str(output)]) == 0
    assert json.loads(capsys.readouterr().out)["agrees"] is True
    plan = json.loads(output.read_text(encoding="utf-8"))
    plan["placements"][0]["start"] = 540
    output.write_text(json.dumps(plan), encoding="utf-8")
    assert main(["check", str(example), str(output)]) == 1
    told = json.loads(capsys.readouterr().out)["violations"]
    assert [fact["code"] for fact in told] == ["person_busy"]


def test_strict_planning_exits_with_5_when_a_case_is_left_out(example, capsys):
    assert main(["plan", str(example), "--time-limit", "2", "--strict"]) == 5
    assert json.loads(capsys.readouterr().out)["status"] == "optimal"


def test_progress_comes_as_json_lines(example, tmp_path, capsys):
    output = str(tmp_path / "plan.json")
    main(["plan", str(example), "-o", output, "--time-limit", "2", "--progress", "json"])
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert lines[0]["stage"] == "first"
    assert set(lines[0]) == {"stage", "objective", "bound", "seconds"}


def test_a_missing_file_and_bad_json_are_told_in_one_line(tmp_path, capsys):
    assert main(["plan", str(tmp_path / "nowhere.json")]) == 4
    assert (
        capsys.readouterr().err
        == f"scheduler: {tmp_path}/nowhere.json: No such file or directory\n"
    )
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert main(["plan", str(tmp_path / "bad.json")]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    (tmp_path / "picture.json").write_bytes(b"\xff\xd8\xff")
    assert main(["plan", str(tmp_path / "picture.json")]) == 3


@pytest.mark.parametrize("of", ["problem", "plan"])
def test_the_schema_is_printed(of, capsys):
    assert main(["schema", of]) == 0
    assert json.loads(capsys.readouterr().out)["additionalProperties"] is False


def told(**changes):
    given = {"origin": "x", "horizon": 10000} | changes
    with pytest.raises(BadProblem) as caught:
        read_problem(json.dumps(given))
    return caught.value.lines


def test_a_misspelt_key_a_missing_one_and_a_wrong_type_are_each_told():
    assert told(metings=[]) == ["metings: unknown key; remove it or correct its spelling"]
    assert told(people=[{}]) == ["people[0].id: missing; add it"]
    (line,) = told(rooms=[{"id": "atrium", "capacity": "large"}])
    assert line.startswith("rooms[0].capacity: ")
    assert line.endswith('not "large"')


def lines_for(**parts):
    with pytest.raises(ValidationError) as caught:
        Problem(origin="x", horizon=10000, **parts)
    return fault_lines(caught.value)


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (
            {"meetings": [a_meeting(seats=[a_seat("onco", "p9")])]},
            "meetings[0].seats[0].candidates[0]",
        ),
        ({"meetings": [a_meeting(), a_meeting()]}, "meetings[1].id"),
        ({"meetings": [a_meeting(rooms=("attic",))]}, "meetings[0].rooms[0]"),
        ({"meetings": [a_meeting(video=False)]}, "meetings[0].rooms"),
        ({"meetings": [a_meeting(starts=(547,))]}, "meetings[0].starts[0]"),
        ({"meetings": [a_meeting(starts=(9990,))]}, "meetings[0].starts[0]"),
        ({"meetings": [a_meeting(reserve=90)]}, "meetings[0].reserve"),
        ({"meetings": [a_meeting(minutes_available=90)]}, "meetings[0].minutes_available"),
        ({"meetings": [a_meeting(chair="claire")]}, "meetings[0].chair"),
        ({"rooms": [a_room(busy=((60, 30),))]}, "rooms[0].busy[0]"),
        ({"cases": [a_case(presenter="p9")]}, "cases[0].presenter"),
        ({"cases": [a_case(fixed_meeting="m9")]}, "cases[0].fixed_meeting"),
        (
            {"meetings": [a_meeting()], "cases": [a_case(fixed_meeting="m1", opposed=True)]},
            "cases[0].fixed_meeting",
        ),
        ({"people": [a_person(avoids=((60, 30),))]}, "people[0].avoids[0]"),
        ({"meetings": [a_meeting(fixed_start=9990)]}, "meetings[0].fixed_start"),
        ({"sites": [Site(id="a"), Site(id="a")]}, "sites[1].id"),
        ({"sites": [Site(id="a")], "people": [a_person(site="b")]}, "people[0].site"),
        ({"sites": [Site(id="a")], "meetings": [a_meeting(site="b")]}, "meetings[0].site"),
        ({"sites": [Site(id="a")], "travel": [a_road("a", "b")]}, "travel[0].between[1]"),
        ({"sites": [Site(id="a")], "travel": [a_road("a", "a")]}, "travel[0].between"),
        (
            {"sites": [Site(id="a"), Site(id="b")], "travel": [a_road("a", "b"), a_road("b", "a")]},
            "travel[1].between",
        ),
        (
            {
                "sites": [Site(id="a"), Site(id="b"), Site(id="c")],
                "travel": [a_road("a", "b")],
                "rooms": [a_room("x", site="a"), a_room("y", site="c")],
            },
            "travel",
        ),
        ({"rooms": [a_room(link=True, site="a")]}, "rooms[0].site"),
        ({"meetings": [a_meeting(guests=("p9",))]}, "meetings[0].guests[0]"),
        (
            {
                "people": [a_person("odile")],
                "meetings": [a_meeting(seats=[a_seat("x", "odile")], guests=("odile",))],
            },
            "meetings[0].guests[0]",
        ),
        ({"people": [a_person(visits=(a_visit(60, 30),))]}, "people[0].visits[0]"),
        ({"meetings": [a_meeting()], "cases": [a_case(needs=("guru",))]}, "cases[0].needs[0]"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_path_and_remedy(parts, path):
    lines = lines_for(**parts)
    assert lines[0].startswith(f"{path}: ")
    assert "; " in lines[0]


def at_nine(name="m1", *seats, **more):
    return a_meeting(name, fixed_start=NINE, seats=seats, **more)


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"meetings": [a_meeting(seats=[a_seat()])]}, "meetings[0].seats[0].minimum"),
        ({"meetings": [a_meeting(starts=())]}, "meetings[0].starts"),
        ({"meetings": [a_meeting(usual_start=NINE + 15)]}, "meetings[0].usual_start"),
        ({"meetings": [a_meeting(min_specialties=1)]}, "meetings[0].min_specialties"),
        (
            {
                "rooms": [a_room(capacity=1)],
                "meetings": [
                    a_meeting(rooms=("atrium",), seats=[a_seat("onco", "a", "b", minimum=2)])
                ],
            },
            "meetings[0].rooms",
        ),
        (
            {
                "people": [a_person("claire", busy=((NINE, NINE + 5),))],
                "meetings": [at_nine("m1", a_seat("surgeon", "claire", "omar"), chair="claire")],
            },
            "meetings[0].chair",
        ),
        (
            {
                "meetings": [
                    at_nine("m1", a_seat("x", "odile")),
                    at_nine("m2", a_seat("y", "odile")),
                ]
            },
            "meetings[1].fixed_start",
        ),
        (
            {
                "rooms": [a_room()],
                "meetings": [at_nine("m1", rooms=("atrium",)), at_nine("m2", rooms=("atrium",))],
            },
            "meetings[1].fixed_start",
        ),
        (
            {"meetings": [a_meeting()], "cases": [a_case(deadline=3, ready_from=4)]},
            "cases[0].deadline",
        ),
        (
            {"meetings": [a_meeting()], "cases": [a_case(ready_from=NINE + 1)]},
            "cases[0].ready_from",
        ),
        ({"meetings": [a_meeting()], "cases": [a_case(minutes=61)]}, "cases[0].minutes"),
        ({"meetings": [a_meeting()], "cases": [a_case(boards=("skin",))]}, "cases[0].boards"),
    ],
)
def test_what_no_plan_can_give_is_told_before_the_search(parts, path, tmp_path, capsys):
    problem = a_problem(**parts)
    (line,) = warnings(problem)
    assert line.startswith(f"{path}: ")
    assert "; " in line
    file = tmp_path / "problem.json"
    file.write_text(problem.model_dump_json(), encoding="utf-8")
    assert main(["check", str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == {"warnings": [line]}
    main(["plan", str(file), "--time-limit", "1"])
    assert capsys.readouterr().err == f"scheduler: warning: {line}\n"


def test_a_fixed_meeting_that_only_touches_another_is_no_contradiction():
    seat = a_seat("x", "odile")
    later = a_meeting("m2", fixed_start=NINE + 60, seats=[seat])
    assert warnings(a_problem(meetings=[at_nine("m1", seat), later])) == []


def test_all_faults_are_told_at_once():
    meeting = a_meeting(rooms=("attic",), chair="claire")
    assert len(lines_for(meetings=[meeting], cases=[a_case(presenter="p9")])) == 3


def test_a_problem_cannot_change_once_made():
    with pytest.raises(ValidationError):
        a_problem().horizon = 3


ALLOWED = {"scheduler", "ortools", "numpy", "pydantic", "pydantic_core"}


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_the_engine_imports_only_its_solver_its_arrays_and_its_schema_library():
    strange = {
        (file.name, name)
        for file in (ROOT / "scheduler").rglob("*.py")
        for name in imported(file)
        if name not in ALLOWED | sys.stdlib_module_names
    }
    assert strange == set()


def required(*names):
    """The distributions that these need, and what those need in turn."""
    found, waiting = set(), list(names)
    while waiting:
        name = re.sub("[-_.]+", "-", waiting.pop()).lower()
        if name not in found:
            found.add(name)
            try:
                needs = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue
            waiting += [re.match(r"[\w.-]+", need)[0] for need in needs if "extra ==" not in need]
    return found


def test_the_engine_runs_where_nothing_but_its_own_dependencies_is_installed(example):
    """A fresh interpreter that refuses everything else still makes the plan."""
    own = required("numpy", "ortools", "pydantic")
    refused = sorted(
        name
        for name, owners in metadata.packages_distributions().items()
        if own.isdisjoint(re.sub("[-_.]+", "-", owner).lower() for owner in owners)
        and name not in ALLOWED
    )
    assert {"flask", "sqlalchemy", "hypothesis"} <= set(refused)
    code = (
        "import sys, runpy\n"
        f"for name in {['rcp', *refused]!r}: sys.modules[name] = None\n"
        f"sys.argv = ['scheduler', 'plan', {str(example)!r}, '--time-limit', '2']\n"
        "runpy.run_module('scheduler', run_name='__main__')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["status"] == "optimal"


class Screen(io.StringIO):
    """A terminal that somebody looks at."""

    def isatty(self):
        return True


def test_a_terminal_sees_a_bar_and_a_file_sees_nothing(example, tmp_path, monkeypatch, capsys):
    asked = ["plan", str(example), "-o", str(tmp_path / "plan.json"), "--time-limit", "2"]
    main(asked)
    assert capsys.readouterr().err == ""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    main(asked)
    drawn = screen.getvalue()
    assert drawn.startswith("\r[")
    assert drawn.endswith("\n")
    assert drawn.count("\n") == 1
    assert "comfort 1391 (at least 1391)" in drawn


def test_a_wrong_use_exits_with_2(example, capsys):
    assert main(["plan", str(example), "--workers", "0"]) == 2
    assert capsys.readouterr().err == (
        "scheduler: --time-limit must be above 0 and --workers at least 1\n"
    )
    with pytest.raises(SystemExit) as caught:
        main(["dream", str(example)])
    assert caught.value.code == 2


def test_every_exit_code_is_documented_and_no_other():
    listed = re.findall(r"^\| (\d) \| ", PAGE, re.MULTILINE)
    assert [int(code) for code in listed] == [code.value for code in Exit]


def test_warnings_come_as_json_lines_when_progress_does(tmp_path, capsys):
    file = tmp_path / "problem.json"
    problem = a_problem(meetings=[a_meeting(starts=())])
    file.write_text(problem.model_dump_json(), encoding="utf-8")
    main(["plan", str(file), "--progress", "json", "--time-limit", "1"])
    first, *rest = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first == {"warning": warnings(problem)[0]}
    assert all("stage" in line for line in rest)
