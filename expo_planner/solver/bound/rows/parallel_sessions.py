"""Rows for musts that limit parallel sessions, in each stretch."""

from __future__ import annotations

import numpy as np

from expo_planner.rules.requirements import AtOnce, Requirement
from expo_planner.solver.bound.rows.family import Coefficients, Family
from expo_planner.solver.bound.rows.stretches import Shape, Stretches
from expo_planner.solver.domains.priced import Prices


class ParallelSessions(Family):
    """Rows for musts that limit what runs at one time: their minutes in each stretch, times the limit."""

    def __init__(self, stretches: Stretches, musts: tuple[Requirement, ...]) -> None:
        super().__init__()
        self.stretches, self.expo, self.domains = stretches, stretches.expo, stretches.problem.domains
        self._by_start: dict[tuple[Shape, int, int], Prices] = {}
        limits: list[Prices] = []
        for at_once in (demand.at_once for demand in musts):
            if at_once is not None and len(at_once.loads) > 1:
                self._add(at_once, len(limits) * len(stretches.windows))
                limits.append(self._left(at_once))
        self.limits = np.concatenate(limits) if limits else self.limits

    def _left(self, at_once: AtOnce) -> Prices:
        """The limit in each stretch, less the sessions that stay where they are."""
        left = self.stretches.lengths * at_once.limit
        for name, load in at_once.loads.items():
            if name not in self.domains and name in self.expo.standing:
                left = left - load * self.stretches.minutes(*self.expo.standing[name].window)[0]
        return np.maximum(left, 0).astype(np.float32)

    def _add(self, at_once: AtOnce, first: int) -> None:
        """Adds the rows of one must, from row `first` on."""
        rows = np.arange(first, first + len(self.stretches.windows))
        for name, load in at_once.loads.items():
            if name in self.domains:
                session, starts = self.expo.sessions[name], self.domains[name].starts
                key = (session.shape, id(starts), load)
                if key not in self._by_start:
                    running = self.stretches.of(session, taken=False)[starts]
                    self._by_start[key] = np.ascontiguousarray(running.T * np.float32(load))
                self.coefficients[name].append(Coefficients(rows, self._by_start[key]))
