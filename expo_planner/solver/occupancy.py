"""The free time of rooms, as arrays in which one comparison tells whether a placement is free.

Time is divided into units: the greatest common divisor of all starts and lengths, in ticks. For each room and unit,
the array holds how long the room is free from then on (a third of the time of prefix sums, a tenth of a scan).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from expo_planner.domain.clock import DAY
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement
from expo_planner.solver.domains.grid import Truths
from expo_planner.solver.domains.priced import Axes, Numbers, PricedDomain

EVER = 2**30


class Occupancy:
    """The use of rooms by sessions, including setup, teardown and the longest turnover that a cell may need.

    Several sessions may occupy a cell at once; it is free when the last one is removed. Hosted sessions occupy nothing.
    """

    def __init__(self, expo: Expo, gaps: Mapping[str, int], axes: Axes) -> None:
        self.expo, self.gaps, self.axes = expo, gaps, axes
        sessions = expo.sessions.values()
        steps = {expo.horizon.start, *gaps.values(), *axes.starts, DAY}
        steps |= {place.start for place in expo.standing.values()}
        longest = 0
        for session in sessions:
            steps |= {session.setup, session.teardown, session.length or 1}
            longest = max(longest, session.setup, session.teardown)
        self.unit = math.gcd(*steps)
        margin = (DAY + longest + max(gaps.values(), default=0)) // self.unit * self.unit
        self.first = expo.horizon.start - margin
        size = (expo.horizon.end + margin - self.first) // self.unit + 1
        cells = [room.id for room in expo.rooms.values() if room.kind == "room" and not room.joined]
        self.row = {cell: number for number, cell in enumerate(cells)}
        self.taken = np.zeros((len(cells), size), dtype=np.int16)
        self.units = np.arange(size, dtype=np.int32)
        self.gap = [gaps.get(cell, 0) // self.unit for cell in cells]
        self.free_cells = np.empty((len(cells), size), dtype=np.int32)
        self.cells = [[self.row[cell] for cell in expo.rooms[room].cells if cell in self.row] for room in axes.rooms]
        self.rooms: list[list[int]] = [[] for _ in cells]
        for room, own in enumerate(self.cells):
            for cell in own:
                self.rooms[cell].append(room)
        self.run = np.full((len(axes.rooms), size), EVER, dtype=np.int32)
        """For each room and unit: the number of units for which the room is free from then on, less the turnover."""
        for cell in range(len(cells)):
            self._refresh(cell)

    def _refresh(self, cell: int) -> None:
        end = np.where(self.taken[cell] > 0, self.units, EVER)
        self.free_cells[cell] = np.minimum.accumulate(end[::-1])[::-1] - self.units - self.gap[cell]
        for room in self.rooms[cell]:
            own = self.cells[room]
            self.run[room] = self.free_cells[own[0]] if len(own) == 1 else self.free_cells[own].min(0)

    def change(self, session: Session, placement: Placement, by: int) -> None:
        """Occupies the cells of the session's placement (`by` 1) or frees them (-1)."""
        if session.host is not None:
            return
        start, end = self.expo.taken(session, placement)
        for cell in self.cells[self.axes.row[placement.room]]:
            span = slice((start - self.first) // self.unit, -((self.first - end) // self.unit) + self.gap[cell])
            self.taken[cell, span] += by
            self._refresh(cell)

    def needed(self, session: Session, starts: Numbers) -> tuple[Numbers, Numbers | int]:
        """For each start (an index of the axes), the first unit in which it needs its room, and the number of units."""
        ticks = self.axes.ticks[starts]
        begins = (ticks - (session.setup + self.first)) // self.unit
        if session.length is not None:
            return begins, (session.setup + session.length + session.teardown) // self.unit
        ends = np.array([self.expo.end(session, int(tick)) for tick in ticks], dtype=np.intp)
        return begins, (ends + (session.teardown - self.first)) // self.unit - begins

    def free(self, session: Session, domain: PricedDomain, rows: Numbers | slice = slice(None)) -> Truths:
        """A matrix, rooms × starts, of whether each placement of the session is free; `rows` selects rooms."""
        if session.host is not None:
            return np.ones((len(domain.rooms[rows]), len(domain.starts)), dtype=np.bool_)
        begins, units = self.needed(session, domain.starts)
        return self.run[domain.rooms[rows, None], begins] >= units

    def admits(self, session: Session, placement: Placement) -> bool:
        """Whether a placement is free."""
        if session.host is not None:
            return True
        start, end = self.expo.taken(session, placement)
        begin = (start - self.first) // self.unit
        return bool(self.run[self.axes.row[placement.room], begin] >= -((start - end) // self.unit))
