"""`plan solve --cluster`: a portfolio of searches that share the best schedule.

They go on in generations. In each, one search has the whole expo, with a seed of its own, and every other one a region:
sessions of some hours or of some rooms, disjoint from all other regions, while the rest stays where it is. What the
regions gain is put together, as far as the checker allows it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from expo_planner.checker import Report, check
from expo_planner.domain.schedule import Schedule
from expo_planner.execution.executor import ClusterLost, Executor, Failed
from expo_planner.planner.result import Outcome
from expo_planner.planner.solve import solve
from expo_planner.rules import Scenario
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.limits import Effort, Progress, Watch
from expo_planner.solver.placements.diagnosis import why_left_out
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.search import search

FIRST_SHARE = 0.4
"""The share of the time for the first generation, in which every search has the whole expo."""
LATER_SHARE, LATER_SECONDS = 0.2, 5.0
"""The share of the time for each later one, and the least seconds that are worth one."""


@dataclass(frozen=True)
class SearchTask:
    """A search of a portfolio: of the whole expo, or of the sessions of a region."""

    seed: int
    region: frozenset[str] | None = None


@dataclass(frozen=True)
class SharedProblem:
    """What the searches of a generation have in common."""

    scenario: Scenario
    afresh: bool
    best: Schedule | None
    effort: Effort


def solve_together(
    scenario: Scenario,
    effort: Effort,
    executor: Executor,
    *,
    afresh: bool = False,
    start: Schedule | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """The best schedule that the executor's workers find together; the checker judges it.

    Ctrl-C, or a cluster that is lost, ends the search and keeps the best schedule so far. Raises ClusterLost if there
    is none yet, and VersionsDiffer.
    """
    began = time.monotonic()
    problem, count = SearchProblem.of(scenario, afresh=afresh), max(executor.workers, 1)
    first = replace(effort, workers=1, time_limit=effort.time_limit * FIRST_SHARE)
    shared = SharedProblem(scenario, afresh, start, first)
    best = _nothing(effort)
    generation = 0
    try:
        seconds = first.time_limit
        while best.status in ("feasible", "unknown") and (not generation or seconds >= LATER_SECONDS):
            before = best.schedule if best.found else start
            shared = replace(shared, best=before, effort=replace(first, time_limit=seconds))
            regions: list[frozenset[str] | None] = [None] * (count - 1)
            if generation and best.found:
                regions = [*_regions(problem, best.schedule, count - 1, by_time=generation % 2 == 1)]
            seeds = range(effort.seed + generation * count, effort.seed + (generation + 1) * count)
            for found in _answers(executor, shared, list(map(SearchTask, seeds, [None, *regions]))):
                best = _together(scenario, best, found, before or Schedule())
                if watch is not None:
                    cost = best.cost if best.found else None
                    watch(Progress(time.monotonic() - began, cost, best.bound, part="related"))
            generation += 1
            left = effort.time_limit - (time.monotonic() - began)
            seconds = min(max(effort.time_limit * LATER_SHARE, LATER_SECONDS), left) if best.found else left
    except (KeyboardInterrupt, ClusterLost) as stopped:
        if isinstance(stopped, ClusterLost) and not best.found:
            raise
        best = replace(best, interrupted=True)
    unplaced = best.found and any(name not in best.schedule for name in scenario.expo.own_sessions)
    return replace(
        best,
        seed=effort.seed,
        seconds=time.monotonic() - began,
        movable=len(problem.movable),
        left_out=why_left_out(problem, best.schedule) if unplaced else {},
    )


def _nothing(effort: Effort) -> Outcome:
    """What is known before any search."""
    return Outcome(status="unknown", schedule=Schedule(), report=Report((), ()), bound=0, seconds=0.0, seed=effort.seed)


def _answers(executor: Executor, shared: SharedProblem, tasks: Sequence[SearchTask]) -> Iterator[Outcome]:
    """What the searches find. A search whose worker dies finds nothing; the others go on."""
    failed = []
    for _, answer in executor.run(_search, shared, tasks):
        if isinstance(answer, Failed):
            failed.append(answer)
        else:
            yield answer
    wrong = next((one.why for one in failed if not one.died), "every worker died" if len(failed) == len(tasks) else "")
    if wrong:
        raise RuntimeError(wrong)


def _search(shared: SharedProblem, task: SearchTask) -> Outcome:
    """Runs one search of a generation."""
    effort = replace(shared.effort, seed=task.seed)
    if task.region is None or shared.best is None:
        return solve(shared.scenario, effort, afresh=shared.afresh, start=shared.best)
    problem = _within(shared, task.region)
    found = search(problem, effort, start=shared.best)
    schedule = shared.best if found.schedule is None else found.schedule
    return Outcome(
        status="feasible",
        schedule=schedule,
        report=check(shared.scenario, schedule),
        bound=0,
        seconds=0.0,
        seed=task.seed,
        interrupted=found.interrupted,
    )


def _within(shared: SharedProblem, region: frozenset[str]) -> SearchProblem:
    """The problem in which only the sessions of a region move."""
    assert shared.best is not None
    best, expo = shared.best, shared.scenario.expo
    sessions = {
        name: replace(session, start=best[name].start, room=best[name].room, pinned=True)
        if name in best and name not in region
        else session
        for name, session in expo.sessions.items()
    }
    absent = frozenset(name for name in expo.sessions if name not in best and name not in region)
    inside = replace(expo, sessions=sessions)
    return SearchProblem(replace(shared.scenario, expo=inside), InitialDomains(inside, shared.afresh, absent=absent))


def _regions(problem: SearchProblem, best: Schedule, count: int, *, by_time: bool) -> Iterator[frozenset[str]]:
    """So many disjoint sets of sessions that may move, of some hours or of some rooms; hosts with all they host."""
    sessions = problem.scenario.expo.sessions
    rooms = {name: number for number, name in enumerate(problem.scenario.expo.rooms)}

    def place(name: str) -> tuple[int, int]:
        own = best[name]
        return (own.start, rooms[own.room]) if by_time else (rooms[own.room], own.start)

    hosted: dict[str, list[str]] = {}
    for name in problem.movable:
        host = sessions[name].host
        if host is not None:
            hosted.setdefault(host, []).append(name)
    ordered = sorted((name for name in problem.movable if name in best and sessions[name].host is None), key=place)
    for number in range(count):
        region = ordered[number * len(ordered) // count : (number + 1) * len(ordered) // count]
        for name in region:
            region += hosted.get(name, [])
        if region:
            yield frozenset(region)


def _together(scenario: Scenario, best: Outcome, found: Outcome, before: Schedule) -> Outcome:
    """The best schedule with what a search has changed of the one `before`, where that fits and costs less."""
    if found.status == "infeasible" or not best.found:
        return replace(found, bound=max(best.bound, found.bound))
    if not found.found:
        return replace(best, bound=max(best.bound, found.bound))
    changed = {name for name in (*before, *found.schedule) if before.get(name) != found.schedule.get(name)}
    chosen = ((name, (found if name in changed else best).schedule.get(name)) for name in scenario.expo.sessions)
    places = {name: place for name, place in chosen if place is not None}
    for schedule in (Schedule(places), found.schedule):
        report = check(scenario, schedule)
        if not report.errors and report.cost < best.cost:
            best = replace(best, schedule=schedule, report=report)
    bound = min(max(best.bound, found.bound), best.cost)
    return replace(best, bound=bound, status="optimal" if bound == best.cost else "feasible")
