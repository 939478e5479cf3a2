"""Destroy operators: choose the sessions to free by room, by time, by relation, or by cost.

Each operator proposes sessions that may profit from being placed again together (Shaw 1998; Pisinger and Ropke 2007).
A new neighbourhood is a method here and a line in `operators`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from expo_planner.domain.schedule import Placement
from expo_planner.solver.domains.priced import NEVER, Numbers
from expo_planner.solver.lns.select import RouletteWheel
from expo_planner.solver.params import NeighbourhoodParams
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.reduced_costs import ReducedCosts


class DestroyOperators:
    """Proposes sets of sessions to free, preferring operators by their past gains."""

    def __init__(
        self,
        partial: PartialSchedule,
        costs: ReducedCosts,
        seed: int,
        params: NeighbourhoodParams = NeighbourhoodParams(),
    ) -> None:
        self.costs, self.params = costs, params
        self.partial, self.problem, self.expo = partial, partial.problem, partial.expo
        self.names = tuple(self.problem.domains)
        self.number = {name: number for number, name in enumerate(self.names)}
        self.random = np.random.default_rng(seed)
        self.starts = np.zeros(len(self.names), dtype=np.int64)
        self.rooms = np.full(len(self.names), -1, dtype=np.intp)
        """The index of each session's room; -1 if it is not placed."""
        self.regret = np.zeros(len(self.names), dtype=np.float64)
        """The last known difference between each session's reduced cost and the least of its placements; what leaving
        it out costs beyond its cheapest placement if it is not placed."""
        for name in self.names:
            self.note(name)
        self.operators: dict[str, Callable[[int, int], list[str]]] = {
            "room": self._room,
            "time": self._time,
            "related": self._related,
            "costly": self._costly,
        }
        self.wheel = RouletteWheel([*self.operators], params.memory, params.least_share)

    def note(self, name: str) -> None:
        """Records the current placement of a session and its regret."""
        number, domain = self.number[name], self.problem.domains[name]
        placement = self.partial.placed.get(name)
        if placement is None:
            self.rooms[number] = -1
            left_out = self.problem.left_out[name]
            could = max((left_out or 0) - domain.least, 0.0) if domain.extent else 0.0
            self.regret[number] = float(NEVER) if left_out is None else could
            return
        self.starts[number] = placement.start
        self.rooms[number] = domain.axes.row[placement.room]
        found = domain.find(placement)
        self.regret[number] = self.costs.excess(name, *found) if found else 0.0

    def propose(self, size: int) -> tuple[str, list[str]]:
        """Chooses an operator; returns its name and at most `size` sessions to free."""
        waiting = np.flatnonzero(self.regret >= NEVER)  # must sessions that are not placed
        if len(waiting) and self.random.random() < self.params.unplaced_share:
            chosen = self._costly(int(self.random.choice(waiting)), size)[:size]
            return "unplaced", self.problem.with_assignments(chosen)
        kind = self.wheel.choose(self.random)
        if kind == "costly":
            weight = 1 + 4 * np.minimum(self.regret, 100)
            seed = int(np.searchsorted(weight.cumsum(), self.random.random() * weight.sum()))
        else:
            seed = int(self.random.integers(len(self.names)))
        chosen = self.operators[kind](min(seed, len(self.names) - 1), size)
        return kind, self.problem.with_assignments(list(dict.fromkeys(chosen))[:size])

    def _nearest(self, numbers: Numbers, seed: int) -> list[str]:
        away = np.abs(self.starts[numbers] - self.starts[seed])
        return [self.names[seed], *(self.names[numbers[place]] for place in np.argsort(away, kind="stable"))]

    def _room(self, seed: int, size: int) -> list[str]:
        """Sessions near one moment in two rooms, and in the rooms that share cells with them."""
        if self.rooms[seed] < 0:
            return [self.names[seed]]
        axes = self.problem.axes
        other = int(self.random.integers(len(axes.rooms)))
        rooms = {room for number in (self.rooms[seed], other) for room in self.expo.joins[axes.rooms[number]]}
        return self._nearest(np.flatnonzero(np.isin(self.rooms, [axes.row[room] for room in rooms])), seed)

    def _time(self, seed: int, size: int) -> list[str]:
        """Sessions near one moment, in any room."""
        near = np.argsort(np.abs(self.starts - self.starts[seed]) + self.random.random(len(self.names)))[: 3 * size]
        return [self.names[seed], *(self.names[number] for number in self.random.permutation(near))]

    def _related(self, seed: int, size: int) -> list[str]:
        """Sessions related by demands, breadth first from the seed."""
        chosen = [self.names[seed]]
        for name in chosen:
            if len(chosen) >= size:
                break
            for demand in self.problem.related[name]:
                if len(demand.sessions) <= 2 * size:
                    chosen += [other for other in demand.sessions if other not in chosen and self._ordinary(other)]
        return chosen

    def _ordinary(self, name: str) -> bool:
        """Whether the session may move and is no hub, such as an opening that excludes parallel sessions."""
        return name in self.number and len(self.problem.related[name]) <= self.params.hub_relations

    def _costly(self, seed: int, size: int) -> list[str]:
        """A session that costs more than it need, the occupants of its cheaper placements, and so on from them."""
        chosen = [self.names[seed]]
        for name in chosen:
            if len(chosen) >= size:
                break
            domain = self.problem.domains[name]
            if not domain.extent:
                continue
            prices = self.partial.prices(name, self.partial.extras(name)) + self.costs.toll(name)
            prices += self.random.random(prices.shape, dtype=np.float32)
            look = min(self.params.cheap_placements, prices.size)
            for place in np.argpartition(prices.ravel(), look - 1)[:look]:
                row, column = divmod(int(place), prices.shape[1])
                if prices[row, column] < NEVER:
                    wanted = self.partial.placement(name, row, column)
                    chosen += [other for other in self._standing(wanted) if other not in chosen]
        return chosen

    def _standing(self, wanted: Placement) -> list[str]:
        """The movable sessions that overlap a wanted placement in its cells."""
        return [
            name
            for room in self.expo.joins[wanted.room]
            for name in sorted(self.partial.inside[room])
            if name in self.number and self.partial.placed[name].window.meets(wanted.window)
        ]
