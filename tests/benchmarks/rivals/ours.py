"""This planner, watched like its rivals, and the planted schedule to compare with."""

from __future__ import annotations

from benchmarks.rivals.found import Found, Known, Stopwatch
from expo_planner.planner.solve import solve as plan
from expo_planner.rules import RULES, Scenario
from expo_planner.solver.limits import Effort, Progress

GIVEN = frozenset(RULES)
LEFT_OUT = ()


def absent() -> str:
    """Why it cannot be had, if so."""
    return ""


def solve(scenario: Scenario, seconds: float, workers: int = 1) -> Found:
    """What `plan solve` finds in so many seconds."""
    watch = Stopwatch()
    course: list[Known] = []

    def see(progress: Progress) -> None:
        course.append(watch.known(progress.cost, progress.bound))

    outcome = plan(scenario, Effort(time_limit=seconds, workers=workers), watch=see)
    course.append(watch.known(outcome.cost if outcome.found else None, outcome.bound))
    return Found(tuple(course), outcome.schedule if outcome.found else None, outcome.status)
