"""Rows for wishes for few days or rooms: a session uses a day, or a room on a day, only if that use is counted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import DistinctCount
from expo_planner.solver.bound.rows.family import Coefficients, Family
from expo_planner.solver.domains.priced import Numbers, Prices
from expo_planner.solver.problem import SearchProblem

Sums = npt.NDArray[np.float64]
"""One number for each use, or for each bucket."""


class DistinctUses(Family):
    """Rows for wishes for few days or rooms: one for each session and use of a wish.

    `use_of` is the use of each row, `weight_of` what each use costs. The first use of a bucket is free: of a wish, or
    of a day of a wish if rooms are counted. The uses of a bucket follow each other; `first_of` is the first of each.
    """

    scale = 60.0

    def __init__(self, problem: SearchProblem, most: int) -> None:
        """Of at most so many rows; wishes beyond them are left out."""
        super().__init__()
        self.problem, self.axes, self.expo = problem, problem.axes, problem.scenario.expo
        self._days = len(self.expo.days)
        self._on_day = (self.axes.days[None, :] == np.arange(self._days)[:, None]).astype(np.float32)
        self._by_start: dict[int, Prices] = {}
        use_of, weight_of, first_of, rows, uses = [], [], [], 0, 0
        for demand in problem.scenario.requirements:
            if not isinstance(demand, DistinctCount) or not demand.weight or demand.waivers:
                continue
            names = [name for name in demand.members if name in problem.domains and self._simple(demand, name)]
            width = len(self.axes.rooms) if demand.by_room else 1
            size = self._days * sum(len(problem.domains[name].rooms) if demand.by_room else 1 for name in names)
            if len(names) < 2 or rows + size > most:
                continue
            for name in names:
                own = self._uses(name) if demand.by_room else np.arange(self._days)
                use_of.append(uses + own.ravel())
                self.coefficients[name].append(
                    Coefficients(rows + np.arange(own.size).reshape(own.shape), self._starts(name))
                )
                rows += own.size
            first_of.append(uses + np.arange(self._days if demand.by_room else 1) * width)
            weight_of.append(np.full(self._days * width, demand.weight, dtype=np.float32))
            uses += self._days * width
        self.use_of: Numbers = np.concatenate(use_of) if use_of else np.zeros(0, dtype=np.intp)
        self.weight_of: Prices = np.concatenate(weight_of) if weight_of else np.zeros(0, dtype=np.float32)
        self.first_of: Numbers = np.concatenate(first_of) if first_of else np.zeros(0, dtype=np.intp)
        self.bucket_of: Numbers = np.searchsorted(self.first_of, np.arange(uses), side="right") - 1
        self.limits = np.zeros(rows, dtype=np.float32)
        self.weight = float(self.weight_of.max(initial=0))

    def _simple(self, demand: DistinctCount, name: str) -> bool:
        """Whether the session always counts on the day of its start."""
        session, domain = self.expo.sessions[name], self.problem.domains[name]
        if session.length is None or not session.short or not domain.extent:
            return False
        for column in np.unique(self.axes.days[domain.starts], return_index=True)[1]:
            start = domain.start(int(column))
            if demand.dates(name, Placement("", start, start + session.length)) != {self.expo.clock.date(start)}:
                return False
        return True

    def _uses(self, name: str) -> Numbers:
        """The use of each room of the domain on each day, within its wish: rooms × days."""
        return self.problem.domains[name].rooms[:, None] + np.arange(self._days) * len(self.axes.rooms)

    def _starts(self, name: str) -> Prices:
        """Which starts of the domain are on which day: days × starts."""
        starts = self.problem.domains[name].starts
        return self._by_start.setdefault(id(starts), self._on_day[:, starts])

    def affordable(self, prices: Prices) -> Prices:
        """The prices, scaled down where all sessions together would pay more for a use than it costs."""
        share = np.minimum(1, self.weight_of / np.maximum(self._paid(prices), 1e-9))
        return (prices * share[self.use_of]).astype(np.float32)

    def rebate(self, prices: Prices) -> float:
        """The sum over all buckets of the largest amount paid for a use, since the first use is free."""
        return float(self._dearest(self._paid(prices)).sum())

    def free(self, prices: Prices, spread: float) -> Prices:
        """Which use of each bucket is free, split among uses for which nearly as much is paid."""
        paid = self._paid(prices)
        share = np.exp((paid - self._dearest(paid)[self.bucket_of]) / spread)
        whole = np.bincount(self.bucket_of, share, len(self.first_of))
        return np.asarray((share / whole[self.bucket_of])[self.use_of], dtype=np.float32)

    def _paid(self, prices: Prices) -> Sums:
        """What all sessions together pay for each use."""
        return np.asarray(np.bincount(self.use_of, prices, len(self.weight_of)), dtype=np.float64)

    def _dearest(self, paid: Sums) -> Sums:
        """The largest amount paid for a use of each bucket."""
        dearest: Sums = np.maximum.reduceat(paid, self.first_of) if len(paid) else paid
        return dearest
