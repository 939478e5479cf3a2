"""The placements of one session as a grid, rooms × starts, and the exact effect of demands on it alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from expo_planner.cpsat.vocabulary import Domain
from expo_planner.domain.entities import Session, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.nearness import distance_of_room, distance_of_start
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Clash, Requirement, Unary

Truths = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
ArrayIndex = tuple[npt.NDArray[np.intp], ...]
"""Selects placements of a grid by rows and columns, as `np.ix_` does."""
Columns = Callable[[list[int]], Sequence[int]]
"""Returns the columns to examine for a group of rows."""


def alike_rooms(demand: Requirement, rooms: Sequence[str]) -> Iterator[tuple[list[int], str]]:
    """Groups the rooms that a demand cannot tell apart; yields the indices of a group and one of its rooms."""
    groups: dict[Hashable, list[int]] = {}
    for number, room in enumerate(rooms):
        groups.setdefault(demand.room_key(demand.expo.rooms[room]), []).append(number)
    return ((numbers, rooms[numbers[0]]) for numbers in groups.values())


@dataclass(frozen=True)
class Grid:
    """The grid of a session, rooms × starts. `starts` are ticks, in ascending order."""

    expo: Expo
    session: Session
    rooms: tuple[str, ...]
    starts: tuple[int, ...]

    @cached_property
    def ticks(self) -> Integers:
        """The starts as an array."""
        return np.array(self.starts, dtype=np.int64)

    @cached_property
    def ends(self) -> Integers:
        """The end of the session at each start, in ticks."""
        return np.array([self.expo.end(self.session, start) for start in self.starts], dtype=np.int64)

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rooms and of starts."""
        return len(self.rooms), len(self.starts)

    def placement(self, row: int, column: int) -> Placement:
        """The placement in a row and column."""
        return Placement(self.rooms[row], self.starts[column], int(self.ends[column]))

    def inside(self, domain: Domain) -> Truths:
        """A mask of the placements that are in a domain."""
        return np.array([np.isin(self.ticks, domain[room]) for room in self.rooms], dtype=np.bool_).reshape(self.shape)

    def domain(self, chosen: Truths) -> Domain:
        """The placements selected by a mask, as a domain."""
        return {
            room: tuple(self.ticks[chosen[row]].tolist()) for row, room in enumerate(self.rooms) if chosen[row].any()
        }

    def every(self, rows: Sequence[int]) -> Sequence[int]:
        """All columns, for any rows."""
        return range(len(self.starts))

    def forbidden(self, demand: Unary, columns: Columns | None = None) -> Iterator[ArrayIndex]:
        """The placements, among the selected ones, at which a demand does not hold."""
        for rows, room in alike_rooms(demand, self.rooms):
            asked = (columns or self.every)(rows)
            starts = tuple(self.starts[column] for column in asked)
            held = set(demand.holding(room, starts)) if starts else set()
            if len(held) < len(starts):
                yield np.ix_(rows, [column for column in asked if self.starts[column] not in held])

    def clashes(
        self, demand: Unary, waivers: tuple[Waiver, ...], columns: Columns | None = None
    ) -> Iterator[tuple[ArrayIndex, Clash]]:
        """The clashes of a demand, each with the placements, among the selected ones, at which it occurs."""
        timed = demand.timed or bool(waivers)
        for rows, room in alike_rooms(demand, self.rooms):
            asked = (columns or self.every)(rows)
            for column in asked if timed else asked[:1]:
                place = Placement(room, self.starts[column], int(self.ends[column]))
                for clash in demand.broken_by(Schedule({self.session.id: place})):
                    where = np.ix_(rows, [column] if timed else self.every(rows))
                    yield where, clash.judged(self.expo, waivers)

    def disturbance(self, before: Placement) -> Integers:
        """The disturbance of moving the session to each placement."""
        price, told, extra = self.expo.keep.of_move, self.session.told, self.session.keep
        cases = [[price(told, extra, start=start, room=room) for room in (False, True)] for start in (False, True)]
        other_room = np.array([room != before.room for room in self.rooms], dtype=np.intp)
        other_start = (self.ticks != before.start).astype(np.intp)
        prices: Integers = np.array(cases, dtype=np.int64)[other_start[None, :], other_room[:, None]]
        return prices

    def distance(self, before: Placement) -> Integers:
        """How far each placement is from one of the session."""
        rooms = np.array([distance_of_room(self.expo, before, room) for room in self.rooms], dtype=np.int64)
        starts = np.array([distance_of_start(self.expo, before, start) for start in self.starts], dtype=np.int64)
        far: Integers = rooms[:, None] + starts[None, :]
        return far

    def only(self, placement: Placement) -> Truths:
        """A mask of one placement."""
        mask: Truths = np.array([room == placement.room for room in self.rooms], dtype=np.bool_)[:, None] & (
            self.ticks == placement.start
        )
        return mask
