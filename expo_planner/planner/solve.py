"""`plan solve`: places the sessions that are not placed yet, at least cost."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING

from expo_planner.checker import Report, check
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.result import Fits, Outcome, SolverDisagrees
from expo_planner.rules import Scenario
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort, SearchResult, Watch

if TYPE_CHECKING:
    from expo_planner.explainer import Conflict
    from expo_planner.solver.problem import SearchProblem

COUNTING_SHARE, COUNTING_SECONDS = 0.3, 15.0
"""The most of the time for counting, as a share and in seconds, if the first attempt does not place every session."""
PLACING_SHARE, PLACING_SECONDS = 0.1, 3.0
"""The most of the time for placing sessions by counting, if the first attempt fails and counting shows no conflict."""
FITTING_SECONDS = 1.0
"""The most time for seeing how many sessions fit where not all do."""
EXPLAINING = 5.0
"""The least time for a conflict, in seconds, once it is known that no schedule exists."""


def solve(
    scenario: Scenario,
    effort: Effort,
    *,
    afresh: bool = False,
    absent: Set[str] = frozenset(),
    start: Schedule | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Places the sessions that are not placed yet, at least cost; with `afresh`, all sessions except pinned ones.

    Sessions that are `absent` do not take place. The search goes on from `start`, with `afresh` or where there are
    roles to fill by default from the file's own placements and people, never ends worse, and ends with just these if
    nothing costs less. If the first attempt leaves sessions without a place, counting comes before any search. Raises
    SolverDisagrees if the schedule does not pass the checker, or if the costs differ.
    """
    from expo_planner.solver.problem import SearchProblem

    return solve_problem(
        SearchProblem.of(scenario, afresh=afresh, absent=absent),
        effort,
        start=scenario.expo.standing if start is None and (afresh or scenario.expo.staffed) else start,
        watch=watch,
    )


def solve_problem(
    problem: SearchProblem, effort: Effort, *, start: Schedule | None = None, watch: Watch | None = None
) -> Outcome:
    """The outcome of a search, verified by the checker, with the conflicts if there is no schedule."""
    from expo_planner.explainer import explain
    from expo_planner.solver.even_out import even_out
    from expo_planner.solver.placements.diagnosis import why_left_out

    began = search_clock.now()
    scenario = problem.scenario
    found, conflicts, fits = _counted_or_found(problem, effort, start, watch)
    left = effort.time_limit - (search_clock.now() - began)
    if found.status == "infeasible" and not conflicts:
        conflicts = explain(problem, seconds=max(left, EXPLAINING), seed=effort.seed, known=True).conflicts
    found = _not_worse(problem, found, start)
    schedule = found.schedule if found.schedule is not None else Schedule()
    if not found.interrupted:
        schedule = even_out(problem, schedule, began + effort.time_limit)
    report = check(scenario, schedule) if found.schedule is not None else Report((), ())
    if report.errors:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in report.errors))
    if found.status == "optimal" and report.cost != found.claimed:
        raise SolverDisagrees(f"the solver's cost is {found.claimed}, the checker's {report.cost}")
    unplaced = found.schedule is not None and any(name not in schedule for name in scenario.expo.own_sessions)
    return Outcome(
        status=found.status,
        schedule=schedule,
        report=report,
        bound=min(found.bound, report.cost) if found.schedule is not None else found.bound,
        seconds=search_clock.now() - began,
        seed=effort.seed,
        conflicts=conflicts,
        interrupted=found.interrupted,
        left_out=why_left_out(problem, schedule) if unplaced else {},
        movable=sum(name in problem.movable_set for name in scenario.expo.own_sessions),
        fits=fits,
    )


def _counted_or_found(
    problem: SearchProblem, effort: Effort, start: Schedule | None, watch: Watch | None
) -> tuple[SearchResult, tuple[Conflict, ...], Fits | None]:
    """What a search finds, or the conflicts that counting shows if a first attempt leaves sessions without a place."""
    from expo_planner.solver.search import search

    began = search_clock.now()
    try:
        first, conflicts = _first(problem, effort, start)
        if conflicts:
            return SearchResult("infeasible", None, 0, 0), conflicts, _fits(problem, conflicts, first, effort)
    except KeyboardInterrupt:
        return SearchResult("unknown", None, 0, 0, interrupted=True), (), None
    left = max(effort.time_limit - (search_clock.now() - began), 0.01)
    return search(problem, replace(effort, time_limit=left), watch, start=first), (), None


def _first(
    problem: SearchProblem, effort: Effort, start: Schedule | None
) -> tuple[Schedule | None, tuple[Conflict, ...]]:
    """A first schedule, and the conflicts if counting shows that none is complete.

    Each step takes longer than the one before, and is taken only if that left sessions without a place: a quick
    attempt, counting, a longer attempt by prices, counting in whole numbers.
    """
    from expo_planner.explainer import overload_conflict, plain_conflicts
    from expo_planner.solver.capacity.overload import Overload, decide_in_whole_numbers
    from expo_planner.solver.search import FIRST_ATTEMPT, construct, large, small

    if not problem.movable:
        return start, ()
    counting = min(effort.time_limit * COUNTING_SHARE, COUNTING_SECONDS)
    if not problem.rooms_are_musts:
        return start, plain_conflicts(problem, seconds=counting, in_whole_numbers=False)
    first = construct(problem, effort, start, FIRST_ATTEMPT)
    if not first.missing:
        return first.schedule, ()
    conflicts = plain_conflicts(problem, seconds=counting, in_whole_numbers=False)
    if conflicts or large(problem):
        return first.schedule, conflicts
    longer = first if small(problem) else construct(problem, effort, start, by_prices=True)
    if not longer.missing:
        return longer.schedule, ()
    seconds = min(effort.time_limit * PLACING_SHARE, PLACING_SECONDS)
    decided = decide_in_whole_numbers(problem, replace(effort, time_limit=seconds))
    if isinstance(decided, Overload):
        return longer.schedule, (overload_conflict(problem, decided, search_clock.now() + seconds),)
    return longer.schedule if decided is None else decided, ()


def _musts_of(problem: SearchProblem, schedule: Schedule) -> int:
    return sum(problem.left_out[name] is None for name in schedule)


def _fits(
    problem: SearchProblem, conflicts: tuple[Conflict, ...], first: Schedule | None, effort: Effort
) -> Fits | None:
    """How many of the sessions that must be placed can be, as far as counting tells; None if what stands clashes."""
    from expo_planner.solver.capacity.overload import schedule_by_counting
    from expo_planner.solver.search import large

    placed = _musts_of(problem, first or Schedule())
    if problem.rooms_are_musts and not large(problem):
        counted = schedule_by_counting(problem, replace(effort, time_limit=FITTING_SECONDS))
        placed = max(placed, _musts_of(problem, counted))
    asked = sum(cost is None for cost in problem.left_out.values())
    most, seen = asked, set[str]()
    for conflict in conflicts:
        names = {demand.sessions[0] for demand in conflict.requirements if demand.gives_place}
        if not names:
            return None
        if conflict.overload is not None:
            names = set(conflict.overload.sessions)
        if seen.isdisjoint(names):
            most -= conflict.overload.excess if conflict.overload is not None else 1
            seen |= names
    return Fits(asked=asked, placed=placed, most=most)


def _not_worse(problem: SearchProblem, found: SearchResult, start: Schedule | None) -> SearchResult:
    """The result, or the schedule that the search began with if that is no worse: nobody moves for nothing."""
    if start is None or found.status == "infeasible":
        return found
    movable = problem.movable_set - problem.initial.absent
    known = Schedule({**problem.scenario.expo.standing, **{name: start[name] for name in start if name in movable}})
    report = check(problem.scenario, known)
    if report.errors or (found.schedule is not None and check(problem.scenario, found.schedule).cost < report.cost):
        return found
    if found.status == "optimal":
        return replace(found, schedule=known)
    return SearchResult("feasible", known, found.bound, report.cost, found.interrupted)
