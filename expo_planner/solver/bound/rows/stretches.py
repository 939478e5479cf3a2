"""The expo's hours in stretches: the times for which room time and parallel sessions are counted."""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

import numpy as np

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Session
from expo_planner.solver.domains.priced import Numbers, Prices
from expo_planner.solver.problem import SearchProblem

Shape: TypeAlias = tuple[int | None, int | None, bool, int, int]
"""What decides how long a session takes its room: see `Session.shape`."""


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

    @property
    def lengths(self) -> Prices:
        """The length of each stretch, in minutes."""
        return np.asarray(self._ends - self._starts, dtype=np.float32)

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
