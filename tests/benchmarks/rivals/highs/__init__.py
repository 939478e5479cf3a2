"""A plain mixed integer program for HiGHS, as a skilled user would write it: one time-indexed model of the whole."""

from __future__ import annotations

from math import isfinite

from benchmarks.rivals.found import Found, Known, Stopwatch, lacking
from benchmarks.rivals.highs import goals, resources
from benchmarks.rivals.highs.program import Numbers, Program
from benchmarks.rivals.highs.relations import relate
from benchmarks.rivals.highs.timetable import Timetable
from benchmarks.rivals.placements import placements
from benchmarks.rivals.reading import weights
from expo_planner.checker import check
from expo_planner.domain.schedule import Schedule
from expo_planner.rules import RULES, Scenario

GIVEN = frozenset(RULES)
"""The rules that the program is given: all that a made expo has."""
LEFT_OUT = (
    "relations as wishes, but for before, apart and same_day",
    "waivers, slots, turnover, programmes, sessions over several days, lengths off the grid",
)
MOST = 3_000_000
"""Placements beyond which the program would not fit into memory."""


def absent() -> str:
    """Why it cannot be had, if so."""
    return lacking("highspy")


def solve(scenario: Scenario, seconds: float, workers: int = 1) -> Found:
    """The best schedule that HiGHS finds in so many seconds, those of building the program included."""
    watch = Stopwatch()
    table = placements(scenario)
    size = sum(len(places.starts) for rooms in table.values() for places in rooms.values())
    if size > MOST:
        return Found(note=f"{size:,} placements are too many to write down")
    program = Program()
    timetable = Timetable(scenario, table, program)
    formulate(timetable)
    seen: list[tuple[Known, Schedule]] = []

    def see(values: Numbers, bound: float) -> None:
        seen.append((watch.known(None, _finite(bound)), timetable.schedule(values)))

    status, bound = program.minimise(seconds - watch.seconds, workers, see)
    ended = watch.known(None, _finite(bound))
    course = [known.costing(check(scenario, schedule).cost) for known, schedule in seen]
    last = ended.costing(course[-1].cost) if course else ended
    return Found((*course, last), seen[-1][1] if seen else None, status)


def formulate(timetable: Timetable) -> None:
    """Adds the rows of every rule and goal to the program of the variables. Raises ValueError where one is unknown."""
    weigh = weights(timetable.scenario)
    resources.one_at_a_time(timetable, weigh["spare_room"])
    resources.inside_hosts(timetable)
    resources.nobody_twice(timetable)
    resources.pools_last(timetable)
    for rule in timetable.scenario.rules:
        if not rule.always and not relate(timetable, rule):
            raise ValueError(f"{rule.name} with these parameters is not in the program")
    goals.few_days(timetable, weigh["busy_people"])
    goals.home_rooms(timetable, weigh["home_room"])


def _finite(bound: float) -> float | None:
    """The bound, where there is one yet."""
    return bound if isfinite(bound) else None
