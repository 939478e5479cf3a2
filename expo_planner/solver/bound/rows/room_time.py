"""Rows for room time: each cell has a number of usable minutes in each stretch."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from expo_planner.domain.clock import union
from expo_planner.solver.bound.rows.family import Family
from expo_planner.solver.bound.rows.stretches import Shape, Stretches
from expo_planner.solver.domains.priced import Prices


class RoomTime(Family):
    """Rows for room time. Row c · stretches + s is stretch s of cell c.

    Their prices are the same for all sessions of a shape. So they are charged by `tolls`, not by `coefficients`.
    """

    def __init__(self, stretches: Stretches) -> None:
        super().__init__()
        self.stretches, self.axes, self.expo = stretches, stretches.axes, stretches.expo
        cells = [room.id for room in self.expo.rooms.values() if room.kind == "room" and not room.joined]
        number = {cell: row for row, cell in enumerate(cells)}
        self.cells = [
            [number[cell] for cell in self.expo.rooms[room].cells if cell in number] for room in self.axes.rooms
        ]
        capacity = np.zeros((len(cells), len(stretches.windows)), dtype=np.float32)
        always = self._may_be_closed()
        for cell, row in number.items():
            rooms = [self.expo.rooms[room] for room in self.expo.joins[cell]]
            ever = (stretches.whole,) if always else union(w for room in rooms for w in self.expo.usable(room))
            for window in ever:
                capacity[row] += stretches.minutes(*window)[0]
        for name, placement in self.expo.standing.items():
            session = self.expo.sessions[name]
            if name not in stretches.problem.domains and session.host is None:
                for cell in self.expo.rooms[placement.room].cells:
                    if cell in number:
                        capacity[number[cell]] -= stretches.minutes(*self.expo.taken(session, placement))[0]
        self.shape = capacity.shape
        self.limits = np.maximum(capacity, 0).ravel()

    def _may_be_closed(self) -> bool:
        """Whether sessions may use closed rooms, at a cost or by a waiver."""
        opening = (demand for demand in self.stretches.problem.scenario.requirements if demand.keeps_hours)
        return any(demand.weight is not None or demand.waivers for demand in opening)

    def use(self, shares: Prices, shape: Shape) -> Prices:
        """What shares of placements of one shape use (rooms × starts of the axes)."""
        by_cell = np.zeros(self.shape, dtype=np.float32)
        for own, taken in zip(self.cells, shares @ self._taken[shape], strict=True):
            by_cell[own] += taken
        return by_cell.ravel()

    def tolls(self, prices: Prices) -> dict[Shape, Prices]:
        """The price of room time for sessions of each shape: rooms × starts of the axes."""
        by_cell = prices.reshape(self.shape)
        by_room = np.array([by_cell[own].sum(0) for own in self.cells], dtype=np.float32)
        return {shape: by_room @ taken.T for shape, taken in self._taken.items()}

    @cached_property
    def _taken(self) -> dict[Shape, Prices]:
        """The minutes of each stretch that sessions of each shape need: starts × stretches."""
        sessions = {self.expo.sessions[name].shape: self.expo.sessions[name] for name in self.stretches.problem.domains}
        return {shape: self.stretches.of(session, taken=True) for shape, session in sessions.items()}
