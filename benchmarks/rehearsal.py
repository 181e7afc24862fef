"""The rehearsal problem, CSPLib 039: in which order to rehearse so that players wait least.

Smith, "Constraint programming in practice: scheduling a rehearsal" (2003); the optimum is 17.
"""

from __future__ import annotations

from benchmarks.table import Limit, Row
from scheduler.ordering.problem import OrderItem, OrderPerson, OrderProblem
from scheduler.ordering.solve import order

CSPLIB = """
9
5
2 4 1 3 3 2 5 7 6
1 1 0 1 0 1 1 0 1
1 1 0 1 1 1 0 1 0
1 1 0 0 0 0 1 1 0
1 0 0 0 1 1 0 0 1
0 0 1 0 1 1 1 1 0
"""
"""Pieces, players, the minutes of each piece, and for each player the pieces he plays in."""
OPTIMUM = 17


def rehearsal(text: str) -> OrderProblem:
    """A problem in CSPLib's format as one of ours; raises ValueError if lines do not fit."""
    pieces, players, *rest = (int(word) for word in text.split())
    minutes, plays = rest[:pieces], rest[pieces:]
    if len(plays) != pieces * players:
        raise ValueError(f"{pieces} pieces and {players} players, but {len(plays)} entries")
    people = [f"player-{rank}" for rank in range(1, players + 1)]
    parts = [plays[rank * pieces : (rank + 1) * pieces] for rank in range(players)]
    return OrderProblem(
        people=tuple(OrderPerson(id=name) for name in people),
        items=tuple(
            OrderItem(
                id=f"piece-{rank + 1}",
                minutes=minutes[rank],
                people=tuple(name for name, part in zip(people, parts, strict=True) if part[rank]),
            )
            for rank in range(pieces)
        ),
    )


def rows(limit: Limit) -> list[Row]:
    """The published instance, to the proof."""
    plan = order(rehearsal(CSPLIB), time_limit=limit.seconds or 1.0)
    best, proven = plan.score.comfort, "proven" if plan.is_proven else "not proven"
    return [
        Row(
            "rehearsal problem (CSPLib 039)",
            f"optimum {OPTIMUM} proven, < 1 s",
            f"{best} {proven}, {plan.seconds:.2f} s",
            best == OPTIMUM and plan.is_proven and plan.seconds < 1,
        )
    ]
