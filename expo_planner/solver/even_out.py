"""Of schedules that cost the same, one that spreads a burden more evenly.

A sum cannot tell who bears it: where every audience is too large for every room, each order of the rooms turns away as
many people. Exchanges of rooms then give the larger audience the larger room.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from expo_planner.domain.clock import Window
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Unary
from expo_planner.solver import search_clock
from expo_planner.solver.index import placed
from expo_planner.solver.problem import SearchProblem


def even_out(problem: SearchProblem, schedule: Schedule, deadline: float) -> Schedule:
    """The schedule after exchanges of rooms, between sessions at the same time, that cost nothing.

    Each lowers the sum of the squares of the amounts by which `even` wishes are broken. Ends at the deadline (search
    clock, seconds) at the latest.
    """
    wishes = {name: [one for one in problem.index.alone.get(name, ()) if one.even] for name in problem.movable}
    groups: dict[Window, list[str]] = defaultdict(list)
    for name, own in wishes.items():
        if name in schedule and _burden(own, schedule[name]):
            groups[schedule[name].window].append(name)
    for group in groups.values():
        pairs, left = [*combinations(group, 2)], True
        while left:
            left = False
            for one, other in pairs:
                if search_clock.now() > deadline:
                    return schedule
                exchange = {
                    one: schedule[one]._replace(room=schedule[other].room),
                    other: schedule[other]._replace(room=schedule[one].room),
                }
                before = sum(_burden(wishes[name], schedule[name]) for name in exchange)
                after = sum(_burden(wishes[name], place) for name, place in exchange.items())
                if after < before and _costs_nothing(problem, schedule, exchange):
                    schedule, left = placed(schedule, exchange), True
    return schedule


def _burden(wishes: list[Unary], placement: Placement) -> int:
    breaches = (one.breach(placement) for one in wishes)
    return sum(breach.amount**2 for breach in breaches if breach is not None)


def _costs_nothing(problem: SearchProblem, schedule: Schedule, exchange: dict[str, Placement]) -> bool:
    if any(problem.domains[name].find(placement) is None for name, placement in exchange.items()):
        return False
    before, after = problem.index.compare(schedule, placed(schedule, exchange))
    return after.cost <= before.cost and not after.errors
