"""A scenario as a search over single sessions sees it: placements, prices, and the demands that touch each session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
import numpy.typing as npt

from expo_planner.expo import Session, Waiver
from expo_planner.requirements import OfOne, Requirement
from expo_planner.rules import Scenario
from expo_planner.rules.room_clash import OneAtATime
from expo_planner.schedule import Placement
from expo_planner.solver.board import Candidates
from expo_planner.solver.occupancy import Occupancy
from expo_planner.solver.table import Table, fold

TAKEN = 2**60


@dataclass(frozen=True)
class Group:
    """Rooms with the same starts; a placement costs its room's price and its start's."""

    rooms: tuple[str, ...]
    starts: tuple[int, ...]
    by_room: npt.NDArray[np.int64]
    by_start: npt.NDArray[np.int64]

    @property
    def prices(self) -> npt.NDArray[np.int64]:
        """What each placement costs: rooms × starts."""
        return self.by_room[:, None] + self.by_start[None, :]


@dataclass(frozen=True)
class Options:
    """A session's placements, with prices; kept by rooms and starts, as all of them together would be too many."""

    groups: tuple[Group, ...]

    @cached_property
    def size(self) -> int:
        """How many placements there are."""
        return sum(len(group.rooms) * len(group.starts) for group in self.groups)

    @cached_property
    def least(self) -> int:
        """The price of the cheapest; 0 where there is none."""
        return min((int(group.by_room.min() + group.by_start.min()) for group in self.groups), default=0)

    @cached_property
    def candidates(self) -> Candidates:
        """The placements without prices."""
        return {room: group.starts for group in self.groups for room in group.rooms}

    def at(self, number: int) -> tuple[str, int]:
        """The room and start of one of the placements, by its number from 0."""
        for group in self.groups:
            count = len(group.rooms) * len(group.starts)
            if number < count:
                return group.rooms[number // len(group.starts)], group.starts[number % len(group.starts)]
            number -= count
        raise IndexError(number)

    def price(self, placement: Placement) -> int:
        """What a placement costs; 0 for one that is not among them."""
        for group in self.groups:
            if placement.room in group.rooms and placement.start in group.starts:
                room, start = group.rooms.index(placement.room), group.starts.index(placement.start)
                return int(group.by_room[room] + group.by_start[start])
        return 0

    def sample(self, random: Random, count: int) -> list[tuple[str, int]]:
        """Some of the cheapest placements of each group, drawn at random."""
        chosen: list[tuple[str, int]] = []
        for group in self.groups:
            rooms = np.flatnonzero(group.by_room <= group.by_room.min())
            starts = np.flatnonzero(group.by_start <= group.by_start.min())
            for _ in range(count):
                room, start = random.choice(rooms.tolist()), random.choice(starts.tolist())
                chosen.append((group.rooms[room], group.starts[start]))
        random.shuffle(chosen)
        return chosen[:count]

    def cheapest(self, session: Session, occupancy: Occupancy) -> Iterator[tuple[int, str, int]]:
        """Free placements, the cheapest first: price, room, start."""
        prices = []
        for group in self.groups:
            free = occupancy.free(session, group.rooms, group.starts)
            prices.append(np.where(free, group.prices, TAKEN).ravel())
        if not prices:
            return
        every = np.concatenate(prices)
        for number in np.argsort(every, kind="stable"):
            if every[number] >= TAKEN:
                return
            yield (int(every[number]), *self.at(int(number)))


@dataclass(frozen=True)
class Problem:
    """A scenario, and which sessions may be moved."""

    scenario: Scenario
    table: Table

    @cached_property
    def waived(self) -> frozenset[str]:
        """Rules that a waiver speaks of; what they demand is left to the solver and the checker."""
        return frozenset(waiver.rule for waiver in self.scenario.expo.waivers)

    @cached_property
    def movable(self) -> tuple[str, ...]:
        """Sessions that do not stand already."""
        return tuple(name for name, session in self.scenario.expo.sessions.items() if not self.table.fixed(session))

    @cached_property
    def alone(self) -> Mapping[str, tuple[OfOne, ...]]:
        """Of each session, the demands on it alone."""
        found: dict[str, list[OfOne]] = defaultdict(list)
        for requirement in self.scenario.requirements:
            if isinstance(requirement, OfOne):
                found[requirement.session.id].append(requirement)
        return {name: tuple(found[name]) for name in self.scenario.expo.sessions}

    @property
    def rooms_are_musts(self) -> bool:
        """Whether no two sessions may ever share a cell: then what is taken can be kept cell by cell."""
        return all(demand.weight is None for demand in self.cells) and "room_clash" not in self.waived

    @cached_property
    def left_out(self) -> Mapping[str, int | None]:
        """What leaving a session out costs; None for one that must have a place, or stands already."""
        costs: dict[str, int | None] = dict.fromkeys(self.scenario.expo.sessions, 0)
        for demand in self.scenario.requirements:
            if demand.rule == "placed" and "placed" not in self.waived:
                costs[demand.sessions[0]] = demand.weight
        movable = set(self.movable)
        return {name: cost if name in movable else None for name, cost in costs.items()}

    def impossible(self, options: Mapping[str, Options]) -> bool:
        """Whether a must session has no placement at all."""
        return any(self.left_out[name] is None and not own.groups for name, own in options.items())

    @cached_property
    def cells(self) -> tuple[OneAtATime, ...]:
        """The demands that cells hold one session at a time."""
        return tuple(requirement for requirement in self.scenario.requirements if isinstance(requirement, OneAtATime))

    @cached_property
    def gaps(self) -> Mapping[str, int]:
        """Of each cell, the longest time that two sessions in it may have to leave between them."""
        return {
            demand.cell.id: max(demand.gap(one, other) for one in demand.rooms for other in demand.rooms)
            for demand in self.cells
        }

    @cached_property
    def related(self) -> Mapping[str, tuple[Requirement, ...]]:
        """Of each session, the demands that relate it to others, but for those of rooms."""
        found: dict[str, list[Requirement]] = defaultdict(list)
        for requirement in self.scenario.requirements:
            if not isinstance(requirement, OfOne | OneAtATime):
                for name in requirement.sessions:
                    found[name].append(requirement)
        return {name: tuple(found[name]) for name in self.scenario.expo.sessions}

    @cached_property
    def musts(self) -> Mapping[str, tuple[Requirement, ...]]:
        """Of each session, those of its relations that must hold."""
        return {
            name: tuple(demand for demand in demands if demand.weight is None and demand.rule not in self.waived)
            for name, demands in self.related.items()
        }

    def own_waivers(self, requirement: Requirement) -> tuple[Waiver, ...]:
        """The waivers that speak of a requirement's rule."""
        return tuple(waiver for waiver in self.scenario.expo.waivers if waiver.rule == requirement.rule)

    def candidates(self, name: str) -> Candidates:
        """A session's placements at which the demands on it alone hold."""
        session = self.scenario.expo.sessions[name]
        left: Candidates = dict.fromkeys(self.table.rooms(session), self.table.starts(session))
        for demand in self.alone[name]:
            if demand.weight is None and demand.rule not in self.waived:
                left = fold(demand, left)
        return left

    def options(self, name: str) -> Options:
        """A session's placements with what each costs on its own."""
        wishes = [demand for demand in self.alone[name] if demand.weight and demand.rule not in self.waived]
        timed = [demand for demand in wishes if demand.timed]
        rooms = self.scenario.expo.rooms
        alike: dict[Hashable, list[str]] = defaultdict(list)
        candidates = self.candidates(name)
        for room, starts in candidates.items():
            alike[id(starts), tuple(demand.room_key(rooms[room]) for demand in timed)].append(room)
        groups = []
        for members in alike.values():
            starts = candidates[members[0]]
            by_start = np.zeros(len(starts), dtype=np.int64)
            for demand in timed:
                by_start += np.array(demand.amounts(members[0], starts)) * (demand.weight or 0)
            by_room = np.zeros(len(members), dtype=np.int64)
            for demand in wishes:
                if not demand.timed:
                    amounts = [demand.amounts(room, starts)[0] for room in members]
                    by_room += np.array(amounts) * (demand.weight or 0)
            groups.append(Group(tuple(members), starts, by_room, by_start))
        return Options(tuple(groups))

    def bound(self, options: Mapping[str, Options]) -> int:
        """What no schedule can be cheaper than: every session at its cheapest placement, relations for nothing."""
        least = 0
        for name, left_out in self.left_out.items():
            own = options[name] if name in options else self.options(name)
            least += own.least if left_out is None else min(own.least, left_out)
        return least

    def admitted(self, schedule: Mapping[str, Placement], name: str, placement: Placement) -> bool:
        """Whether every relation of the session that must hold does, among the sessions of a schedule."""
        return all(demand.admits(schedule, name, placement) for demand in self.musts[name])
