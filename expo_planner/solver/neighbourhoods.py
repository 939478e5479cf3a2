"""Which sessions to free next: by room, by time, by who and what belongs together, by what costs most.

Each kind proposes some sessions that would profit from being planned anew together; how often it is asked follows what
it has brought so far.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from expo_planner.expo import Expo
from expo_planner.schedule import Placement
from expo_planner.solver.problem import Options, Problem

LOOK = 8
"""Cheap places of a costly session whose occupants are freed with it."""
MEMORY = 0.8
"""How much of what a kind has brought before counts against what it brings now."""


class Neighbourhoods:
    """Proposes sets of sessions, and learns which kind of set pays."""

    def __init__(self, problem: Problem, options: Mapping[str, Options], seed: int) -> None:
        self.problem, self.options = problem, options
        self.expo: Expo = problem.scenario.expo
        self.random = random.Random(seed)
        self.kinds: dict[str, Callable[[Mapping[str, Placement], int], list[str]]] = {
            "room": self._room,
            "time": self._time,
            "related": self._related,
            "costly": self._costly,
            "unplaced": self._unplaced,
        }
        self.worth = dict.fromkeys(self.kinds, 1.0)

    def propose(self, placed: Mapping[str, Placement], size: int) -> tuple[str, list[str]]:
        """A kind, and at most `size` sessions of that kind."""
        kinds = [kind for kind in self.kinds if kind != "unplaced" or len(placed) < len(self.expo.sessions)]
        (kind,) = self.random.choices(kinds, [0.05 + self.worth[kind] for kind in kinds])
        return kind, self.kinds[kind](placed, size)[:size]

    def learn(self, kind: str, gain: float) -> None:
        """What a kind has brought: the cost it saved, for each deterministic second it took."""
        self.worth[kind] = MEMORY * self.worth[kind] + (1 - MEMORY) * gain

    def _placed(self, placed: Mapping[str, Placement]) -> list[str]:
        return [name for name in self.options if name in placed]

    def _room(self, placed: Mapping[str, Placement], size: int) -> list[str]:
        """Sessions of one room and those that share its cells, around one moment."""
        seed = self.random.choice(self._placed(placed) or list(self.options))
        if seed not in placed:
            return [seed]
        rooms = set(self.expo.joins[placed[seed].room])
        beside = [name for name in self.options if name in placed and placed[name].room in rooms]
        return self._nearest(beside, placed, placed[seed].start)

    def _time(self, placed: Mapping[str, Placement], size: int) -> list[str]:
        """Sessions around one moment, whatever their room."""
        seed = self.random.choice(self._placed(placed) or list(self.options))
        if seed not in placed:
            return [seed]
        near = self._nearest(self._placed(placed), placed, placed[seed].start)[: 3 * size]
        rest = near[1:]
        self.random.shuffle(rest)
        return [seed, *rest]

    def _nearest(self, names: Sequence[str], placed: Mapping[str, Placement], moment: int) -> list[str]:
        return sorted(names, key=lambda name: (abs(placed[name].start - moment), name))

    def _related(self, placed: Mapping[str, Placement], size: int) -> list[str]:
        """Sessions that demands tie together, from one of them outwards."""
        seed = self.random.choice(list(self.options))
        chosen, waiting = [seed], [seed]
        while waiting and len(chosen) < size:
            for demand in self.problem.related[waiting.pop(0)]:
                if len(demand.sessions) <= 2 * size:
                    new = [name for name in demand.sessions if name in self.options and name not in chosen]
                    chosen += new
                    waiting += new
        return chosen

    def _costly(self, placed: Mapping[str, Placement], size: int) -> list[str]:
        """A session that costs more than it need, who stands where it would cost less, and their neighbours."""
        names = self._placed(placed)
        if not names:
            return self._related(placed, size)
        excess = [self._excess(name, placed[name]) for name in names]
        (seed,) = self.random.choices(names, [1 + 4 * amount for amount in excess])
        options, chosen = self.options[seed], [seed]
        for room, start in options.sample(self.random, LOOK):
            place = self.expo.place_session(self.expo.sessions[seed], room, start)
            rooms = set(self.expo.joins[room])
            for name in names:
                other = placed[name]
                if other.room in rooms and other.window.meets(place.window) and name not in chosen:
                    chosen.append(name)
        return chosen + [name for name in self._time(placed, size) if name not in chosen]

    def _excess(self, name: str, placement: Placement) -> int:
        return self.options[name].price(placement) - self.options[name].least

    def _unplaced(self, placed: Mapping[str, Placement], size: int) -> list[str]:
        """Sessions without a place, and some that stand where they could."""
        waiting = [name for name in self.options if name not in placed]
        if not waiting:
            return self._related(placed, size)
        seed = self.random.choice(waiting)
        chosen = [seed]
        for room, start in self.options[seed].sample(self.random, LOOK):
            place = self.expo.place_session(self.expo.sessions[seed], room, start)
            rooms = set(self.expo.joins[room])
            chosen += [
                name
                for name in self._placed(placed)
                if name not in chosen and placed[name].room in rooms and placed[name].window.meets(place.window)
            ]
        return chosen
