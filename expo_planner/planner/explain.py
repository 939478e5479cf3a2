"""`plan explain`: why no schedule exists, and the cheapest ways out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from expo_planner.checker import Report, check
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.result import Outcome, SolverDisagrees
from expo_planner.rules import Scenario
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort, Status

if TYPE_CHECKING:
    from expo_planner.explainer import Way

MORE_ROOM_SHARE = 0.25
"""The most of the remaining time for finding out how much more room time is needed, or which slot."""


def explain(scenario: Scenario, effort: Effort) -> Outcome:
    """Explains why there is no schedule, with the cheapest ways out; the status is `feasible` if there is one.

    Half of the time is for the conflict, the rest for ways out, or for a schedule if no conflict was found. Raises
    SolverDisagrees if the schedule does not pass the checker.
    """
    from expo_planner.explainer import Explanation, another_slot, explain, more_room, ways_out
    from expo_planner.solver.problem import SearchProblem
    from expo_planner.solver.search import search

    began = search_clock.now()
    problem = SearchProblem.of(scenario)
    found = explain(problem, seconds=effort.time_limit / 2, seed=effort.seed)
    left = max(effort.time_limit - (search_clock.now() - began), 0.1)
    out: tuple[Way, ...] = ()
    if found.conflicts:
        more = [
            way(scenario, found.conflicts, search_clock.now() + left * MORE_ROOM_SHARE)
            for way in (more_room, another_slot)
        ]
        left = max(effort.time_limit - (search_clock.now() - began), 0.1)
        given_up = tuple(ways_out(scenario, found.conflicts, seconds=left, seed=effort.seed))
        out = (*(way for way in more if way is not None), *given_up)
    elif found.schedule is None:
        found = Explanation(schedule=search(problem, replace(effort, time_limit=left)).schedule)
    schedule = found.schedule if found.schedule is not None else Schedule()
    report = check(scenario, schedule) if found.schedule is not None else Report((), ())
    if report.errors:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in report.errors))
    known: Mapping[bool | None, Status] = {True: "feasible", False: "infeasible", None: "unknown"}
    return Outcome(
        status=known[found.possible],
        schedule=schedule,
        report=report,
        bound=0,
        seconds=search_clock.now() - began,
        seed=effort.seed,
        conflicts=found.conflicts,
        ways=out,
    )
