"""A finished draft as the plan that callers read, with its terms, gaps and reasons."""

from scheduler.check import score_of, terms
from scheduler.draft import Draft, assignments, placements, staffing
from scheduler.explain.reasons import gap_reasons, undiscussed_reasons, unplaced_reasons
from scheduler.facts import Code, Fact
from scheduler.index import Index
from scheduler.plan import Gap, Plan, Score, Status, Undiscussed, Unplaced
from scheduler.proofs import Proofs, gap
from scheduler.repair.changes import changes
from scheduler.rules.specialties import seated_specialties


def plan_of(
    index: Index,
    draft: Draft,
    *,
    bound: Score,
    proofs: Proofs | None = None,
    status: Status,
    seconds: float,
    seed: int,
    reasons: bool = True,
) -> Plan:
    """The plan; `reasons=False` leaves the reasons out, for plans on the way."""
    found = terms(index, draft)
    worth = score_of(found, wishes=index.objective)
    return Plan(
        placements=placements(index, draft),
        staffing=staffing(index, draft),
        assignments=assignments(index, draft),
        unplaced=_unplaced(index, draft, reasons=reasons),
        undiscussed=_undiscussed(index, draft, reasons=reasons),
        gaps=_gaps(index, draft, reasons=reasons),
        changes=tuple(changes(index, draft)),
        terms=found,
        score=worth,
        bound=bound,
        stages=(proofs or Proofs()).stages(index, draft, found, (worth, bound)),
        gap=_gap(worth, bound),
        status=status,
        seconds=seconds,
        seed=seed,
    )


def _gap(worth: Score, bound: Score) -> float | None:
    if worth.urgent != bound.urgent:
        return None
    return gap(worth.comfort, bound.comfort)


def _unplaced(index: Index, draft: Draft, *, reasons: bool) -> tuple[Unplaced, ...]:
    return tuple(
        Unplaced(
            meeting=meeting.id,
            reasons=tuple(unplaced_reasons(index, draft, rank)) if reasons else (),
        )
        for rank, meeting in enumerate(index.problem.meetings)
        if rank not in draft.starts
    )


def _undiscussed(index: Index, draft: Draft, *, reasons: bool) -> tuple[Undiscussed, ...]:
    agendas = draft.agendas()
    return tuple(
        Undiscussed(
            case=case.id,
            reasons=tuple(undiscussed_reasons(index, draft, rank, agendas)) if reasons else (),
        )
        for rank, case in enumerate(index.problem.cases)
        if rank not in draft.meeting_of
    )


def _gaps(index: Index, draft: Draft, *, reasons: bool) -> tuple[Gap, ...]:
    found: list[Gap] = []
    for meeting in sorted(draft.starts):
        found += _empty_seats(index, draft, meeting, reasons=reasons)
        wanted = index.problem.meetings[meeting]
        lacking = wanted.min_specialties - seated_specialties(index, draft, meeting)
        if lacking > 0:
            found.append(Gap(meeting=wanted.id, mandatory=True, missing=lacking))
        if wanted.rooms and meeting not in draft.rooms:
            fact = Fact(code=Code.NO_ROOM_FREE, meeting=wanted.id, of=1)
            found.append(Gap(meeting=wanted.id, mandatory=True, reasons=(fact,)))
    return tuple(found)


def _empty_seats(index: Index, draft: Draft, meeting: int, *, reasons: bool) -> list[Gap]:
    wanted = index.problem.meetings[meeting]
    return [
        Gap(
            meeting=wanted.id,
            seat=seat.id,
            mandatory=seat.mandatory,
            missing=seat.minimum - draft.seated(meeting, rank),
            reasons=tuple(gap_reasons(index, draft, meeting, rank)) if reasons else (),
        )
        for rank, seat in enumerate(wanted.seats)
        if draft.seated(meeting, rank) < seat.minimum
    ]
