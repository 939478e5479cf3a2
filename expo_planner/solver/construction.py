"""A first schedule, quickly: hardest sessions first, each at its cheapest free place; who blocks may be moved on.

Guided ejection: where a session finds no free place, it takes the one whose occupants have been the least trouble so
far; they are placed anew, and every failure makes a session heavier to move again.
"""

from __future__ import annotations

import heapq
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import numpy as np

from expo_planner.clock import DAY
from expo_planner.requirements import Extra
from expo_planner.schedule import Placement, Schedule
from expo_planner.solver.draft import Draft, open_places
from expo_planner.solver.options import NEVER, Prices

TRIES = 40
"""Places looked at for a session, and when others have to make room for it."""
HUB = 50
"""Relations from which on a session has its place before all others, as an opening beside which nothing else runs."""
STUBBORN = 3
"""Every so many times that it fails, a session drives out those that it is tied to, too."""
FEWER = 3
"""Places tried for a session that is tied to one just placed."""
PATIENCE = 200
"""How often others may have to make room, beyond once for every session, before the rest is left to the improvement."""
ROOMS = 24
"""Cheapest rooms looked at first; the others only where a cheaper place may be among them."""
TOUCHING = 0.25
"""What a place is worth that leaves no gap before it, so that free time stays in one piece; less than any wish."""


class Construction:
    """Builds a schedule session by session. The same seed gives the same schedule."""

    def __init__(self, draft: Draft, seed: int) -> None:
        self.draft, self.problem, self.expo = draft, draft.problem, draft.expo
        self.random = random.Random(seed)
        self.trouble: dict[str, int] = defaultdict(int)
        self._tries = 0

    def build(self, deadline: float) -> None:
        """Places all it can before the deadline; musts come before the others."""
        queue = [(self._ease(name), name) for name in self.problem.options if name not in self.draft.placed]
        heapq.heapify(queue)
        left = len(queue) + PATIENCE
        best = dict(self.draft.placed)
        while queue and left and time.monotonic() < deadline:
            _, name = heapq.heappop(queue)
            if name not in self.draft.placed and not self._place(self._group(name)):
                left -= 1
                if len(self.draft.placed) > len(best):
                    best = dict(self.draft.placed)
                for other in self._make_room(name):
                    heapq.heappush(queue, (self._ease(other), other))
        if len(best) > len(self.draft.placed):
            self.draft.move({name: best.get(name) for name in (*best, *self.draft.placed)})

    def _ease(self, name: str) -> tuple[int, int, int, int]:
        session = self.expo.sessions[name]
        length = (session.length or DAY) + session.setup + session.teardown
        optional = session.priority is not None
        many = self.problem.options[name].extent // max(length // 15, 1)
        ties = 2 if len(self.problem.musts[name]) > HUB else 1 if self.problem.ties[name] else 0
        return (optional * (1000 + self.trouble[name]), -ties, many, -length)

    def _group(self, name: str) -> list[str]:
        """A session and those without a place that are tied to it, from one to the next."""
        group = [name]
        for member in group:
            for tie in self.problem.ties[member]:
                new = (other for other in tie.sessions if other in self.problem.options and other not in group)
                group += [other for other in new if other not in self.draft.placed]
        return group

    def _place(self, group: list[str]) -> bool:
        """Gives all of them a place, the cheapest for the first that leaves one for each of the others."""
        self._tries = TRIES * len(group)
        return self._place_rest(group, TRIES)

    def _place_rest(self, group: list[str], tries: int) -> bool:
        name, *others = group
        for placement in islice(self._cheapest(name), tries if others else None):
            self._tries -= 1
            if self.draft.admitted(name, placement):
                self.draft.put(name, placement)
                if not others or self._place_rest(others, FEWER):
                    return True
                self.draft.remove(name)
            if self._tries < 0 and len(self.problem.ties[name]):
                return False
        return False

    def _cheapest(self, name: str) -> Iterator[Placement]:
        """Free places, the cheapest first; the first few rooms alone where no other can be cheaper.

        After a place that a relation forbids, others at the same start come last: nearly always it forbids them too.
        """
        options = self.problem.options[name]
        extras = self.draft.extras(name)
        if not options.extent:
            return
        if len(options.rooms) > 2 * ROOMS and not self.problem.ties[name]:
            prices = self._open(name, extras, slice(ROOMS))
            row, column = np.unravel_index(prices.argmin(), prices.shape)
            if prices[row, column] <= options.by_room[ROOMS] + options.by_start.min():
                yield self.draft.placement(name, int(row), int(column))
        prices = self._open(name, extras)
        self._keep_ties(name, prices)
        for left in (prices.copy(), prices):
            while True:
                row, column = np.unravel_index(left.argmin(), left.shape)
                if left[row, column] >= NEVER:
                    break
                yield self.draft.placement(name, int(row), int(column))
                prices[row, column] = NEVER
                left[slice(None) if left is not prices else row, column] = NEVER

    def _keep_ties(self, name: str, prices: Prices) -> None:
        """Rules out what the sessions that it is tied to do not leave it: by room, and by start.

        One without a place leaves it the rooms that both may have, where the tie is one of rooms.
        """
        options, standing = self.problem.options[name], self.draft.standing
        for tie in self.problem.ties[name] if prices.size else ():
            (other,) = (other for other in tie.sessions if other != name)
            if other not in standing:
                if tie.rooms_matter and other in self.problem.options:
                    prices[~np.isin(options.rooms, self.problem.options[other].rooms)] = NEVER
                continue
            place = standing[other]
            if tie.rooms_matter:
                prices[options.rooms != options.axes.row[place.room]] = NEVER
            if (window := tie.starts_beside(name, place)) is not None:
                ticks = options.axes.ticks[options.starts]
                prices[:, (ticks < window.start) | (ticks >= window.end)] = NEVER

    def _open(self, name: str, extras: list[Extra], rows: slice = slice(None)) -> Prices:
        """What the free places cost, a little less where they touch what is taken before them."""
        options, occupancy = self.problem.options[name], self.draft.occupancy
        prices = open_places(self.draft.prices(name, extras, rows), self.draft.free(name, rows))
        begins, _ = occupancy.needed(self.expo.sessions[name], options.starts)
        prices -= TOUCHING * (occupancy.run[options.rooms[rows, None], begins - 1] <= 0)
        return prices

    def _make_room(self, name: str) -> list[str]:
        """Places the session where it costs others the least trouble; returns whom it has driven out."""
        self.trouble[name] += 1
        best: tuple[int, Placement, set[str]] | None = None
        prices = self.problem.options[name].prices()
        if self.trouble[name] % STUBBORN:
            self._keep_ties(name, prices)
        places = np.flatnonzero(prices.ravel() < NEVER).tolist()
        if not places:
            tied = {other for tie in self.problem.ties[name] for other in tie.sessions if other in self.draft.placed}
            for other in sorted(tied & self.problem.options.keys()):
                self.draft.remove(other)
            return [name, *sorted(tied & self.problem.options.keys())]
        for number in self.random.sample(places, min(TRIES, len(places))):
            placement = self.draft.placement(name, *divmod(number, prices.shape[1]))
            driven = self._in_the_way(name, placement)
            if driven is None:
                continue
            trouble = sum(1 + self.trouble[other] for other in driven)
            if best is None or trouble < best[0]:
                best = (trouble, placement, driven)
        if best is None or (self.expo.sessions[name].priority is not None and best[0] > 1 + self.trouble[name]):
            return []
        for other in sorted(best[-1]):
            self.draft.remove(other)
        self.draft.put(name, best[1])
        return sorted(best[-1])

    def _in_the_way(self, name: str, placement: Placement) -> set[str] | None:
        """Sessions that must leave for this placement; None where one of them stands for good."""
        placed, driven = self.draft.standing, set[str]()
        for cell in self.problem.cells_of[placement.room] if self.expo.sessions[name].host is None else ():
            near = (other for room in cell.rooms for other in self.draft.inside[room])
            driven |= {other for other in near if not cell.pair(other, name).admits(placed, name, placement)}
        for demand in self.problem.musts[name]:
            if demand.admits(placed, name, placement):
                continue
            around = demand.around(placed, name, placement)
            beside = {other: placed[other] for other in around if other not in driven}
            for other in list(beside):
                if not demand.admits(Schedule({other: beside[other]}), name, placement):
                    driven.add(other)
                    del beside[other]
            if not demand.admits(Schedule(beside), name, placement):
                return None
        return driven if driven <= self.problem.options.keys() else None
