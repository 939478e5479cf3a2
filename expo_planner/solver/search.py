"""Finds a schedule: in one model where that can be proven best, else by construction and improvement part by part."""

from __future__ import annotations

import time

from expo_planner.checker import check
from expo_planner.rules import Scenario
from expo_planner.schedule import Schedule
from expo_planner.solver.construction import Construction
from expo_planner.solver.effort import Effort, Found, Progress, Watch
from expo_planner.solver.exact import solve_whole
from expo_planner.solver.improvement import Improvement
from expo_planner.solver.problem import Problem
from expo_planner.solver.table import Table

WHOLE = 150
"""Sessions up to which one model is solved for all of them."""
ROUNDS = 10**9


def search(scenario: Scenario, effort: Effort, *, afresh: bool = False, watch: Watch | None = None) -> Found:
    """The best schedule that can be found in the time given.

    Sessions that the file places stay, or with `afresh` only the pinned ones do. Ctrl-C ends the search and keeps the
    best so far.
    """
    problem = Problem(scenario, Table(scenario.expo, afresh))
    if not problem.movable or len(problem.movable) <= WHOLE or not problem.rooms_are_musts:
        return solve_whole(problem, effort, watch)
    return _search_parts(problem, effort, watch)


def _search_parts(problem: Problem, effort: Effort, watch: Watch | None) -> Found:
    began = time.monotonic()
    deadline = began + effort.time_limit
    scenario, interrupted = problem.scenario, False
    construction = Construction(problem, effort.seed)
    if problem.impossible(construction.options):
        return Found("infeasible", None, 0, 0)
    bound = problem.bound(construction.options)
    schedule = construction.build(deadline, ROUNDS)
    try:
        improvement = Improvement(construction, schedule, effort.seed)
        cost = check(scenario, schedule).cost
        rounds = 0
        while time.monotonic() < deadline and rounds != effort.rounds and not (cost == bound and improvement.complete):
            if watch is not None:
                watch(Progress(time.monotonic() - began, cost if improvement.complete else None, bound))
            cost -= improvement.round(deadline)
            rounds += 1
            schedule = improvement.schedule
    except KeyboardInterrupt:
        interrupted = True
    return _found(scenario, schedule, bound, interrupted=interrupted)


def _found(scenario: Scenario, schedule: Schedule, bound: int, *, interrupted: bool) -> Found:
    """A schedule that breaks a must, such as one that leaves a must session without a place, is no answer."""
    report = check(scenario, schedule)
    if report.errors:
        return Found("unknown", None, bound, 0, interrupted)
    return Found("optimal" if report.cost == bound else "feasible", schedule, bound, report.cost, interrupted)
