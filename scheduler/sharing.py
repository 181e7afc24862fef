"""What an attendance is worth when the load is shared as evenly as agendas allow, in fractions.

Whole attendances leave one of two equal people a little busier, whom every week would then avoid;
fractions give both the same price. They are found by Frank and Wolfe's method (1956): each round,
every seat goes to whoever is cheapest at present, for a smaller part than in the round before.
"""

import numpy as np

from scheduler.attendances import Attendances, Points, Ranks
from scheduler.evening import Shares

ROUNDS = 500


def fair_loads(even: Shares) -> Points:
    """By person: attendances when each seat is shared by all who can come when it is needed."""
    seats, weight = even.seats, even.seats.index.problem.weights.load
    loads, barred = seats.loads(even.chosen), np.where(even.open_to, 0.0, np.inf)
    for turn in range(ROUNDS if seats.rows else 0):
        cheapest = _cheapest(seats, weight * loads, barred)
        loads += (seats.loads(cheapest) - loads) * 2 / (turn + 3)
    return loads


def _cheapest(seats: Attendances, prices: Points, barred: Points) -> Ranks:
    """By row: the entry that costs least."""
    price = seats.cost + prices[seats.who] + barred
    least = np.minimum.reduceat(price, seats.first)
    cheapest = np.flatnonzero(price <= least[seats.row])
    return cheapest[np.diff(seats.row[cheapest], prepend=-1) > 0]
