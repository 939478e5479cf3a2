"""An index of demands by session and by cell, shared by the search, placements and repairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from expo_planner.checker import Report, clashes_with, report_of
from expo_planner.domain.entities import Room, Waiver
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Clash, Requirement, Unary
from expo_planner.rules.requirements.room_cell import OneAtATime


class DemandIndex:
    """The demands of a scenario by session, and those of rooms by cell. Goals of weight 0 are left out.

    `alone` holds the demands on one session's own placement; `related` those on several sessions, except for rooms.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.expo = scenario, scenario.expo
        self.alone: Mapping[str, list[Unary]] = defaultdict(list)
        self.related: Mapping[str, list[Requirement]] = defaultdict(list)
        self.cells: dict[str, OneAtATime] = {}
        self._rank: dict[int, int] = {}
        self._before = self._after = (Schedule(), dict[int, list[Clash]]())
        for demand in scenario.requirements:
            if demand.goal and not demand.weight:
                continue
            self._rank[id(demand)] = len(self._rank)
            if isinstance(demand, Unary):
                self.alone[demand.session.id].append(demand)
            elif isinstance(demand, OneAtATime):
                self.cells[demand.cell.id] = demand
            else:
                for name in demand.sessions:
                    self.related[name].append(demand)

    @cached_property
    def waived(self) -> frozenset[int]:
        """The `id` of each demand that a waiver concerns; the solver and the checker decide what it covers."""
        if not self.expo.waivers:
            return frozenset()
        return frozenset(id(demand) for demand in self.scenario.requirements if demand.waivers)

    @cached_property
    def cells_of(self) -> Mapping[str, tuple[OneAtATime, ...]]:
        """The demands of the cells of each room."""
        found: dict[str, list[OneAtATime]] = {room: [] for room in self.expo.rooms}
        for demand in self.cells.values():
            for room in demand.rooms:
                found[room].append(demand)
        return {room: tuple(demands) for room, demands in found.items()}

    @cached_property
    def hosted(self) -> Mapping[str, tuple[str, ...]]:
        """The sessions hosted by each host."""
        inside: dict[str, tuple[str, ...]] = {}
        for session in self.expo.sessions.values():
            if session.host is not None:
                inside[session.host] = (*inside.get(session.host, ()), session.id)
        return inside

    @cached_property
    def _waivers(self) -> Mapping[str, tuple[Waiver, ...]]:
        by_rule: dict[str, tuple[Waiver, ...]] = {}
        for waiver in self.expo.waivers:
            by_rule[waiver.rule] = (*by_rule.get(waiver.rule, ()), waiver)
        return by_rule

    def waivers(self, rule: str) -> tuple[Waiver, ...]:
        """The waivers of a rule."""
        return self._waivers.get(rule, ())

    def cell(self, one: Room, other: str) -> OneAtATime | None:
        """The demand of the first cell that two rooms share, to which their clash counts; None if they share none."""
        shared = self.expo.shared_cells(one.id, other)
        return self.cells.get(shared[0].id) if shared else None

    def touching(self, names: Iterable[str], rooms: Iterable[str]) -> list[Requirement]:
        """The demands that a move of these sessions within these rooms may affect, in the order of the scenario."""
        found: dict[int, Requirement] = {}
        for name in names:
            found |= {id(demand): demand for demand in (*self.alone.get(name, ()), *self.related.get(name, ()))}
        for room in rooms:
            for cell in self.expo.rooms[room].cells:
                if cell in self.cells:
                    found[id(self.cells[cell])] = self.cells[cell]
        return sorted(found.values(), key=lambda demand: self._rank[id(demand)])

    def compare(self, before: Schedule, after: Schedule) -> tuple[Report, Report]:
        """The checker's reports on two schedules, restricted to the demands that their differences can affect.

        What is found is cached for both until others are passed: the next `before` is often one of them.
        """
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        rooms = {place.room for name in changed for place in (before.get(name), after.get(name)) if place is not None}
        demands = self.touching(changed, rooms)
        known = self._known(before)
        for demand in demands:
            if id(demand) not in known:
                known[id(demand)] = [*clashes_with(self.expo, [demand], before)]
        now = {id(demand): [*clashes_with(self.expo, [demand], after)] for demand in demands}
        self._before, self._after = (before, known), (after, now)
        then = chain.from_iterable(known[id(demand)] for demand in demands)
        return report_of(self.expo, then), report_of(self.expo, chain.from_iterable(now.values()))

    def _known(self, schedule: Schedule) -> dict[int, list[Clash]]:
        """What is known to break demands in a schedule, by the `id` of each."""
        (before, found), (after, new) = self._before, self._after
        if schedule is before:
            return found
        return {**found, **new} if schedule is after else {}

    def beside(self, name: str, schedule: Schedule, *, must: bool) -> Iterator[Requirement]:
        """The demands (`must`) or wishes on an unplaced session that remain given the schedule, except for rooms."""
        free = {name}
        for demand in self.related.get(name, ()):
            if (demand.weight is None) == must:
                yield from demand.restricted(schedule, free)


def placed(schedule: Mapping[str, Placement], changes: Mapping[str, Placement | None]) -> Schedule:
    """The schedule with some placements changed; None removes a session."""
    both = {**schedule, **changes}
    return Schedule({name: place for name, place in both.items() if place is not None})
