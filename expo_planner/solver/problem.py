"""A scenario prepared for search: the movable sessions, their domains, and the demands on each of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Pairwise, Requirement, Unary
from expo_planner.rules.requirements.room_cell import OneAtATime
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.domains.priced import Axes, DomainPricing, PricedDomain
from expo_planner.solver.index import DemandIndex

Kind = TypeVar("Kind", bound=Requirement)


@dataclass(frozen=True, eq=False)
class SearchProblem:
    """A scenario and the initial domains of its sessions, which tell which of them may move."""

    scenario: Scenario
    initial: InitialDomains

    @classmethod
    def of(cls, scenario: Scenario, *, afresh: bool = False, absent: Set[str] = frozenset()) -> Self:
        """The problem of a scenario. The file's placements are fixed; with `afresh`, only pinned sessions are.

        Sessions that are `absent` are not placed.
        """
        return cls(scenario, InitialDomains(scenario.expo, afresh, absent=absent))

    @cached_property
    def movable(self) -> tuple[str, ...]:
        """The sessions whose placements are not fixed, in the order of the file."""
        return tuple(name for name, session in self.scenario.expo.sessions.items() if not self.initial.fixed(session))

    @cached_property
    def movable_set(self) -> frozenset[str]:
        """The movable sessions as a set."""
        return frozenset(self.movable)

    @cached_property
    def index(self) -> DemandIndex:
        """The demands of the scenario by session."""
        return DemandIndex(self.scenario)

    @cached_property
    def alone(self) -> Mapping[str, tuple[Unary, ...]]:
        """For each session, the demands on it alone without waivers; they are folded into its domain."""
        return self._apart(self.index.alone, waived=False)

    @cached_property
    def waived_alone(self) -> Mapping[str, tuple[Unary, ...]]:
        """For each session, the demands on it alone with a waiver; they are not folded into its domain."""
        return self._apart(self.index.alone, waived=True)

    def _apart(self, demands: Mapping[str, Sequence[Kind]], *, waived: bool) -> Mapping[str, tuple[Kind, ...]]:
        touched = self.index.waived
        return {
            name: tuple(demand for demand in demands.get(name, ()) if (id(demand) in touched) == waived)
            for name in self.scenario.expo.sessions
        }

    @cached_property
    def _pricing(self) -> DomainPricing:
        return DomainPricing(self.initial, self.alone, self.movable)

    @property
    def axes(self) -> Axes:
        """The rooms and starts of all placements."""
        return self._pricing.axes

    @cached_property
    def own_domains(self) -> Mapping[str, PricedDomain]:
        """The domain of each movable session by the demands on it alone, with the cost of each placement on its own."""
        return self._pricing.domains()

    @cached_property
    def domains(self) -> Mapping[str, PricedDomain]:
        """The domains, narrowed to the rooms and days that tied sessions agree on if all of these are placed."""
        domains = self.own_domains
        narrowed = self._agree(domains)
        return {name: own.within(*narrowed[name]) if name in narrowed else own for name, own in domains.items()}

    def _agree(self, domains: Mapping[str, PricedDomain]) -> dict[str, tuple[set[int], set[int]]]:
        """For each tied session, the rooms and days left by propagating its ties to a fixed point."""
        tied = [
            (tie, name, other)
            for name, ties in self.ties.items()
            for tie in ties
            for other in tie.sessions
            if other != name and name in domains and self._certain(name) and self._certain(other)
        ]
        left = {
            name: (set(domains[name].rooms.tolist()), set(self.axes.days[domains[name].starts].tolist()))
            for name in {name for _, *both in tied for name in both if name in domains}
        }
        standing, days = (
            self.scenario.expo.standing,
            {day: number for number, day in enumerate(self.scenario.expo.days)},
        )
        changed = True
        while changed:
            changed = False
            for tie, name, other in tied:
                if other in left:
                    others = left[other]
                elif other in standing:
                    day = days.get(self.scenario.expo.clock.date(standing[other].start), -1)
                    others = ({self.axes.row[standing[other].room]}, {day})
                else:
                    continue
                for mine, theirs, matters in zip(left[name], others, (tie.rooms_matter, tie.same_day), strict=True):
                    if matters and not mine <= theirs:
                        mine &= theirs
                        changed = True
        return left

    @cached_property
    def extent(self) -> int:
        """The number of placements of all sessions: rooms times starts, whether allowed together or not."""
        return sum(domain.extent for domain in self.domains.values())

    def starts(self, name: str) -> npt.NDArray[np.int64]:
        """The starts of a session, in any room, that demands on it alone allow; in ticks, in order."""
        if name not in self.own_domains:
            return np.array([self.scenario.expo.standing[name].start], dtype=np.int64)
        domain = self.own_domains[name]
        columns = domain.starts
        if domain.allowed is not None:
            columns = columns[domain.allowed[domain.rooms[:, None], columns].any(0)]
        return domain.axes.ticks[columns if len(domain.rooms) else columns[:0]].astype(np.int64)

    def _certain(self, name: str) -> bool:
        """Whether the session is placed in every schedule."""
        return name not in self.movable_set or self.left_out[name] is None

    @property
    def rooms_are_musts(self) -> bool:
        """Whether no two sessions may ever share a cell, so that occupancy can be kept by cell."""
        return all(demand.weight is None and id(demand) not in self.index.waived for demand in self.cells)

    @cached_property
    def left_out(self) -> Mapping[str, int | None]:
        """The cost of leaving each session out; None if it must be placed or is fixed."""
        costs: dict[str, int | None] = dict.fromkeys(self.scenario.expo.sessions, 0)
        for demand in self.scenario.requirements:
            if demand.gives_place and id(demand) not in self.index.waived:
                costs[demand.sessions[0]] = demand.weight
        return {name: cost if name in self.movable_set else None for name, cost in costs.items()}

    @property
    def impossible(self) -> bool:
        """Whether a must session has an empty domain."""
        return any(self.left_out[name] is None and not domain.extent for name, domain in self.domains.items())

    @property
    def cells(self) -> Collection[OneAtATime]:
        """The demands that each cell holds one session at a time."""
        return self.index.cells.values()

    @property
    def cells_of(self) -> Mapping[str, tuple[OneAtATime, ...]]:
        """The demands of the cells of each room."""
        return self.index.cells_of

    @cached_property
    def gaps(self) -> Mapping[str, int]:
        """The longest turnover of each cell, in ticks, over all pairs of rooms that contain it."""
        return {
            demand.cell.id: max(demand.gap(one, other) for one in demand.rooms for other in demand.rooms)
            for demand in self.cells
        }

    @cached_property
    def margin(self) -> int:
        """An upper bound, in ticks, on the distance at which two sessions can still clash over a room."""
        sessions = self.scenario.expo.sessions.values()
        return 2 * max(max(one.setup, one.teardown) for one in sessions) + max(self.gaps.values(), default=0)

    @cached_property
    def related(self) -> Mapping[str, tuple[Requirement, ...]]:
        """For each session, the demands that relate it to others, except for rooms."""
        related = self.index.related
        return {
            name: tuple(demand for demand in related.get(name, ()) if demand.weight != 0)
            for name in self.scenario.expo.sessions
        }

    @cached_property
    def musts(self) -> Mapping[str, tuple[Requirement, ...]]:
        """For each session, its relations that must hold."""
        return self._chosen(lambda demand: demand.weight is None and not demand.gives_place)

    @cached_property
    def wishes(self) -> Mapping[str, tuple[Requirement, ...]]:
        """For each session, its relations that cost something if broken."""
        return self._chosen(lambda demand: bool(demand.weight) and not demand.gives_place)

    @cached_property
    def pending(self) -> tuple[Requirement, ...]:
        """The musts that hold only once further sessions are placed, such as those that fill a role."""
        return tuple(
            demand
            for demand in self.scenario.requirements
            if demand.pending and demand.weight is None and id(demand) not in self.index.waived
        )

    @cached_property
    def _assignments(self) -> Mapping[str, tuple[str, ...]]:
        """The movable assignments of each session that has roles to be filled."""
        found: dict[str, list[str]] = {}
        for name in self.movable:
            if (owner := self.scenario.expo.owner(name)) != name:
                found.setdefault(owner, []).append(name)
        return {owner: tuple(names) for owner, names in found.items()}

    def with_assignments(self, names: Sequence[str]) -> list[str]:
        """These sessions, and with each of them all that fill its roles: they are placed together."""
        if not self._assignments:
            return [*names]
        owners = dict.fromkeys(map(self.scenario.expo.owner, names))
        return [
            name for owner in owners for name in (owner, *self._assignments.get(owner, ())) if name in self.movable_set
        ]

    @cached_property
    def pairs(self) -> Mapping[str, tuple[Pairwise, ...]]:
        """For each session, the musts that relate it to one other session."""
        return {
            name: tuple(demand for demand in demands if isinstance(demand, Pairwise))
            for name, demands in self.musts.items()
        }

    @cached_property
    def ties(self) -> Mapping[str, tuple[Pairwise, ...]]:
        """For each session, the pairwise musts by which its placement leaves the other session few placements."""
        return {name: tuple(pair for pair in pairs if pair.ties) for name, pairs in self.pairs.items()}

    def _chosen(self, wanted: Callable[[Requirement], bool]) -> Mapping[str, tuple[Requirement, ...]]:
        waived = self.index.waived
        return {
            name: tuple(demand for demand in demands if wanted(demand) and id(demand) not in waived)
            for name, demands in self.related.items()
        }

    @cached_property
    def least(self) -> int:
        """A lower bound on the cost of the movable sessions: each at its cheapest placement, without relations."""
        least = 0
        for name, domain in self.domains.items():
            left_out = self.left_out[name]
            own = round(domain.least)
            least += own if left_out is None else min(own, left_out) if domain.extent else left_out
        return least
