"""`plan check --before`: what counting shows to be too much, or nearly, before anything is planned."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Clash

if TYPE_CHECKING:
    from expo_planner.explainer import Demand

SECONDS, NEARLY_FULL_SECONDS = 20.0, 5.0
"""The time limits for counting what is too much, and what is nearly so."""


def before_planning(scenario: Scenario, *, thorough: bool = True) -> list[Clash]:
    """Warnings: sessions that can be placed nowhere, and what is asked for too often.

    With `thorough`, also what only counting in whole numbers shows, and what is nearly used up.
    """
    return list(_warnings(scenario, thorough))


def _warnings(scenario: Scenario, thorough: bool) -> Iterator[Clash]:
    from expo_planner.explainer import nearly_full, plain_conflicts
    from expo_planner.solver.problem import SearchProblem

    problem = SearchProblem.of(scenario)
    overloaded: set[str] = set()
    for conflict in plain_conflicts(problem, seconds=SECONDS, in_whole_numbers=thorough):
        names = [demand.sessions[0] for demand in conflict.requirements if demand.gives_place]
        overloaded |= set(names if conflict.overload is None else conflict.overload.sessions)
        if conflict.summary is not None:
            yield _warning(conflict.summary, names)
    if not thorough:
        return
    for demand, usage in nearly_full(problem, overloaded, time.monotonic() + NEARLY_FULL_SECONDS):
        yield _warning(demand, usage.sessions)


def _warning(demand: Demand, sessions: Sequence[str]) -> Clash:
    return Clash(
        rule=demand.rule,
        message=demand.message,
        sessions=tuple(sessions),
        sources=demand.sources,
        weight=0,
    )
