"""Makes a schedule better, part by part: some sessions are freed, all others stay, CP-SAT plans the part anew.

The same requirements are posted as in the whole model, restricted to the free sessions. A part is small enough to be
solved to its end nearly always; its size follows how hard the last ones were.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from ortools.sat.python import cp_model

from expo_planner.requirements import WISH, OfOne, Requirement
from expo_planner.schedule import Placement, Schedule
from expo_planner.solver.board import Board, Candidates
from expo_planner.solver.construction import Construction
from expo_planner.solver.neighbourhoods import Neighbourhoods
from expo_planner.solver.table import fold

SESSIONS = (8, 24)
"""Sessions freed at once: small parts are quickest, larger ones find what is left when small ones bring no more."""
PLACES = (10, 40)
"""Cheapest free places that a freed session is offered, besides its own; likewise."""
PATIENCE = 0.01
"""By how much of their range parts grow with every round without a gain; a gain takes twice as much back."""
EFFORT = 0.2
"""Deterministic seconds for one part."""
LEAST_EFFORT = 0.02
"""What a part costs even where the solver has nothing to do, in the same seconds."""
UNPLACED = 10**6
"""What a must session without a place costs while the search goes on: more than all wishes of a part."""


class Improvement:
    """A schedule that gets better round by round; the same seed and rounds give the same schedule."""

    def __init__(self, construction: Construction, schedule: Schedule, seed: int) -> None:
        self.problem, self.expo = construction.problem, construction.expo
        self.options, self.occupancy = construction.options, construction.occupancy
        self.placed: dict[str, Placement] = dict(schedule)
        self.seed, self.size, self.spent = seed, 0.0, 0.0
        self.neighbourhoods = Neighbourhoods(self.problem, self.options, seed)

    @property
    def schedule(self) -> Schedule:
        """The best schedule so far."""
        return Schedule({name: self.placed[name] for name in self.expo.sessions if name in self.placed})

    @property
    def complete(self) -> bool:
        """Whether every must session has a place."""
        return all(name in self.placed or self.expo.sessions[name].priority is not None for name in self.options)

    def round(self, deadline: float) -> int:
        """Plans one part anew; returns by how much the schedule got cheaper."""
        kind, names = self.neighbourhoods.propose(self.placed, self._sized(SESSIONS))
        names = [name for name in dict.fromkeys(names) if name in self.options]
        gain = self._plan(names, deadline)
        self.neighbourhoods.learn(kind, gain / (LEAST_EFFORT + self.spent))
        self.size = min(max(self.size + (-2 * PATIENCE if gain else PATIENCE), 0.0), 1.0)
        return gain

    def _sized(self, bounds: tuple[int, int]) -> int:
        """A number between two bounds, by how large parts are now."""
        return round(bounds[0] + self.size * (bounds[1] - bounds[0]))

    def _plan(self, names: list[str], deadline: float) -> int:
        free = frozenset(names)
        before = self.schedule
        for name in names:
            if name in self.placed:
                self.occupancy.change(self.expo.sessions[name], self.placed[name], -1)
        demands = list(self._restricted(before, free))
        candidates = {name: self._candidates(name) for name in names}
        board = self._board(before, demands, candidates)
        after = self._solve(board, before, deadline)
        better = 0
        if after is not None:
            better = self._cost(demands, before) - self._cost(demands, after)
            if better >= 0:
                self.placed = {**{name: place for name, place in self.placed.items() if name not in free}, **after}
        for name in names:
            if name in self.placed:
                self.occupancy.change(self.expo.sessions[name], self.placed[name], 1)
        return max(better, 0)

    def _restricted(self, schedule: Schedule, free: frozenset[str]) -> Iterable[Requirement]:
        seen: dict[int, Requirement] = {}
        for name in sorted(free):
            for demand in (*self.problem.alone[name], *self.problem.related[name]):
                seen.setdefault(id(demand), demand)
        for demand in (*seen.values(), *self.problem.cells):
            yield from demand.restricted(schedule, free)

    def _candidates(self, name: str) -> Candidates:
        """The cheapest free places of a session, and the one it has."""
        chosen: dict[str, set[int]] = {}
        if name in self.placed:
            chosen[self.placed[name].room] = {self.placed[name].start}
        cheapest = self.options[name].cheapest(self.expo.sessions[name], self.occupancy)
        for _, (_, room, start) in zip(range(self._sized(PLACES)), cheapest, strict=False):
            chosen.setdefault(room, set()).add(start)
        return {room: tuple(sorted(chosen[room])) for room in self.expo.rooms if room in chosen}

    def _board(self, before: Schedule, demands: list[Requirement], candidates: dict[str, Candidates]) -> Board:
        posted = []
        for demand in demands:
            waivers = self.problem.own_waivers(demand)
            if demand.weight is None and not waivers and isinstance(demand, OfOne):
                name = demand.session.id
                candidates[name] = fold(demand, candidates[name])
            else:
                posted.append((demand, waivers))
        beside = {name for demand, _ in posted for name in demand.sessions} - candidates.keys()
        fixed: dict[str, Candidates] = {
            name: {before[name].room: (before[name].start,)} if name in before else {} for name in sorted(beside)
        }
        must = {name for name in beside if name in before}
        must |= {name for name in candidates if name in before and self.expo.sessions[name].priority is None}
        board = Board(self.expo, {**candidates, **fixed}, must)
        for demand, waivers in posted:
            if demand.rule == "placed" and demand.weight is None:
                board.pay(board.negation(board.placed(demand.sessions[0])), UNPLACED, WISH)
            else:
                demand.put_on(board, waivers)
        return board

    def _solve(self, board: Board, before: Schedule, deadline: float) -> Schedule | None:
        board.hint(before)
        board.model.minimize(sum(cost * count for cost, count in board.costs.get(WISH, [])))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = EFFORT
        solver.parameters.max_time_in_seconds = max(deadline - time.monotonic(), 0.01)
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.catch_sigint_signal = False
        code = solver.solve(board.model)
        self.spent = solver.deterministic_time
        if code != cp_model.OPTIMAL:
            self.size -= 5 * PATIENCE
        return board.read(solver) if code in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _cost(self, demands: list[Requirement], schedule: Schedule) -> int:
        """What the demands of a part cost; a must session without a place costs more than all else."""
        cost = 0
        for demand in demands:
            if demand.weight == 0:
                continue
            for clash in demand.broken_by(schedule):
                judged = clash.judged(self.expo, self.expo.waivers)
                cost += judged.cost if judged.weight is not None or judged.waiver else UNPLACED
        return cost
