"""A first schedule, quickly: hardest sessions first, each at its cheapest free place; who blocks may be moved on.

Guided ejection: where a session finds no free place, it takes the one whose occupants have been the least trouble so
far; they are placed anew, and every failure makes a session heavier to move again.
"""

from __future__ import annotations

import heapq
import random
import time
from collections import defaultdict

from expo_planner.schedule import Placement, Schedule
from expo_planner.solver.occupancy import Occupancy
from expo_planner.solver.problem import Problem

TRIES = 40
"""Places looked at, cheapest first, when others have to make room."""


class Construction:
    """Builds a schedule session by session. The same seed gives the same schedule."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem, self.expo = problem, problem.scenario.expo
        self.random = random.Random(seed)
        self.placed: dict[str, Placement] = {}
        self.inside: dict[str, set[str]] = defaultdict(set)
        self.trouble: dict[str, int] = defaultdict(int)
        starts = {start for session in self.expo.sessions.values() for start in problem.table.starts(session)}
        self.occupancy = Occupancy(self.expo, problem.gaps, starts)
        self.options = {name: problem.options(name) for name in problem.movable}
        for name, placement in self.expo.standing.items():
            if name not in self.options:
                self._put(name, placement)

    def build(self, deadline: float, rounds: int) -> Schedule:
        """Places all it can before the deadline and within so many rounds; musts come before the others."""
        queue = [(self._ease(name), name) for name in self.options]
        heapq.heapify(queue)
        while queue and rounds > 0 and time.monotonic() < deadline:
            rounds -= 1
            _, name = heapq.heappop(queue)
            if name in self.placed:
                continue
            if not self._place(name):
                for other in self._make_room(name):
                    heapq.heappush(queue, (self._ease(other), other))
        return Schedule({name: self.placed[name] for name in self.expo.sessions if name in self.placed})

    def _ease(self, name: str) -> tuple[int, int, int]:
        session = self.expo.sessions[name]
        length = (session.length or 24 * 60) + session.setup + session.teardown
        optional = session.priority is not None
        return (optional * (1000 + self.trouble[name]), self.options[name].size // max(length // 15, 1), -length)

    def _put(self, name: str, placement: Placement) -> None:
        self.placed[name] = placement
        self.inside[placement.room].add(name)
        self.occupancy.change(self.expo.sessions[name], placement, 1)

    def _remove(self, name: str) -> None:
        placement = self.placed.pop(name)
        self.inside[placement.room].remove(name)
        self.occupancy.change(self.expo.sessions[name], placement, -1)

    def _place(self, name: str) -> bool:
        session = self.expo.sessions[name]
        for _, room, start in self.options[name].cheapest(session, self.occupancy):
            placement = self.expo.place_session(session, room, start)
            if self.problem.admitted(self.placed, name, placement):
                self._put(name, placement)
                return True
        return False

    def _make_room(self, name: str) -> list[str]:
        """Places the session where it costs others the least trouble; returns whom it has driven out."""
        self.trouble[name] += 1
        session = self.expo.sessions[name]
        best: tuple[int, Placement, set[str]] | None = None
        options = self.options[name]
        for number in self.random.sample(range(options.size), min(TRIES, options.size)):
            placement = self.expo.place_session(session, *options.at(number))
            driven = self._in_the_way(name, placement)
            if driven is None:
                continue
            trouble = sum(1 + self.trouble[other] for other in driven)
            if best is None or trouble < best[0]:
                best = (trouble, placement, driven)
        if best is None or (session.priority is not None and best[0] > 1 + self.trouble[name]):
            return []
        for other in sorted(best[-1]):
            self._remove(other)
        self._put(name, best[1])
        return sorted(best[-1])

    def _in_the_way(self, name: str, placement: Placement) -> set[str] | None:
        """Sessions that must leave for this placement; None where one of them stands for good."""
        driven: set[str] = set()
        for cell in self.problem.cells:
            if placement.room in cell.rooms:
                for room in cell.rooms:
                    near = {
                        other
                        for other in self.inside[room]
                        if not cell.pair(other, name).admits(self.placed, name, placement)
                    }
                    driven |= near
        for demand in self.problem.musts[name]:
            beside = {
                other: self.placed[other] for other in demand.sessions if other in self.placed and other not in driven
            }
            if demand.admits(beside, name, placement):
                continue
            for other in list(beside):
                if not demand.admits({other: beside[other]}, name, placement):
                    driven.add(other)
                    del beside[other]
            if not demand.admits(beside, name, placement):
                return None
        return driven if driven <= self.options.keys() else None
