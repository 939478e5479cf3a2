"""Conflicts of demands, in the words and lines of the organiser's own file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from expo_planner.domain.entities import NOWHERE
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message
from expo_planner.domain.problems import Source
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Requirement
from expo_planner.rules.requirements.pinned import StaysPut
from expo_planner.solver.capacity.overload import Overload
from expo_planner.solver.domains.initial import InitialDomains


@dataclass(frozen=True)
class Demand:
    """One member of a conflict: a sentence, the rule it comes from, and its locations in the file.

    One that is `implied` by others is not shown.
    """

    rule: str
    message: Message
    sources: tuple[Source, ...]
    implied: bool = False


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot all hold. With `minimal`, it is proven that none of them can be left out.

    `premises` are what the expo itself contributes, such as its days, hours and slots. `summary` says in one sentence
    what is too much, if that is known; `overload` tells how many sessions are too many.
    """

    demands: tuple[Demand, ...]
    minimal: bool
    requirements: tuple[Requirement, ...] = ()
    summary: Demand | None = None
    overload: Overload | None = None
    premises: tuple[Demand, ...] = ()

    @property
    def members(self) -> tuple[Demand, ...]:
        """All demands that cannot hold together: of sessions and rules, then of the expo itself."""
        return tuple(one for one in self.demands if not one.implied) + self.premises


def conflict_of(requirements: Iterable[Requirement], *, minimal: bool) -> Conflict:
    """The requirements as a conflict: first that sessions are placed, then the other demands, in the file's order."""
    ordered = tuple(sorted(requirements, key=lambda demand: (not demand.gives_place, _line(demand))))
    demands = tuple(Demand(one.rule, one.demand, one.sources, one.implied) for one in ordered)
    return Conflict(demands, minimal, ordered)


def _line(demand: Requirement) -> tuple[str, list[int]]:
    """The sort key of a demand: its location in the file."""
    source = demand.sources[0] if demand.sources else NOWHERE
    return source.file, [int(number) for number in re.findall(r"\d+", source.place)]


def demands_of(scenario: Scenario, initial: InitialDomains) -> tuple[Requirement, ...]:
    """All demands that must hold: the musts, and that fixed sessions keep their start and room."""
    musts = tuple(
        demand
        for demand in scenario.requirements
        if demand.weight is None and not (demand.gives_place and demand.waivers)
    )
    pinned = {demand.session.id for demand in musts if isinstance(demand, StaysPut)}
    return (*musts, *_standing(scenario.expo, initial, pinned))


def _standing(expo: Expo, initial: InitialDomains, pinned: Set[str]) -> Iterator[StaysPut]:
    for session in expo.sessions.values():
        given = session.start is not None or session.room is not None
        if given and initial.stands(session) and session.id not in pinned:
            yield StaysPut.standing(expo, session)
