"""The sessions, and their placements, that a repair within a disturbance budget can involve.

In a minimal repair, a session moves only if it is forced to, or if another moved session takes its placement. So
changes spread from the roots along ejections, and each session on the way costs at least its cheapest change. Whatever
no path within the budget reaches is in no minimal repair within the budget, and can be left out.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from expo_planner.cpsat.vocabulary import Domain
from expo_planner.solver.domains.grid import Truths
from expo_planner.solver.domains.priced import Numbers
from expo_planner.solver.replan.alternatives import NEVER, Alternatives, Index, SessionAlternatives
from expo_planner.solver.replan.forced_moves import ForcedMoves


@dataclass(frozen=True)
class Reach:
    """The domains of the sessions that may take part, including their own placements; `droppable` ones may be dropped.

    `beyond` is the least budget that would reach more; None if nothing is left out.
    """

    places: Mapping[str, Domain]
    droppable: frozenset[str]
    beyond: int | None

    @property
    def extent(self) -> int:
        """The number of placements over all sessions."""
        return sum(len(starts) for rooms in self.places.values() for starts in rooms.values())


class EjectionGraph:
    """A best-first search for all that a budget, in addition to the lower bound of the roots, can reach."""

    def __init__(
        self, alternatives: Alternatives, forced_moves: ForcedMoves, budget: int, *, forced_only: bool = False
    ) -> None:
        self.alternatives, self.task, self.forced_moves, self.budget = (
            alternatives,
            alternatives.task,
            forced_moves,
            budget,
        )
        self.forced_only = forced_only
        self.beyond: int = NEVER
        self.lookahead = True
        self._known: dict[tuple[str, frozenset[str]], int] = {}
        self._bases: dict[str, tuple[Numbers, dict[str, list[Index]]]] = {}
        self._least: dict[str, int] = {}

    def run(self) -> Reach:
        """Expands the sessions from the roots, cheapest first."""
        queue = [(0, name, 0) for name in sorted(self.forced_moves.credit)]
        before: dict[str, int] = dict.fromkeys(self.forced_moves.credit, 0)
        chosen: dict[str, Domain] = {}
        droppable = set()
        while queue:
            _, name, spent = heapq.heappop(queue)
            if name in chosen or spent > before[name]:
                continue
            places = self.alternatives.places(name)
            through = self._own(name, places) + spent
            open_ = self._open(name, places, through)
            chosen[name] = places.grid.domain(open_)
            driven = self._driven(places, through, open_)
            if self._drops(name, spent):
                droppable.add(name)
                for inside in self.task.problem.index.hosted.get(name, ()):
                    if inside in self.task.base:
                        driven[inside] = min(driven.get(inside, NEVER), spent + self._drop_price(name))
            for other in filter(self.task.may_move, self.task.problem.with_assignments([name])):
                if other not in chosen and spent < before.get(other, NEVER):
                    before[other] = spent
                    heapq.heappush(queue, (spent, other, spent))
            for other, cost in driven.items():
                if other not in chosen and cost < before.get(other, NEVER):
                    before[other] = cost
                    heapq.heappush(queue, (cost + self._extra(other), other, cost))
        return Reach(chosen, frozenset(droppable), self.beyond if self.beyond < NEVER else None)

    def _own(self, name: str, places: SessionAlternatives) -> Numbers:
        """The price of each placement beyond the share that the lower bound already counts for the session."""
        return np.maximum(places.price - self.forced_moves.credit.get(name, 0), 0)

    def _extra(self, name: str) -> int:
        """The least amount by which a change of the session raises the lower bound; NEVER if it cannot move."""
        if name not in self._least:
            self._least[name] = self._cheapest(name)
        return self._least[name]

    def _cheapest(self, name: str) -> int:
        credit = self.forced_moves.credit.get(name)
        if credit is not None:
            return 0 if name in self.forced_moves.forced else max(self.alternatives.least(name) - credit, 0)
        if self.forced_only or not self.task.may_move(name):
            return NEVER
        people = self.task.kept[name].session.told
        return people if people > self.budget else self.alternatives.least(name)

    def _open(self, name: str, places: SessionAlternatives, through: Numbers) -> Truths:
        """A mask of the placements within the budget, including the ejections that they cause."""
        total, dearest = np.zeros_like(through), np.zeros_like(through)
        for block in places.blocks:
            cost = self._extra(block.other) if block.sure else 0
            if cost:
                total[block.where] += cost
                dearest[block.where] = np.maximum(dearest[block.where], cost)
        total = self._own(name, places) + np.minimum(total, NEVER)
        needed = np.maximum(total, through + dearest)
        needed[~places.allowed] = NEVER
        if self.lookahead:
            needed = np.maximum(needed, total + self._ahead(name, places, needed <= self.budget))
            needed = np.minimum(needed, NEVER)
        outside = needed[(needed > self.budget) & (needed < NEVER)]
        if outside.size:
            self.beyond = min(self.beyond, int(outside.min()))
        open_: Truths = needed <= self.budget
        return open_

    def _ahead(self, name: str, places: SessionAlternatives, open_: Truths) -> Numbers:
        """A lower bound on the further price of placing the ejected sessions of each placement."""
        codes = np.zeros(open_.shape, dtype=np.int64)
        sure = [block for block in places.blocks if block.sure and block.other not in self.forced_moves.credit]
        sure = [block for block in sure if self._extra(block.other) <= self.budget]
        for block, code in zip(sure, np.random.default_rng(0).integers(2**62, size=len(sure)), strict=True):
            codes[block.where] ^= code
        ahead = np.zeros(open_.shape, dtype=np.intp)
        open_ = open_ & (codes != 0)
        values, first, inverse = np.unique(codes[open_], return_index=True, return_inverse=True)
        if not values.size:
            return ahead
        spots = np.full(open_.shape, -1, dtype=np.intp)
        rows, columns = np.nonzero(open_)
        spots[rows[first], columns[first]] = np.arange(len(first))
        driven: list[list[str]] = [[] for _ in first]
        for block in sure:
            found = spots[block.where]
            for spot in found[found >= 0]:
                driven[spot].append(block.other)
        costs = [max(self._onward(other, frozenset((name, *others))) for other in others) for others in driven]
        ahead[open_] = np.array(costs, dtype=np.intp)[inverse]
        return ahead

    def _onward(self, name: str, moved: frozenset[str]) -> int:
        """The price of an ejected session beyond its cheapest change, if only `moved` sessions and roots have moved."""
        places = self.alternatives.places(name)
        base, blocks = self._onwards(name, places)
        inside = frozenset(blocks.keys() & moved)
        key = (name, inside)
        if key not in self._known:
            cost = base
            if inside:
                cost = base.copy()
                for other in inside:
                    for where in blocks[other]:
                        cost[where] -= self._extra(other)
            least = int(cost.min()) if cost.size else NEVER
            if self.task.droppable(name):
                least = min(least, self.task.kept[name].price(None) - self._extra(name))
            self._known[key] = max(min(least, NEVER), 0)
        return self._known[key]

    def _onwards(self, name: str, places: SessionAlternatives) -> tuple[Numbers, dict[str, list[Index]]]:
        if name not in self._bases:
            cost = places.price - self._extra(name)
            cost[(~places.allowed) | (places.price == 0)] = NEVER
            blocks: dict[str, list[Index]] = {}
            for block in places.blocks:
                if block.sure and block.other not in self.forced_moves.credit:
                    extra = self._extra(block.other)
                    cost[block.where] += extra
                    blocks.setdefault(block.other, []).append(block.where)
            self._bases[name] = (cost, blocks)
        return self._bases[name]

    def _driven(self, places: SessionAlternatives, through: Numbers, open_: Truths) -> dict[str, int]:
        """The sessions that the placements eject, each with the budget spent until then."""
        driven: dict[str, int] = {}
        moves = open_ & (places.price > 0) if places.name in self.task.kept else open_
        if not moves.any():
            return driven
        spending = np.where(moves, through, NEVER)
        least = int(spending.min())
        for other in places.loose:
            if self._affords(least, other):
                driven[other] = least
        for block in places.blocks:
            if self._affords(least, block.other):
                spent = int(spending[block.where].min())
                if spent < NEVER and self._affords(spent, block.other):
                    driven[block.other] = min(driven.get(block.other, NEVER), spent)
        return driven

    def _affords(self, spent: int, other: str) -> bool:
        """Whether the budget suffices to move one more session."""
        needed = spent + self._extra(other)
        if self.budget < needed < NEVER:
            self.beyond = min(self.beyond, needed)
        return needed <= self.budget

    def _drop_price(self, name: str) -> int:
        kept = self.task.kept.get(name)
        return 0 if kept is None else max(kept.price(None) - self.forced_moves.credit.get(name, 0), 0)

    def _drops(self, name: str, spent: int) -> bool:
        """Whether the session may be dropped within the budget."""
        if not self.task.droppable(name):
            return False
        needed = spent + self._drop_price(name)
        if needed > self.budget:
            self.beyond = min(self.beyond, needed)
        return needed <= self.budget
