"""Which cells are taken when, so that a free place for a session is one comparison away.

Time is cut into units as long as all starts and lengths allow. For every cell, running sums of what is taken tell at
once whether any stretch of it is free (measured: a candidate check by prefix sums costs a third of a scan).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from expo_planner.expo import Expo, Session
from expo_planner.schedule import Placement

MARGIN = 24 * 60
Places = npt.NDArray[np.bool_]


class Occupancy:
    """What sessions take of cells, with set-up, tear-down and the longest turnover that a cell may need.

    Sessions may be put twice into one cell; it is free again when both have left. Hosted sessions take nothing.
    """

    def __init__(self, expo: Expo, gaps: Mapping[str, int], starts: Iterable[int]) -> None:
        self.expo = expo
        self.gaps = gaps
        steps = {0, *gaps.values(), *starts}
        for session in expo.sessions.values():
            steps |= {session.setup, session.teardown, session.length or 0}
        self.unit = math.gcd(*steps, *(expo.horizon.start, MARGIN)) if expo.sessions else 1
        if any(session.length is None for session in expo.sessions.values()):
            self.unit = 1
        self.first = expo.horizon.start - MARGIN
        size = (expo.horizon.end + MARGIN - self.first) // self.unit + 1
        cells = [room.id for room in expo.rooms.values() if room.kind == "room" and not room.joined]
        self.row = {cell: number for number, cell in enumerate(cells)}
        self.nobody = len(cells)
        """A last row that is never taken: for rooms that hold many sessions, and rooms of fewer cells than others."""
        self.taken = np.zeros((len(cells) + 1, size), dtype=np.int32)
        self.sums = np.zeros((len(cells) + 1, size + 1), dtype=np.int32)
        self.gap = np.array([*(gaps.get(cell, 0) for cell in cells), 0])
        self.most = max((len(room.cells) for room in expo.rooms.values()), default=1)
        self.rows = {room.id: self._rows(room.cells) for room in expo.rooms.values()}

    def _rows(self, cells: Sequence[str]) -> list[int]:
        own = [self.row.get(cell, self.nobody) for cell in cells]
        return own + [self.nobody] * (self.most - len(own))

    def _span(self, session: Session, placement: Placement, cell: str) -> slice:
        start, end = self.expo.taken(session, placement)
        last = (end + self.gaps.get(cell, 0) - self.first + self.unit - 1) // self.unit
        return slice((start - self.first) // self.unit, last)

    def change(self, session: Session, placement: Placement, by: int) -> None:
        """Takes the session's cells (`by` 1) or gives them back (-1)."""
        if session.host is not None:
            return
        for cell in self.expo.rooms[placement.room].cells:
            if cell in self.row:
                row, span = self.row[cell], self._span(session, placement, cell)
                self.taken[row, span] += by
                np.cumsum(self.taken[row, span.start :], out=self.sums[row, span.start + 1 :])
                self.sums[row, span.start + 1 :] += self.sums[row, span.start]

    def free(self, session: Session, rooms: Sequence[str], starts: Sequence[int]) -> Places:
        """Whether all cells of a room are free for the session from a start on: rooms × starts."""
        found = np.ones((len(rooms), len(starts)), dtype=np.bool_)
        if session.host is not None:
            return found
        begins = (np.array(starts) - session.setup - self.first) // self.unit
        if session.length is None:
            ends = np.array([self.expo.end(session, start) for start in starts])
        else:
            ends = np.array(starts) + session.length
        overs = ends + session.teardown - self.first
        every = np.array([self.rows[room] for room in rooms])
        for rows in every.T:
            lasts = (overs[None, :] + self.gap[rows][:, None] + self.unit - 1) // self.unit
            found &= self.sums[rows[:, None], lasts] == self.sums[rows[:, None], begins[None, :]]
        return found
