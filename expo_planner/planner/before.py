"""`plan check --before`: what counting shows to be too much, or nearly, before anything is planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Clash

if TYPE_CHECKING:
    from expo_planner.explainer import Demand

SECONDS = 20.0
"""The time limit for counting."""


def before_planning(scenario: Scenario) -> list[Clash]:
    """Warnings: sessions that can be placed nowhere, what is asked for too often, and what is nearly used up."""
    return list(_warnings(scenario))


def _warnings(scenario: Scenario) -> Iterator[Clash]:
    from expo_planner.explainer import nearly_full, plain_conflicts
    from expo_planner.solver.problem import SearchProblem

    problem = SearchProblem.of(scenario)
    overloaded: set[str] = set()
    for conflict in plain_conflicts(problem, seconds=SECONDS):
        names = [demand.sessions[0] for demand in conflict.requirements if demand.gives_place]
        overloaded |= set(names if conflict.overload is None else conflict.overload.sessions)
        if conflict.summary is not None:
            yield _warning(conflict.summary, names)
    for demand, usage in nearly_full(problem, overloaded):
        yield _warning(demand, usage.sessions)


def _warning(demand: Demand, sessions: Sequence[str]) -> Clash:
    return Clash(
        rule=demand.rule,
        message=demand.message,
        sessions=tuple(sessions),
        sources=demand.sources,
        weight=0,
    )
