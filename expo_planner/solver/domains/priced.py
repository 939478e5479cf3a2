"""Domains with prices: demands on single sessions, folded into arrays.

The price of a placement is mostly the sum of a price for its room and one for its start. So only rooms and starts are
stored, and placements are computed on demand: 20,000 sessions in 300 rooms have hundreds of millions of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt

from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Unary
from expo_planner.solver.domains.grid import Truths, alike_rooms
from expo_planner.solver.domains.initial import InitialDomains

Numbers = npt.NDArray[np.intp]
Prices = npt.NDArray[np.float32]
Made = TypeVar("Made")
NEVER = np.float32(1e9)
"""The price of a forbidden placement."""


@dataclass(frozen=True)
class Axes:
    """All rooms, and all ticks at which a movable session may start; arrays refer to them by index."""

    expo: Expo
    rooms: tuple[str, ...]
    starts: tuple[int, ...]

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The index of each room."""
        return {room: number for number, room in enumerate(self.rooms)}

    @cached_property
    def column(self) -> Mapping[int, int]:
        """The index of each start."""
        return {start: number for number, start in enumerate(self.starts)}

    @cached_property
    def ticks(self) -> Numbers:
        """The starts as an array."""
        return np.array(self.starts, dtype=np.intp)

    @cached_property
    def days(self) -> Numbers:
        """For each start, the index of its local date among the expo's days; -1 outside them."""
        number = {day: number for number, day in enumerate(self.expo.days)}
        return np.array([number.get(self.expo.clock.date(start), -1) for start in self.starts], dtype=np.intp)


@dataclass(frozen=True)
class PricedDomain:
    """A session's domain: all pairs of `rooms`, cheapest first, and `starts`, both as indices of the axes.

    `allowed` is a mask of the allowed pairs over all rooms and starts of the axes (None: all); `surcharge` holds prices
    that depend on both.
    """

    axes: Axes
    rooms: Numbers
    starts: Numbers
    by_room: Prices
    by_start: Prices
    allowed: Truths | None = None
    surcharge: Prices | None = None

    def prices(self, by_start: Prices | None = None, rows: Numbers | slice = slice(None)) -> Prices:
        """The price of each placement, rooms × starts; `by_start` replaces prices of starts, `rows` selects rooms."""
        matrix: Prices = self.by_room[rows, None] + (self.by_start if by_start is None else by_start)[None, :]
        if self.surcharge is not None:
            matrix += self.surcharge[self.rooms[rows, None], self.starts]
        if self.allowed is not None:
            matrix[~self.allowed[self.rooms[rows, None], self.starts]] = NEVER
        return matrix

    @property
    def extent(self) -> int:
        """Rooms times starts: an upper bound on the number of placements, 0 for an empty domain."""
        return len(self.rooms) * len(self.starts)

    @cached_property
    def least(self) -> float:
        """A lower bound on the prices; 0 for an empty domain."""
        return float(self.by_room.min() + self.by_start.min()) if self.extent else 0.0

    def within(self, rooms: Set[int], days: Set[int]) -> PricedDomain:
        """The domain restricted to some rooms and days, given by index."""
        rows = np.isin(self.rooms, [*rooms])
        columns = np.isin(self.axes.days[self.starts], [*days])
        if self.allowed is not None:
            rows &= self.allowed[self.rooms[:, None], self.starts[columns]].any(1)
        return replace(
            self,
            rooms=self.rooms[rows],
            starts=self.starts[columns],
            by_room=self.by_room[rows],
            by_start=self.by_start[columns],
        )

    def room(self, row: int) -> str:
        """The room of a row of `prices`."""
        return self.axes.rooms[int(self.rooms[row])]

    def start(self, column: int) -> int:
        """The start of a column of `prices`."""
        return self.axes.starts[int(self.starts[column])]

    def find(self, placement: Placement) -> tuple[int, int] | None:
        """The row and column of a placement; None if it is not in the domain."""
        room, start = self.axes.row.get(placement.room), self.axes.column.get(placement.start)
        if room is None or start is None:
            return None
        if self.allowed is not None and not self.allowed[room, start]:
            return None
        row, column = _place(self.rooms, room), _place(self.starts, start)
        return None if row is None or column is None else (row, column)

    def price(self, row: int, column: int) -> int:
        """The price of the placement in a row and column."""
        price = self.by_room[row] + self.by_start[column]
        if self.surcharge is not None:
            price += self.surcharge[self.rooms[row], self.starts[column]]
        return round(float(price))


class DomainPricing:
    """Builds priced domains. Demands of equal `likeness` are evaluated once, for all their sessions."""

    def __init__(self, initial: InitialDomains, demands: Mapping[str, Sequence[Unary]], names: Iterable[str]) -> None:
        self.expo, self.initial, self.demands = initial.expo, initial, demands
        self._cache: dict[Hashable, object] = {}
        self._starts = {name: self._open_starts(name) for name in names}
        starts = tuple(sorted(set().union(*set(self._starts.values()))))
        self.axes = Axes(self.expo, tuple(self.expo.rooms), starts)

    def domains(self) -> dict[str, PricedDomain]:
        """The priced domain of every session."""
        return {name: self._domain(name) for name in self._starts}

    def _open_starts(self, name: str) -> tuple[int, ...]:
        """The starts allowed by the demands that do not depend on rooms."""
        session = self.expo.sessions[name]
        starts = self.initial.starts(session)
        for demand in self.demands[name]:
            if demand.weight is None and not _looks_at_rooms(demand):
                key = ("starts", type(demand), demand.likeness, starts)
                room = self.initial.rooms(session)[0] if self.initial.rooms(session) else ""
                starts = self._once(key, partial(demand.holding, room, starts))
        return starts

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._cache:
            self._cache[key] = make()
        return cast(Made, self._cache[key])

    def _domain(self, name: str) -> PricedDomain:
        session = self.expo.sessions[name]
        demands = self.demands[name]
        by_rooms = [demand for demand in demands if _looks_at_rooms(demand) and not demand.timed]
        by_starts = [demand for demand in demands if not _looks_at_rooms(demand) and demand.weight]
        by_both = [demand for demand in demands if _looks_at_rooms(demand) and demand.timed]
        rooms, by_room = self._once(
            ("rooms", self.initial.rooms(session), *map(_key, by_rooms)), lambda: self._rooms(session, by_rooms)
        )
        starts, by_start = self._once(
            ("columns", self._starts[name], *map(_key, by_starts)), lambda: self._columns(name, by_starts)
        )
        keys = tuple(map(_key, by_both))
        allowed, surcharge = self._once(("both", keys), lambda: self._both(by_both))
        if allowed is not None:
            some, whole = self._once(("inside", keys, id(starts)), partial(_inside, allowed, starts))
            keep = some[rooms]
            rooms, by_room = rooms[keep], by_room[keep]
            if whole[rooms].all():
                allowed = None
        return PricedDomain(self.axes, rooms, starts, by_room, by_start, allowed, surcharge)

    def _rooms(self, session: Session, demands: Sequence[Unary]) -> tuple[Numbers, Prices]:
        """The rooms allowed by the demands, and their prices, cheapest first."""
        own = self.initial.rooms(session)
        rows = self._once(("rows", own), lambda: np.array([self.axes.row[room] for room in own], dtype=np.intp))
        price = np.zeros(len(self.axes.rooms), dtype=np.float32)
        for demand in demands:
            price += self._once(("row", *_key(demand)), partial(self._row, demand))
        rows = rows[price[rows] < NEVER]
        order = np.argsort(price[rows], kind="stable")
        return rows[order], price[rows][order]

    def _row(self, demand: Unary) -> Prices:
        """The price that a demand adds to each room."""
        start = self.axes.starts[:1]
        price = np.zeros(len(self.axes.rooms), dtype=np.float32)
        for rows, room in alike_rooms(demand, self.axes.rooms) if start else ():
            if demand.weight is None:
                price[rows] = 0 if demand.holding(room, start) else NEVER
            else:
                price[rows] = demand.amounts(room, start)[0] * demand.weight
        return price

    def _columns(self, name: str, demands: Sequence[Unary]) -> tuple[Numbers, Prices]:
        """The starts of a session and their prices."""
        starts = self._starts[name]
        price = np.zeros(len(starts), dtype=np.float32)
        for demand in demands if starts else ():
            amounts = demand.amounts(self.axes.rooms[0], starts)
            price += np.array(amounts, dtype=np.float32) * (demand.weight or 0)
        return np.array([self.axes.column[start] for start in starts], dtype=np.intp), price

    def _both(self, demands: Sequence[Unary]) -> tuple[Truths | None, Prices | None]:
        """The mask of allowed pairs of rooms and starts, and the prices that depend on both."""
        allowed: Truths | None = None
        surcharge: Prices | None = None
        shape = (len(self.axes.rooms), len(self.axes.starts))
        for demand in demands:
            for rows, room in alike_rooms(demand, self.axes.rooms):
                if demand.weight is None:
                    allowed = np.ones(shape, dtype=np.bool_) if allowed is None else allowed
                    held = [self.axes.column[start] for start in demand.holding(room, self.axes.starts)]
                    open_ = np.zeros(shape[1], dtype=np.bool_)
                    open_[held] = True
                    allowed[rows] &= open_
                elif demand.weight and shape[1]:
                    surcharge = np.zeros(shape, dtype=np.float32) if surcharge is None else surcharge
                    amounts = np.array(demand.amounts(room, self.axes.starts), dtype=np.float32)
                    surcharge[rows] += amounts * demand.weight
        return allowed, surcharge


def _place(numbers: Numbers, number: int) -> int | None:
    """Where a number is in an array; None if it is not there."""
    place = int((numbers == number).argmax()) if numbers.size else 0
    return place if numbers.size and numbers[place] == number else None


def _inside(allowed: Truths, starts: Numbers) -> tuple[Truths, Truths]:
    """For each room, whether it is allowed with some of the starts, and whether with all."""
    return np.any(allowed[:, starts], axis=1), np.all(allowed[:, starts], axis=1)


def _looks_at_rooms(demand: Unary) -> bool:
    return type(demand).room_key is not Unary.room_key


def _key(demand: Unary) -> tuple[type[Unary], Hashable, int | None]:
    return (type(demand), demand.likeness, demand.weight)
