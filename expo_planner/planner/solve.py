"""`plan solve`: places the sessions that are not placed yet, at least cost."""

from __future__ import annotations

import time

from expo_planner.checker import Report, check
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.result import Outcome, SolverDisagrees
from expo_planner.rules import Scenario
from expo_planner.solver.limits import Effort, Watch


def solve(scenario: Scenario, effort: Effort, *, afresh: bool = False, watch: Watch | None = None) -> Outcome:
    """Places the sessions that are not placed yet, at least cost; with `afresh`, all sessions except pinned ones.

    Raises SolverDisagrees if the schedule does not pass the checker, or if the costs differ.
    """
    from expo_planner.explainer import explain
    from expo_planner.solver.even_out import even_out
    from expo_planner.solver.placements.diagnosis import why_left_out
    from expo_planner.solver.problem import SearchProblem
    from expo_planner.solver.search import search

    began = time.monotonic()
    problem = SearchProblem.of(scenario, afresh=afresh)
    found = search(problem, effort, watch)
    conflict = None
    if found.status == "infeasible":
        left = effort.time_limit - (time.monotonic() - began)
        conflict = explain(problem, seconds=max(left, 5.0), seed=effort.seed, known=True).conflict
    schedule = found.schedule if found.schedule is not None else Schedule()
    if not found.interrupted:
        schedule = even_out(problem, schedule, began + effort.time_limit)
    report = check(scenario, schedule) if found.schedule is not None else Report((), ())
    if report.errors:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in report.errors))
    if found.status == "optimal" and report.cost != found.claimed:
        raise SolverDisagrees(f"the solver's cost is {found.claimed}, the checker's {report.cost}")
    unplaced = found.schedule is not None and len(schedule) < len(scenario.expo.sessions)
    return Outcome(
        status=found.status,
        schedule=schedule,
        report=report,
        bound=min(found.bound, report.cost) if found.schedule is not None else found.bound,
        seconds=time.monotonic() - began,
        seed=effort.seed,
        conflict=conflict,
        interrupted=found.interrupted,
        left_out=why_left_out(problem, schedule) if unplaced else {},
    )
