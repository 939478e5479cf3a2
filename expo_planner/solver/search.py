"""Finds a schedule: in one model where that can be proven best, else by construction and improvement part by part."""

from __future__ import annotations

import time
from dataclasses import replace

from expo_planner.checker import check
from expo_planner.rules import Scenario
from expo_planner.solver.construct import Construction
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.exact import solve_whole
from expo_planner.solver.limits import Effort, Progress, SearchResult, Status, Watch
from expo_planner.solver.lns.loop import Portfolio
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem

WHOLE = 100_000
"""Placements, all sessions together, up to which the whole model gets a share of the time; with more, making the model
alone takes longer than a search part by part needs for a good schedule (176,000: 5 s)."""
SHARE, LEAST = 0.05, 2.0
"""That share, to begin with, and how many seconds it is at least."""
CONSTRUCTION, LONGEST = 4, 10.0
"""The part of the time that the first schedule may take, one in so many, and how many seconds it is at most."""
PATIENCE = 250
"""Rounds without a gain after which the whole model gets the time that is left."""


def search(scenario: Scenario, effort: Effort, *, afresh: bool = False, watch: Watch | None = None) -> SearchResult:
    """The best schedule that can be found in the time given.

    Sessions that the file places stay, or with `afresh` only the pinned ones do. Ctrl-C ends the search and keeps the
    best so far.
    """
    problem = SearchProblem(scenario, InitialDomains(scenario.expo, afresh))
    if not problem.movable or not problem.rooms_are_musts:
        return solve_whole(problem, effort, watch)
    if sum(options.extent for options in problem.options.values()) > WHOLE:
        return Portfolio(problem, effort, watch).run()
    return _search_both(problem, effort, watch)


def _search_both(problem: SearchProblem, effort: Effort, watch: Watch | None) -> SearchResult:
    """The whole model for a share of the time; if that proves nothing, part by part, and what is left for the whole."""
    began = time.monotonic()
    deadline = began + effort.time_limit
    first = PartialSchedule(problem)
    try:
        Construction(first, effort.seed).build(began + min(effort.time_limit / CONSTRUCTION, LONGEST))
    except KeyboardInterrupt:
        return SearchResult("unknown", None, 0, 0, interrupted=True)
    if watch is not None and not first.missing:
        cost = check(problem.scenario, first.schedule).cost
        watch(Progress(time.monotonic() - began, cost, 0, part="construction"))
    share = min(max(effort.time_limit * SHARE, LEAST), effort.time_limit)
    found = solve_whole(problem, replace(effort, time_limit=share), watch, first.schedule)
    if found.status in ("optimal", "infeasible") or found.interrupted or time.monotonic() >= deadline - 0.1:
        return found
    left = deadline - time.monotonic()
    parts = Portfolio(
        problem,
        replace(effort, time_limit=left if found.schedule else left / 2),
        watch,
        bound=found.bound,
        placed=found.schedule or first.schedule,
        patience=PATIENCE,
        elapsed=time.monotonic() - began,
    )
    better = _better(found, parts.run())
    if better.status == "optimal" or better.interrupted or time.monotonic() >= deadline - 0.1:
        return better
    left = deadline - time.monotonic()
    whole = solve_whole(problem, replace(effort, time_limit=left), watch, better.schedule or first.schedule)
    return _better(better, whole)


def _better(one: SearchResult, other: SearchResult) -> SearchResult:
    """The better schedule of two searches, with the better bound of both."""
    if other.status == "infeasible" or one.status == "infeasible":
        return other if other.status == "infeasible" else one
    bound = max(one.bound, other.bound)
    best = min((found for found in (one, other) if found.schedule), key=lambda found: found.claimed, default=other)
    interrupted = one.interrupted or other.interrupted
    if best.schedule is None:
        return SearchResult("unknown", None, bound, 0, interrupted)
    status: Status = "optimal" if best.claimed <= bound else "feasible"
    return SearchResult(status, best.schedule, bound, best.claimed, interrupted)
