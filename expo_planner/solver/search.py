"""Finds a schedule: with one model of the whole expo if it is small, else by large neighbourhood search."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

from expo_planner.checker import check
from expo_planner.domain.schedule import Schedule
from expo_planner.solver import search_clock
from expo_planner.solver.bound.relaxation import Relaxation
from expo_planner.solver.construct import Construction
from expo_planner.solver.exact import solve_whole
from expo_planner.solver.limits import Effort, Progress, SearchResult, Status, Watch
from expo_planner.solver.lns.loop import SearchLoop
from expo_planner.solver.params import ConstructionParams, SearchParams
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.reduced_costs import ReducedCosts
from expo_planner.solver.stop import patience

NO_TIME_LEFT = 0.1
"""With less time left than this, in seconds, no further attempt is made."""
FIRST_ATTEMPT = SearchParams(construction=ConstructionParams().quick)
"""Parameters of a first attempt, which is to be quick rather than complete."""


def construct(
    problem: SearchProblem,
    effort: Effort,
    start: Schedule | None = None,
    params: SearchParams = SearchParams(),
    *,
    by_prices: bool = False,
) -> PartialSchedule:
    """A first schedule: what holds of `start`, completed as far as possible in a share of the time.

    With `by_prices`, placements are chosen by reduced cost, once a relaxation has led to prices.
    """
    began = search_clock.now()
    partial, costs = PartialSchedule.of(problem, start or Schedule()), ReducedCosts(problem, params.bound)
    seconds = effort.time_limit
    if not large(problem, params):
        seconds = min(seconds * params.construction_share, params.construction_seconds)
    if by_prices:
        relaxation = Relaxation(problem, params.bound)
        while relaxation.leading and search_clock.now() - began < seconds / 2:
            relaxation.step()
        costs.follow(relaxation.prices, relaxation.rows)
    Construction(partial, effort.seed, params.construction, costs).build(began + seconds)
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
    return _search_in_turns(problem, effort, watch, params, start, bound)


def small(problem: SearchProblem, params: SearchParams = SearchParams()) -> bool:
    """Whether one model of the whole mostly proves the best schedule within seconds."""
    return problem.extent <= params.largest_small_model


def large(problem: SearchProblem, params: SearchParams = SearchParams()) -> bool:
    """Whether the problem is too large to be solved as one model."""
    return problem.extent > params.largest_whole_model


Attempt = Literal["intervals", "time-indexed", "neighbourhoods"]
"""A model of the whole, with intervals or time-indexed, or large neighbourhood search."""


def _attempts(problem: SearchProblem, params: SearchParams) -> tuple[tuple[Attempt, float], ...]:
    """How a problem is solved that is not large: the attempts, each with its share of the time that is left."""
    if small(problem, params):
        return (("intervals", params.small_share), ("time-indexed", 1.0))
    if problem.extent <= params.largest_time_indexed:
        return (("neighbourhoods", params.neighbourhood_share), ("time-indexed", 1.0))
    return (("intervals", params.whole_share), ("neighbourhoods", 1.0), ("intervals", 1.0))


def _search_in_turns(
    problem: SearchProblem,
    effort: Effort,
    watch: Watch | None,
    params: SearchParams,
    start: Schedule | None,
    bound: int,
) -> SearchResult:
    """Makes one attempt after the other, each from the best schedule so far, until one proves it the best.

    Ctrl-C keeps the best schedule so far, wherever it comes.
    """
    began = search_clock.now()
    deadline = began + effort.time_limit
    best = SearchResult("unknown", None, bound, 0)
    try:
        first = construct(problem, effort, params=params) if start is None else PartialSchedule.of(problem, start)
        report = check(problem.scenario, first.schedule)
        if not first.missing and not report.errors:
            best = _better(SearchResult("feasible", first.schedule, bound, report.cost), best)
            if watch is not None:
                watch(Progress(search_clock.now() - began, report.cost, bound, part="construction"))
        for attempt, share in _attempts(problem, params):
            left = deadline - search_clock.now()
            if best.status in ("optimal", "infeasible") or best.interrupted or left < NO_TIME_LEFT:
                break
            seconds = min(max(left * share, params.least_seconds), left)
            known = best.schedule or first.schedule
            tell = None if watch is None else _beside(best, watch)
            if attempt == "neighbourhoods":
                loop = SearchLoop(
                    problem,
                    replace(effort, time_limit=seconds if best.schedule else min(seconds, left / 2)),
                    tell,
                    params=params,
                    start=known,
                    bound=best.bound,
                    stop=patience(params.patience),
                    elapsed=search_clock.now() - began,
                )
                found = loop.run()
            else:
                found = solve_whole(
                    problem,
                    replace(effort, time_limit=seconds),
                    tell,
                    known,
                    time_indexed=attempt == "time-indexed",
                    elapsed=search_clock.now() - began,
                )
            best = _better(found, best)
        return best
    except KeyboardInterrupt:
        return replace(best, interrupted=True)


def _beside(best: SearchResult, watch: Watch) -> Watch:
    """Tells of an attempt what it adds to the best schedule and bound so far."""
    known = best.claimed if best.schedule is not None else math.inf

    def tell(progress: Progress) -> None:
        cost = min(known, math.inf if progress.cost is None else progress.cost)
        watch(replace(progress, cost=None if cost == math.inf else int(cost), bound=max(progress.bound, best.bound)))

    return tell


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
