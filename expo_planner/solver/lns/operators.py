"""Which sessions to free next: by room, by time, by who and what belongs together, by what costs most.

Each destroy operator proposes some sessions that would profit from being placed anew together (Shaw 1998; Pisinger and
Ropke 2007). A new neighbourhood is a method here and a line in `operators`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from expo_planner.domain.schedule import Placement
from expo_planner.solver.domains.priced import NEVER, Numbers
from expo_planner.solver.lns.select import RouletteWheel
from expo_planner.solver.params import NeighbourhoodParams
from expo_planner.solver.partial_schedule import PartialSchedule


class DestroyOperators:
    """Proposes sets of sessions to free; which operator is asked follows what it has brought."""

    def __init__(
        self, partial: PartialSchedule, seed: int, params: NeighbourhoodParams = NeighbourhoodParams()
    ) -> None:
        self.params = params
        self.partial, self.problem, self.expo = partial, partial.problem, partial.expo
        self.names = tuple(self.problem.domains)
        self.number = {name: number for number, name in enumerate(self.names)}
        self.random = np.random.default_rng(seed)
        self.starts = np.zeros(len(self.names), dtype=np.int64)
        self.rooms = np.full(len(self.names), -1, dtype=np.intp)
        """Of each session, the number of its room; -1 where it has no place."""
        self.regret = np.zeros(len(self.names), dtype=np.float64)
        """By how much each session costs more than it would if it could choose freely, when last looked at."""
        for name in self.names:
            self.note(name)
        self.operators: dict[str, Callable[[int, int], list[str]]] = {
            "room": self._room,
            "time": self._time,
            "related": self._related,
            "costly": self._costly,
        }
        self.wheel = RouletteWheel([*self.operators], params.memory, params.least_share)

    def note(self, name: str, regret: float | None = None) -> None:
        """Takes down where a session stands now, and its regret where that is known."""
        number, domain = self.number[name], self.problem.domains[name]
        placement = self.partial.placed.get(name)
        if placement is None:
            self.rooms[number] = -1
            self.regret[number] = float(NEVER) if self.problem.left_out[name] is None else 0
            return
        self.starts[number] = placement.start
        self.rooms[number] = domain.axes.row[placement.room]
        if regret is None:
            found = domain.find(placement)
            regret = domain.price(*found) - domain.least if found else 0.0
        self.regret[number] = regret

    def propose(self, size: int) -> tuple[str, list[str]]:
        """An operator, and at most `size` sessions that it frees."""
        waiting = np.flatnonzero(self.rooms < 0)
        if len(waiting) and self.random.random() < self.params.unplaced_share:
            return "unplaced", self._costly(int(self.random.choice(waiting)), size)[:size]
        kind = self.wheel.choose(self.random)
        if kind == "costly":
            weight = 1 + 4 * np.minimum(self.regret, 100)
            seed = int(np.searchsorted(weight.cumsum(), self.random.random() * weight.sum()))
        else:
            seed = int(self.random.integers(len(self.names)))
        chosen = self.operators[kind](min(seed, len(self.names) - 1), size)
        return kind, list(dict.fromkeys(chosen))[:size]

    def _nearest(self, numbers: Numbers, seed: int) -> list[str]:
        away = np.abs(self.starts[numbers] - self.starts[seed])
        return [self.names[seed], *(self.names[numbers[place]] for place in np.argsort(away, kind="stable"))]

    def _room(self, seed: int, size: int) -> list[str]:
        """Sessions of one room, those that share its cells, and another room, around one moment."""
        if self.rooms[seed] < 0:
            return [self.names[seed]]
        axes = self.problem.axes
        other = int(self.random.integers(len(axes.rooms)))
        rooms = {room for number in (self.rooms[seed], other) for room in self.expo.joins[axes.rooms[number]]}
        return self._nearest(np.flatnonzero(np.isin(self.rooms, [axes.row[room] for room in rooms])), seed)

    def _time(self, seed: int, size: int) -> list[str]:
        """Sessions around one moment, whatever their room."""
        near = np.argsort(np.abs(self.starts - self.starts[seed]) + self.random.random(len(self.names)))[: 3 * size]
        return [self.names[seed], *(self.names[number] for number in self.random.permutation(near))]

    def _related(self, seed: int, size: int) -> list[str]:
        """Sessions that demands tie together, from one of them outwards."""
        chosen = [self.names[seed]]
        for name in chosen:
            if len(chosen) >= size:
                break
            for demand in self.problem.related[name]:
                if len(demand.sessions) <= 2 * size:
                    chosen += [other for other in demand.sessions if other not in chosen and self._ordinary(other)]
        return chosen

    def _ordinary(self, name: str) -> bool:
        """Whether it may move and is not tied to nearly all others, as an opening beside which nothing else runs."""
        return name in self.number and len(self.problem.related[name]) <= self.params.hub_relations

    def _costly(self, seed: int, size: int) -> list[str]:
        """A session that costs more than it need, who stands where it would cost less, and so on from them."""
        chosen = [self.names[seed]]
        for name in chosen:
            if len(chosen) >= size:
                break
            domain = self.problem.domains[name]
            if not domain.extent:
                continue
            prices = self.partial.prices(name, self.partial.extras(name))
            prices += self.random.random(prices.shape, dtype=np.float32)
            look = min(self.params.cheap_placements, prices.size)
            for place in np.argpartition(prices.ravel(), look - 1)[:look]:
                row, column = divmod(int(place), prices.shape[1])
                if prices[row, column] < NEVER:
                    wanted = self.partial.placement(name, row, column)
                    chosen += [other for other in self._standing(wanted) if other not in chosen]
        return chosen

    def _standing(self, wanted: Placement) -> list[str]:
        """The sessions that stand where another would like to."""
        return [
            name
            for room in self.expo.joins[wanted.room]
            for name in sorted(self.partial.inside[room])
            if name in self.number and self.partial.placed[name].window.meets(wanted.window)
        ]
