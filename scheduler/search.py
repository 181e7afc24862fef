"""Runs CP-SAT on one scope: urgent cases first, then comfort; stoppable at any time."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.model import Expr, Model, Scope, Var, most
from scheduler.offers import Offers, agendas, make_offers
from scheduler.plan import Score
from scheduler.rules import CASES, PLACING

Read = Callable[[Var], int]
NO_BOUND = 1e17
"""What the solver says when it does not know."""


@dataclass(frozen=True, slots=True)
class Budget:
    """When one scope must end: a moment, or an amount of CP-SAT's deterministic time."""

    amount: float
    """A moment on the monotonic clock, or deterministic time."""
    deterministic: bool = False
    seed: int = 1
    workers: int = 1
    gap: float = 0.0
    """The search may end this close to its bound."""
    presolve: bool = True
    """Whether to make the model smaller and to look for cuts first; not worth it for a part."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scope's search found; the caller judges it before believing it."""

    scope: Scope
    draft: Draft | None
    bound: Score | None
    """No change of the scope alone scores less."""
    proven: bool = False
    worth: Score | None = None
    """What the scope costs in that draft, as the model counts it."""
    work: float = 0.0
    """In CP-SAT's deterministic measure."""


@dataclass(slots=True)
class Control:
    """Stops all running searches from another thread; keeps what they find on the way."""

    stopped: threading.Event = field(default_factory=threading.Event)
    found: dict[int, Draft] = field(default_factory=dict)
    """The latest plan of each running search, by the search's number."""
    bounds: dict[int, Score] = field(default_factory=dict)
    """The latest bound of each, in the same way."""
    _running: dict[int, cp_model.CpSolver] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self) -> None:
        """Ask every search to end with what it has."""
        self.stopped.set()
        with self._lock:
            for solver in self._running.values():
                solver.stop_search()

    def run(self, number: int, solver: cp_model.CpSolver, job: Callable[[], int]) -> int:
        """Solve while `stop` can reach the solver; the solver's status."""
        with self._lock:
            self._running[number] = solver
        try:
            return job()
        finally:
            with self._lock:
                del self._running[number]


class _Watch(cp_model.CpSolverSolutionCallback):
    """Copies each solution out, and nothing more: it holds the solver up."""

    def __init__(self, publish: Callable[[Draft], None], model: Model, offers: Offers) -> None:
        super().__init__()
        self._publish, self._model, self._offers = publish, model, offers

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        self._publish(read(self._model, self._offers, self.value))


def search(
    index: Index, base: Draft, scope: Scope, budget: Budget, control: Control, number: int = 0
) -> Outcome:
    """The best plan that changes only the scope, starting from `base`."""
    if control.stopped.is_set():
        return Outcome(scope, None, None)
    one = _Search(index, base, scope, control, number)
    return one.run(budget)


class _Search:
    def __init__(
        self, index: Index, base: Draft, scope: Scope, control: Control, number: int
    ) -> None:
        self.scope, self.control, self.number = scope, control, number
        self.model = Model(index, base, scope)
        self.offers = make_offers(self.model)
        for placing in PLACING:
            placing.enforce(self.model)
        for rule in CASES:
            rule.enforce_cases(self.model, self.offers)
        wishes, weights = index.objective, index.problem.weights
        before = sum(wish.missed(self.model) for wish in wishes.first)
        self.urgent = before + self.offers.urgent()
        placed = sum(wish.weight(weights) * wish.missed(self.model) for wish in wishes.placing)
        self.comfort = placed + self.offers.comfort() + _paid(self.model)
        self.ceiling = 1 if _is_none(self.urgent) else 1 + most(self.model, self.comfort)
        """More than any comfort: the weight that makes what is urgent come first."""
        self.draft: Draft | None = None

    def run(self, budget: Budget) -> Outcome:
        if self.control.stopped.is_set():
            return Outcome(self.scope, None, None)
        for var, value in {var.index: (var, value) for var, value in self.model.hints}.values():
            self.model.cp.add_hint(var, value)
        self.model.cp.minimize(self.ceiling * self.urgent + self.comfort)
        solver = _solver(budget)
        solver.best_bound_callback = self._note_bound
        watch = _Watch(self._publish, self.model, self.offers)
        status = self.control.run(
            self.number, solver, lambda: int(solver.solve(self.model.cp, watch))
        )
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.draft = read(self.model, self.offers, solver.value)
        least, done = solver.best_objective_bound, float(solver.response_proto.deterministic_time)
        return Outcome(
            self.scope,
            self.draft,
            bound=self._score(least) if 0 <= least < NO_BOUND else None,
            proven=status == cp_model.OPTIMAL,
            worth=None if self.draft is None else self._score(solver.objective_value),
            work=done,
        )

    def _score(self, objective: float) -> Score:
        """What the objective, or its bound, says of its two parts."""
        if _is_none(self.urgent):
            return Score(urgent=0, comfort=round(objective))
        urgent, comfort = divmod(round(objective), self.ceiling)
        return Score(urgent=urgent, comfort=comfort)

    def _publish(self, draft: Draft) -> None:
        self.control.found[self.number] = draft

    def _note_bound(self, bound: float) -> None:
        self.control.bounds[self.number] = self._score(bound)


def _is_none(expression: Expr) -> bool:
    return isinstance(expression, int) and not expression


def _paid(model: Model) -> Expr:
    """What the attendances cost where each person has a price; those as chair cost nothing."""
    prices = model.scope.prices
    if prices is None:
        return 0
    return sum(
        prices[person] * attends
        for meeting, people in model.attends.items()
        for person, attends in people.items()
        if person != model.index.chair[meeting]
    )


def _solver(budget: Budget) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = budget.workers
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0  # half of a week's time, for no better plan
    if not budget.presolve:
        solver.parameters.cp_model_presolve = False
        solver.parameters.max_num_cuts = 0
    solver.parameters.random_seed = budget.seed
    solver.parameters.relative_gap_limit = budget.gap
    if budget.deterministic:
        solver.parameters.max_deterministic_time = budget.amount
        solver.parameters.interleave_search = budget.workers > 1
    else:
        solver.parameters.max_time_in_seconds = max(0.01, budget.amount - time.monotonic())
    return solver


def read(model: Model, offers: Offers, value: Read) -> Draft:
    """The incumbent with the scope's part replaced by a solution."""
    draft = model.base.copy()
    for meeting in model.scope.meetings:
        draft.drop(meeting)
    for meeting, literals in model.at.items():
        held = next((rank for rank, one in enumerate(literals) if value(one)), None)
        if held is not None:
            draft.starts[meeting] = int(model.starts[meeting][held])
            draft.staff[meeting] = tuple(
                sorted(
                    pair
                    for parts in (model.sits[meeting], model.writes[meeting])
                    for pair, one in parts.items()
                    if value(one)
                )
            )
            taken = [room for room, one in model.in_room[meeting].items() if value(one)]
            if taken:
                draft.rooms[meeting] = taken[0]
    amounts = [int(value(one.amount)) for one in offers.all]
    draft.meeting_of = agendas(model.base, offers, amounts)
    return draft
