"""`plan solve --bound`: the lower bound of the problem in which every session but the pinned ones is free to move."""

from __future__ import annotations

from dataclasses import replace

from expo_planner.planner.result import Outcome
from expo_planner.rules import Scenario
from expo_planner.solver.limits import Effort


def with_free_bound(scenario: Scenario, outcome: Outcome, effort: Effort) -> Outcome:
    """The outcome with `free_bound`, found within the time limit of the effort."""
    from expo_planner.solver.problem import SearchProblem
    from expo_planner.solver.search import search

    problem = SearchProblem.of(scenario, afresh=True)
    if outcome.movable == len(problem.movable):
        return replace(outcome, free_bound=outcome.bound)
    found = search(problem, effort, start=outcome.schedule)
    return replace(outcome, free_bound=min(found.bound, outcome.cost) if outcome.found else found.bound)
