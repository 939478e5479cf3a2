"""The rows of the linear program: room time, limits on parallel sessions, links, and few rooms or days.

A row says that placements use at most the capacity of a resource. Its dual price raises the cost of the placements that
use the resource. So each family of rows knows the coefficients of a placement and the effect of prices on all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np

from expo_planner.domain.clock import Window, union
from expo_planner.domain.expo import Session
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import AtOnce, DistinctCount, Region, Requirement
from expo_planner.solver.domains.priced import Numbers, Prices
from expo_planner.solver.problem import SearchProblem

RowKey: TypeAlias = tuple[int, ...]
"""Identifies a row within its family."""
Shape: TypeAlias = tuple[int | None, int | None, bool, int, int]


class Levy(NamedTuple):
    """The amounts that prices add to a session's placements, by start, in one room (an index) or in all (None)."""

    room: int | None
    by_start: Prices


Charge: TypeAlias = Callable[[str], Iterator[Levy]]


class Family(Protocol):
    """A family of rows of one kind."""

    def takes(self, name: str, room: int, start: int) -> Iterator[tuple[RowKey, float]]:
        """The non-zero coefficients of a session's placement, given the indices of its room and start."""

    def limit(self, row: RowKey) -> float:
        """The right-hand side of a row."""

    def charge(self, prices: Mapping[RowKey, float]) -> Charge:
        """The amounts that the prices of rows add to the placements of each session."""


class Stretches:
    """The expo's hours, divided into stretches of equal length within a day."""

    def __init__(self, problem: SearchProblem, minutes: int) -> None:
        self.problem, self.axes, self.expo = problem, problem.axes, problem.scenario.expo
        self.windows: list[Window] = []
        for hours in self.expo.hours:
            count = max((hours.end - hours.start) // minutes, 1)
            edges = [hours.start + (hours.end - hours.start) * part // count for part in range(count + 1)]
            self.windows += [Window(*pair) for pair in pairwise(edges)]
        self._starts = np.array([window.start for window in self.windows])
        self._ends = np.array([window.end for window in self.windows])
        self._shared: dict[Shape, Prices] = {}

    @property
    def whole(self) -> Window:
        """The window from the first stretch to the last."""
        return Window(self.windows[0].start, self.windows[-1].end)

    def minutes(self, start: Numbers | int, end: Numbers | int) -> Prices:
        """The overlap of intervals with stretches, in minutes: intervals × stretches."""
        shared = np.minimum(np.atleast_1d(end)[:, None], self._ends)
        shared = shared - np.maximum(np.atleast_1d(start)[:, None], self._starts)
        found: Prices = np.maximum(shared, 0).astype(np.float32)
        return found

    def of(self, session: Session, *, taken: bool) -> Prices:
        """The minutes of each stretch in which a session runs, or with `taken` needs its room: starts × stretches."""
        setup, teardown = (session.setup, session.teardown) if taken else (0, 0)
        shape = (session.length, session.days, session.continuous, setup, teardown)
        if shape not in self._shared:
            ends = np.array([self.expo.end(session, start) for start in self.axes.starts])
            self._shared[shape] = self.minutes(self.axes.ticks - setup, ends + teardown)
        return self._shared[shape]


class RoomTime:
    """Rows for room time: each cell has a number of usable minutes in each stretch."""

    def __init__(self, stretches: Stretches) -> None:
        self.stretches, self.axes, self.expo = stretches, stretches.axes, stretches.expo
        cells = [room.id for room in self.expo.rooms.values() if room.kind == "room" and not room.joined]
        number = {cell: row for row, cell in enumerate(cells)}
        self.cells = [
            [number[cell] for cell in self.expo.rooms[room].cells if cell in number] for room in self.axes.rooms
        ]
        self.capacity = np.zeros((len(cells), len(stretches.windows)), dtype=np.float32)
        for cell, row in number.items():
            rooms = [self.expo.rooms[room] for room in self.expo.joins[cell]]
            ever = (
                (stretches.whole,)
                if self._may_be_closed
                else union(w for room in rooms for w in self.expo.usable(room))
            )
            for window in ever:
                self.capacity[row] += stretches.minutes(*window)[0]
        for name, placement in self.expo.standing.items():
            session = self.expo.sessions[name]
            if name not in stretches.problem.domains and session.host is None:
                for cell in self.expo.rooms[placement.room].cells:
                    if cell in number:
                        self.capacity[number[cell]] -= stretches.minutes(*self.expo.taken(session, placement))[0]
        self.capacity = np.maximum(self.capacity, 0)

    @property
    def _may_be_closed(self) -> bool:
        """Whether sessions may use closed rooms, at a cost or by a waiver."""
        opening = (demand for demand in self.stretches.problem.scenario.requirements if demand.keeps_hours)
        return any(demand.weight is not None or demand.waivers for demand in opening)

    def takes(self, name: str, room: int, start: int) -> Iterator[tuple[RowKey, float]]:
        session = self.expo.sessions[name]
        if session.host is None:
            taken = self.stretches.of(session, taken=True)[start]
            for stretch in np.flatnonzero(taken):
                for cell in self.cells[room]:
                    yield (cell, int(stretch)), float(taken[stretch])

    def limit(self, row: RowKey) -> float:
        cell, stretch = row
        return float(self.capacity[cell, stretch])

    def charge(self, prices: Mapping[RowKey, float]) -> Charge:
        """Nothing: the price of room time is the same for all sessions of a shape, see `tolls`."""
        return lambda name: iter(())

    def priced(self, prices: Mapping[RowKey, float]) -> Prices:
        """The prices of rows as an array: cells × stretches."""
        by_cell = np.zeros(self.capacity.shape, dtype=np.float32)
        for (cell, stretch), price in prices.items():
            by_cell[cell, stretch] = price
        return by_cell

    def by_cell(self, by_room: Prices) -> Prices:
        """What rooms take (rooms × stretches), added up by cell."""
        found = np.zeros(self.capacity.shape, dtype=np.float32)
        for own, taken in zip(self.cells, by_room, strict=True):
            found[own] += taken
        return found

    def tolls(self, prices: Prices) -> dict[Shape, Prices]:
        """The price of room time for sessions of each shape: rooms × starts."""
        by_room = np.array([prices[own].sum(0) for own in self.cells], dtype=np.float32)
        sessions = {self.expo.sessions[name].shape: self.expo.sessions[name] for name in self.stretches.problem.domains}
        return {shape: by_room @ self.stretches.of(session, taken=True).T for shape, session in sessions.items()}


class Running:
    """Rows for musts that limit parallel sessions, in each stretch."""

    def __init__(self, stretches: Stretches, musts: tuple[Requirement, ...]) -> None:
        self.stretches, self.expo = stretches, stretches.expo
        domain = stretches.problem.domains
        self.left: list[Prices] = []
        self.loads: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at_once in (demand.at_once for demand in musts):
            if at_once is not None and len(at_once.loads) > 1:
                self._add(
                    at_once, {name for name in at_once.loads if name not in domain and name in self.expo.standing}
                )
        self.domains = domain

    def _add(self, at_once: AtOnce, fixed: set[str]) -> None:
        left = self.stretches.minutes(self.stretches._starts, self.stretches._ends).sum(0) * at_once.limit
        for name in fixed:
            left = left - at_once.loads[name] * self.stretches.minutes(*self.expo.standing[name].window)[0]
        for name, load in at_once.loads.items():
            self.loads[name].append((len(self.left), load))
        self.left.append(np.maximum(left, 0))

    def takes(self, name: str, room: int, start: int) -> Iterator[tuple[RowKey, float]]:
        if name in self.loads:
            running = self.stretches.of(self.expo.sessions[name], taken=False)[start]
            for number, load in self.loads[name]:
                for stretch in np.flatnonzero(running):
                    yield (number, int(stretch)), float(running[stretch]) * load

    def limit(self, row: RowKey) -> float:
        number, stretch = row
        return float(self.left[number][stretch])

    def charge(self, prices: Mapping[RowKey, float]) -> Charge:
        vectors: dict[int, Prices] = defaultdict(lambda: np.zeros(len(self.stretches.windows), dtype=np.float32))
        for (number, stretch), price in prices.items():
            vectors[number][stretch] = price

        def levies(name: str) -> Iterator[Levy]:
            for number, load in self.loads.get(name, ()):
                if number in vectors:
                    running = self.stretches.of(self.expo.sessions[name], taken=False)
                    yield Levy(None, running @ vectors[number] * load)

        return levies


class Linked:
    """Rows for links: one session is placed in a region only if another is placed in its own region."""

    def __init__(self, stretches: Stretches, musts: tuple[Requirement, ...]) -> None:
        problem, self.axes = stretches.problem, stretches.axes
        cuts = sorted({edge for window in stretches.windows for edge in window})
        free = {name for name in problem.domains if problem.left_out[name] is None}
        self.of: dict[str, list[tuple[int, int, Region]]] = defaultdict(list)
        links = (link for demand in musts for link in demand.links(cuts))
        for number, link in enumerate(links):
            if link.inside.session in free and link.only_if.session in free:
                self.of[link.inside.session].append((number, 1, link.inside))
                self.of[link.only_if.session].append((number, -1, link.only_if))

    def takes(self, name: str, room: int, start: int) -> Iterator[tuple[RowKey, float]]:
        tick = self.axes.starts[start]
        for number, sign, region in self.of.get(name, ()):
            window = region.starts
            inside = window is None or window.start <= tick < window.end
            if inside and (region.room is None or self.axes.row[region.room] == room):
                yield (number,), float(sign)

    def limit(self, row: RowKey) -> float:
        return 0.0

    def charge(self, prices: Mapping[RowKey, float]) -> Charge:
        def levies(name: str) -> Iterator[Levy]:
            for number, sign, region in self.of.get(name, ()):
                if price := prices.get((number,)):
                    by_start = np.full(len(self.axes.starts), sign * price, dtype=np.float32)
                    if region.starts is not None:
                        ticks = self.axes.ticks
                        by_start[(ticks < region.starts.start) | (ticks >= region.starts.end)] = 0
                    yield Levy(None if region.room is None else self.axes.row[region.room], by_start)

        return levies


class FewUsed:
    """Rows for wishes for few days or rooms: a session uses a day, or a room on a day, only if that use is counted.

    The key of a row holds the indices of the wish, the session, the day and the room (-1 if days are counted).
    """

    def __init__(self, problem: SearchProblem) -> None:
        self.problem, self.axes, self.expo = problem, problem.axes, problem.scenario.expo
        self.wishes = tuple(
            demand
            for demand in problem.scenario.requirements
            if isinstance(demand, DistinctCount) and demand.weight and not demand.waivers
        )
        self.number = {name: number for number, name in enumerate(problem.domains)}
        self.of: dict[str, list[int]] = defaultdict(list)
        for number, demand in enumerate(self.wishes):
            for name in demand.members:
                if name in problem.domains and self._simple(demand, name):
                    self.of[name].append(number)

    def _simple(self, demand: DistinctCount, name: str) -> bool:
        """Whether the session always counts on the day of its start."""
        session, domain = self.expo.sessions[name], self.problem.domains[name]
        if session.length is None or not session.short:
            return False
        for column in np.unique(self.axes.days[domain.starts], return_index=True)[1]:
            start = domain.start(int(column))
            if demand.dates(name, Placement("", start, start + session.length)) != {self.expo.clock.date(start)}:
                return False
        return True

    def bucket(self, number: int, day: int) -> tuple[int, int]:
        """The scope in which the first use is free: the wish, and the day if rooms are counted."""
        return number, day if self.wishes[number].by_room else -1

    def weight(self, number: int) -> float:
        """The cost of each further use."""
        return float(self.wishes[number].weight or 0)

    def takes(self, name: str, room: int, start: int) -> Iterator[tuple[RowKey, float]]:
        for number in self.of.get(name, ()):
            counted = room if self.wishes[number].by_room else -1
            yield (number, self.number[name], int(self.axes.days[start]), counted), 1.0

    def limit(self, row: RowKey) -> float:
        return 0.0

    def charge(self, prices: Mapping[RowKey, float]) -> Charge:
        own: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for (_, session, day, room), price in prices.items():
            own[session].append((day, room, price))

        def levies(name: str) -> Iterator[Levy]:
            for day, room, price in own.get(self.number[name], ()):
                by_start = np.where(self.axes.days == day, np.float32(price), np.float32(0))
                yield Levy(None if room < 0 else room, by_start)

        return levies

    def affordable(self, prices: Mapping[RowKey, float]) -> dict[RowKey, float]:
        """The prices, scaled down where all sessions together would pay more for a use than it costs."""
        sums = self._sums(prices)
        lowered: dict[RowKey, float] = {}
        for (number, session, day, room), price in prices.items():
            share = min(1.0, self.weight(number) / sums[number, day, room])
            lowered[number, session, day, room] = price * share
        return lowered

    def rebate(self, prices: Mapping[RowKey, float]) -> float:
        """The sum over all buckets of the largest amount paid for a use, since the first use is free."""
        dearest: dict[tuple[int, int], float] = defaultdict(float)
        for (number, day, _), paid in self._sums(prices).items():
            bucket = self.bucket(number, day)
            dearest[bucket] = max(dearest[bucket], paid)
        return sum(dearest.values())

    def _sums(self, prices: Mapping[RowKey, float]) -> dict[tuple[int, int, int], float]:
        sums: dict[tuple[int, int, int], float] = defaultdict(float)
        for (number, _, day, room), price in prices.items():
            sums[number, day, room] += price
        return sums
