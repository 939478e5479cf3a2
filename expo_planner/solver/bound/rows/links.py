"""Rows for links: one session is placed in a region only if another is placed in its own region."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

import numpy as np

from expo_planner.rules.requirements import Region, Requirement
from expo_planner.solver.bound.rows.family import Coefficients, Family
from expo_planner.solver.bound.rows.stretches import Stretches


class Links(Family):
    """Rows for links between sessions that must be placed: the share of one in its region, less that of the other."""

    scale = 30.0

    def __init__(self, stretches: Stretches, musts: tuple[Requirement, ...], most: int) -> None:
        """Of at most so many rows; links beyond them are left out."""
        super().__init__()
        problem, self.axes = stretches.problem, stretches.axes
        cuts = sorted({edge for window in stretches.windows for edge in window})
        self.domains = {
            name: domain for name, domain in problem.domains.items() if problem.left_out[name] is None and domain.extent
        }
        own: dict[tuple[str, str | None], list[tuple[int, int, Region]]] = defaultdict(list)
        count = 0
        for link in islice((link for demand in musts for link in demand.links(cuts)), most):
            if link.inside.session in self.domains and link.only_if.session in self.domains:
                for sign, region in ((1, link.inside), (-1, link.only_if)):
                    own[region.session, region.room].append((count, sign, region))
                count += 1
        self.limits = np.zeros(count, dtype=np.float32)
        for (name, room), terms in own.items():
            self._add(name, room, terms)

    def _add(self, name: str, room: str | None, terms: list[tuple[int, int, Region]]) -> None:
        """Adds the coefficients of a session's placements in one room, or in all."""
        domain = self.domains[name]
        found = None
        if room is not None:
            places = np.flatnonzero(domain.rooms == self.axes.row[room])
            if not len(places):
                return
            found = int(places[0])
        ticks = self.axes.ticks[domain.starts]
        by_start = np.zeros((len(terms), len(ticks)), dtype=np.float32)
        for coefficients, (_, sign, region) in zip(by_start, terms, strict=True):
            window = region.starts
            coefficients[:] = sign if window is None else sign * ((ticks >= window.start) & (ticks < window.end))
        self.coefficients[name].append(Coefficients(np.array([row for row, _, _ in terms]), by_start, found))
