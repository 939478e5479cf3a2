"""Late acceptance hill climbing (Burke and Bykov 2017): a solution may be as bad as that of some rounds ago."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from typing import TypeVar

Solution = TypeVar("Solution")


def late_acceptance(
    first: Solution,
    change: Callable[[Solution], Solution | None],
    cost: Callable[[Solution], int],
    *,
    patience: int,
    deadline: float,
    least: int = 0,
    better: Callable[[int], None] = lambda cost: None,
) -> Solution:
    """The best solution found before the deadline (monotonic clock, seconds) by changes of the first.

    A changed solution may be as bad as the one `patience` rounds ago; `change` gives None where nothing fits. One that
    costs `least` ends the search. `better` gets the cost of the first and of each better one.
    """
    now = best = first
    now_cost = best_cost = cost(first)
    recent = [now_cost] * patience
    better(best_cost)
    for number in count():
        if best_cost <= least or time.monotonic() >= deadline:
            break
        changed = change(now)
        if changed is not None:
            new = cost(changed)
            if new <= max(now_cost, recent[number % patience]):
                now, now_cost = changed, new
            if new < best_cost:
                best, best_cost = changed, new
                better(best_cost)
        recent[number % patience] = now_cost
    return best
