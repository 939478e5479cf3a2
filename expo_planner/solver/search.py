"""Finds a schedule: with one model of the whole expo if it is small, else by large neighbourhood search."""

from __future__ import annotations

import time
from dataclasses import replace

from expo_planner.checker import check
from expo_planner.domain.schedule import Schedule
from expo_planner.solver.construct import Construction
from expo_planner.solver.exact import solve_whole
from expo_planner.solver.limits import Effort, Progress, SearchResult, Status, Watch
from expo_planner.solver.lns.loop import SearchLoop
from expo_planner.solver.params import ConstructionParams, SearchParams
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.stop import patience

FIRST_ATTEMPT = SearchParams(construction=ConstructionParams().quick)
"""Parameters of a first attempt, which is to be quick rather than complete."""


def construct(
    problem: SearchProblem, effort: Effort, start: Schedule | None = None, params: SearchParams = SearchParams()
) -> PartialSchedule:
    """A first schedule: what holds of `start`, completed as far as possible in a share of the time."""
    partial = PartialSchedule.of(problem, start or Schedule())
    seconds = effort.time_limit
    if not large(problem, params):
        seconds = min(seconds * params.construction_share, params.construction_seconds)
    Construction(partial, effort.seed, params.construction).build(time.monotonic() + seconds)
    return partial


def search(
    problem: SearchProblem,
    effort: Effort,
    watch: Watch | None = None,
    *,
    start: Schedule | None = None,
    bound: int = 0,
    params: SearchParams = SearchParams(),
) -> SearchResult:
    """The best schedule found within the time limit, from a first one if given. Ctrl-C keeps the best so far.

    `bound` is a lower bound on the cost that is known already; a schedule that costs no more ends the search.
    """
    if not problem.movable or not problem.rooms_are_musts:
        return solve_whole(problem, effort, watch, start)
    if large(problem, params):
        return SearchLoop(problem, effort, watch, params=params, start=start, bound=bound).run()
    return _search_both(problem, effort, watch, params, start, bound)


def small(problem: SearchProblem, params: SearchParams = SearchParams()) -> bool:
    """Whether one model of the whole mostly proves the best schedule within seconds."""
    return problem.extent <= params.largest_small_model


def large(problem: SearchProblem, params: SearchParams = SearchParams()) -> bool:
    """Whether the problem is too large to be solved as one model."""
    return problem.extent > params.largest_whole_model


def _search_both(
    problem: SearchProblem,
    effort: Effort,
    watch: Watch | None,
    params: SearchParams,
    start: Schedule | None,
    bound: int,
) -> SearchResult:
    """Solves the whole model for a share of the time; without a proof, runs the LNS, then the whole model again.

    Ctrl-C keeps the best schedule so far, wherever it comes.
    """
    began = time.monotonic()
    deadline = began + effort.time_limit
    best = SearchResult("unknown", None, bound, 0)
    try:
        first = construct(problem, effort, params=params) if start is None else PartialSchedule.of(problem, start)
        if not first.missing:
            cost = check(problem.scenario, first.schedule).cost
            status: Status = "optimal" if bound and cost <= bound else "feasible"
            best = SearchResult(status, first.schedule, bound, cost)
            if watch is not None:
                watch(Progress(time.monotonic() - began, cost, bound, part="construction"))
            if status == "optimal":
                return best
        share = params.small_share if small(problem, params) else params.whole_share
        seconds = min(max(effort.time_limit * share, params.whole_seconds), effort.time_limit)
        found = solve_whole(problem, replace(effort, time_limit=seconds), watch, first.schedule)
        if found.schedule is not None and bound and found.claimed <= bound:
            return replace(found, status="optimal", bound=bound)
        best = found = _better(found, best)
        if found.status in ("optimal", "infeasible") or found.interrupted or time.monotonic() >= deadline - 0.1:
            return found
        left = deadline - time.monotonic()
        loop = SearchLoop(
            problem,
            replace(effort, time_limit=left if found.schedule else left / 2),
            watch,
            params=params,
            start=found.schedule or first.schedule,
            bound=max(found.bound, bound),
            stop=patience(params.patience),
            elapsed=time.monotonic() - began,
        )
        best = _better(found, loop.run())
        if best.status == "optimal" or best.interrupted or time.monotonic() >= deadline - 0.1:
            return best
        left = deadline - time.monotonic()
        whole = solve_whole(problem, replace(effort, time_limit=left), watch, best.schedule or first.schedule)
        return _better(best, whole)
    except KeyboardInterrupt:
        return replace(best, interrupted=True)


def _better(one: SearchResult, other: SearchResult) -> SearchResult:
    """The better schedule of two searches with the better of both bounds."""
    if other.status == "infeasible" or one.status == "infeasible":
        return other if other.status == "infeasible" else one
    bound = max(one.bound, other.bound)
    best = min(
        (found for found in (one, other) if found.schedule is not None), key=lambda found: found.claimed, default=other
    )
    interrupted = one.interrupted or other.interrupted
    if best.schedule is None:
        return SearchResult("unknown", None, bound, 0, interrupted)
    status: Status = "optimal" if best.claimed <= bound else "feasible"
    return SearchResult(status, best.schedule, bound, best.claimed, interrupted)
