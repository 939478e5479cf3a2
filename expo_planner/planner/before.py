"""`plan check --before`: what counting shows to be too much, or nearly, before anything is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Clash
from expo_planner.solver import search_clock

if TYPE_CHECKING:
    from expo_planner.explainer import Demand

SECONDS, NEARLY_FULL_SECONDS = 20.0, 5.0
"""The time limits for counting what is too much, and what is nearly so."""


@dataclass(frozen=True)
class BeforePlanning:
    """Warnings: `impossible` is what leaves no schedule, `nearly` what is nearly used up."""

    impossible: tuple[Clash, ...]
    nearly: tuple[Clash, ...]

    @property
    def warnings(self) -> tuple[Clash, ...]:
        return self.impossible + self.nearly


def before_planning(scenario: Scenario) -> BeforePlanning:
    """Sessions that can be placed nowhere, what more is asked of than there is, and what is nearly used up."""
    from expo_planner.explainer import nearly_full, plain_conflicts
    from expo_planner.solver.problem import SearchProblem

    problem = SearchProblem.of(scenario)
    overloaded: set[str] = set()
    impossible = []
    for conflict in plain_conflicts(problem, seconds=SECONDS):
        names = [demand.sessions[0] for demand in conflict.requirements if demand.gives_place]
        overloaded |= set(names if conflict.overload is None else conflict.overload.sessions)
        if conflict.summary is not None:
            impossible.append(_warning(conflict.summary, names))
    nearly = nearly_full(problem, overloaded, search_clock.now() + NEARLY_FULL_SECONDS)
    return BeforePlanning(tuple(impossible), tuple(_warning(demand, usage.sessions) for demand, usage in nearly))


def _warning(demand: Demand, sessions: Sequence[str]) -> Clash:
    return Clash(
        rule=demand.rule,
        message=demand.message,
        sessions=tuple(sessions),
        sources=demand.sources,
        weight=0,
    )
