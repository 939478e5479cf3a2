"""Which cells are taken when, so that a free place for a session is one comparison away.

Time is cut into units as long as all starts and lengths allow. For every cell, running sums of what is taken tell at
once whether any stretch of it is free (measured: a candidate check by prefix sums costs a third of a scan).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from expo_planner.expo import Expo, Session
from expo_planner.schedule import Placement
from expo_planner.solver.board import Candidates

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
        self.taken = np.zeros((len(cells), size), dtype=np.int32)
        self.sums = np.zeros((len(cells), size + 1), dtype=np.int32)

    def _rows(self, room: str) -> list[int]:
        return [self.row[cell] for cell in self.expo.rooms[room].cells if cell in self.row]

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

    def free(self, session: Session, candidates: Candidates) -> dict[str, Places]:
        """Of each room, which of the session's candidate starts find all its cells free."""
        if session.host is not None:
            return {room: np.ones(len(starts), dtype=np.bool_) for room, starts in candidates.items()}
        spans: dict[tuple[int, ...], tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = {}
        found = {}
        for room, starts in candidates.items():
            if starts not in spans:
                ends = [self.expo.end(session, start) for start in starts]
                spans[starts] = (
                    (np.array(starts) - session.setup - self.first) // self.unit,
                    np.array(ends) + session.teardown - self.first,
                )
            begins, overs = spans[starts]
            free = np.ones(len(starts), dtype=np.bool_)
            for cell in self.expo.rooms[room].cells:
                if cell in self.row:
                    sums = self.sums[self.row[cell]]
                    lasts = (overs + self.gaps.get(cell, 0) + self.unit - 1) // self.unit
                    free &= sums[lasts] == sums[begins]
            found[room] = free
        return found
