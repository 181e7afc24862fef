"""What has been proven of each stage: bounds of parts, which do not add up to one of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.draft import Draft
from scheduler.index import Index
from scheduler.plan import Score, Stage, Term


@dataclass(slots=True)
class Proofs:
    """Bounds found so far; those of the agendas hold for one way to hold the meetings."""

    placing: int | None = None
    placed: int | None = None
    """What the placing wishes cost when places and people had been chosen, before any case had."""
    agendas: Score | None = None
    held: Draft | None = None
    """How the meetings are held for which `agendas` is proven."""

    def note_placing(self, cost: int, bound: int) -> None:
        """Places and people that cost so much, and what none cost less than."""
        self.placed, self.placing = cost, bound

    def note_agendas(self, held: Draft, bound: Score) -> None:
        """No agendas score less while the meetings are held like this."""
        self.held, self.agendas = held, bound

    def stages(
        self, index: Index, draft: Draft, terms: Sequence[Term], whole: tuple[Score, Score]
    ) -> tuple[Stage, ...]:
        """Placing, agendas, and the whole: its score and its bound."""
        cases = {wish.NAME for wish in index.objective.cases}
        placing = {wish.NAME for wish in index.objective.placing}
        agendas = self.agendas if self.is_held(draft) else None
        score, bound = whole
        placed = _cost(terms, placing)
        if self.placed is not None:
            placed = min(placed, self.placed)
        if agendas is not None and agendas.urgent != score.urgent:
            agendas = None
        return (
            _stage("placing", placed, self.placing),
            _stage("cases", _cost(terms, cases), agendas.comfort if agendas else None),
            _stage("whole", score.comfort, bound.comfort if score.urgent == bound.urgent else None),
        )

    def is_held(self, draft: Draft) -> bool:
        """Whether the bound of the agendas is one of this plan."""
        held = self.held
        return held is not None and held.starts == draft.starts and held.staff == draft.staff


def _cost(terms: Sequence[Term], names: set[str]) -> int:
    return sum(term.cost for term in terms if term.name in names)


def _stage(name: str, objective: int, bound: int | None) -> Stage:
    if bound is None:
        return Stage(name=name, objective=objective)
    return Stage(name=name, objective=objective, bound=bound, gap=gap(objective, bound))


def gap(objective: int, bound: int) -> float | None:
    """(objective - bound) / objective; None where no more is proven than that nothing costs less
    than nothing."""
    if bound <= 0 < objective:
        return None
    return round((objective - bound) / max(1, objective), 6)
