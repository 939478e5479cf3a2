"""`plan solve --what-fits`: leaves out as few sessions as it must, the least important ones, and plans the rest."""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from expo_planner.checker import Report
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.result import Fits, Outcome
from expo_planner.planner.solve import solve_problem
from expo_planner.rules import Scenario
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort, SearchResult, Status, Watch

if TYPE_CHECKING:
    from expo_planner.solver.problem import SearchProblem

CHOOSING_SHARE = 0.6
"""The share of the time for choosing the sessions to leave out; the rest is for planning the others."""
COUNTING_SHARE = 0.4
"""The most of that time for counting."""
LARGEST_WEIGHT = 10**8
"""The largest cost of leaving a session out, which the bounds on the cost can still work with."""


def what_fits(
    scenario: Scenario,
    effort: Effort,
    *,
    afresh: bool = False,
    absent: Set[str] = frozenset(),
    start: Schedule | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Places as many sessions as can be; `fits` tells how many of the must sessions, and how many can be at most.

    Of must sessions, as few as possible are left out; of as few, those with the smallest attendance in all; of these,
    the shortest in all. Once they are chosen, the rest is planned at least cost, as `solve` does it. Sessions that
    stand in the file stay, and so do demands on them; if these clash, no schedule exists. Sessions that are `absent` do
    not take place.
    """
    from expo_planner.explainer import plain_conflicts
    from expo_planner.solver.domains.initial import InitialDomains
    from expo_planner.solver.placements.diagnosis import what_brings_back
    from expo_planner.solver.problem import SearchProblem

    began = search_clock.now()
    problem = SearchProblem.of(scenario, afresh=afresh, absent=absent)
    start = scenario.expo.standing if start is None and afresh else start
    musts = [name for name, cost in problem.left_out.items() if cost is None]
    worth = importance(scenario.expo, [name for name in musts if name in problem.movable_set])
    chosen = _choose(problem, worth, replace(effort, time_limit=effort.time_limit * CHOOSING_SHARE), start, watch)
    if chosen.schedule is None:
        status: Status = "infeasible" if chosen.status == "infeasible" else "unknown"
        conflicts = plain_conflicts(problem, seconds=effort.time_limit) if status == "infeasible" else ()
        return Outcome(
            status=status,
            schedule=Schedule(),
            report=Report((), ()),
            bound=0,
            seconds=search_clock.now() - began,
            seed=effort.seed,
            conflicts=conflicts,
            interrupted=chosen.interrupted,
        )
    gone = frozenset(name for name in musts if name not in chosen.schedule)
    rest = replace(scenario, expo=_optional(scenario.expo, dict.fromkeys(gone, 0)))
    left = max(effort.time_limit - (search_clock.now() - began), 0.1)
    outcome = solve_problem(
        SearchProblem(rest, InitialDomains(rest.expo, afresh, absent=gone | absent)),
        replace(effort, time_limit=left),
        start=chosen.schedule,
        watch=watch,
    )
    back = what_brings_back(problem, outcome.schedule, gone)
    proven = chosen.status == "optimal" or outcome.status != "optimal"
    return replace(
        outcome,
        status=outcome.status if proven else "feasible",
        seconds=search_clock.now() - began,
        left_out={**outcome.left_out, **back},
        fits=Fits(asked=len(musts), placed=len(musts) - len(gone), most=len(musts) - _fewest(chosen, gone, worth)),
    )


def _choose(
    problem: SearchProblem, worth: dict[str, int], effort: Effort, start: Schedule | None, watch: Watch | None
) -> SearchResult:
    """A schedule that leaves out must sessions of the least worth; wishes do not count.

    The bound on that worth by counting ends the search as soon as it is reached.
    """
    from expo_planner.solver.capacity.overload import count_rooms
    from expo_planner.solver.problem import SearchProblem
    from expo_planner.solver.search import FIRST_ATTEMPT, construct, search

    began = search_clock.now()
    counted = count_rooms(problem, worth, replace(effort, time_limit=effort.time_limit * COUNTING_SHARE))
    expo, scenario = problem.scenario.expo, problem.scenario
    bare = _optional(expo, {name: worth.get(name, 0) for name in problem.movable})
    rules = tuple(rule.unwished() for rule in scenario.rules)
    musts = SearchProblem.of(
        replace(scenario, expo=bare, rules=rules), afresh=problem.initial.afresh, absent=problem.initial.absent
    )
    first = construct(musts, effort, start or counted.schedule, FIRST_ATTEMPT)
    left = max(effort.time_limit - (search_clock.now() - began), 0.1)
    return search(musts, replace(effort, time_limit=left), watch, start=first.schedule, bound=counted.least)


def _fewest(chosen: SearchResult, gone: Set[str], worth: dict[str, int]) -> int:
    """A lower bound on the number of must sessions left out."""
    if chosen.status == "optimal":
        return len(gone)
    dearest = sorted(worth.values(), reverse=True)
    return next((count for count in range(len(gone)) if sum(dearest[:count]) >= chosen.bound), len(gone))


def _optional(expo: Expo, priorities: dict[str, int]) -> Expo:
    """The expo with these sessions optional, at these costs."""
    return replace(
        expo,
        sessions={
            name: replace(session, priority=priorities[name]) if name in priorities else session
            for name, session in expo.sessions.items()
        },
    )


def importance(expo: Expo, names: list[str]) -> dict[str, int]:
    """The cost of leaving each session out: one session outweighs all attendance, attendance all lengths.

    Where the figures would be too large, attendance and lengths are rounded.
    """
    lengths = {name: expo.sessions[name].length or 24 * 60 for name in names}
    people = {name: expo.sessions[name].attendance or 0 for name in names}
    lengths, people = _reduced(lengths), _reduced(people)
    by_length = sum(lengths.values()) + 1
    one = by_length * (sum(people.values()) + 1)
    costs = {name: one + by_length * people[name] + lengths[name] for name in names}
    if max(costs.values(), default=0) <= LARGEST_WEIGHT:
        return costs
    largest = max(by_length * people[name] + lengths[name] for name in names)
    unit = LARGEST_WEIGHT // (len(names) + 1)
    return {
        name: unit * len(names) + (by_length * people[name] + lengths[name]) * (unit - 1) // largest for name in names
    }


def _reduced(figures: dict[str, int]) -> dict[str, int]:
    """The figures divided by what they have in common."""
    common = reduce(math.gcd, figures.values(), 0) or 1
    return {name: figure // common for name, figure in figures.items()}
