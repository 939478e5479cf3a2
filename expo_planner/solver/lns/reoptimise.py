"""The repair operator of large neighbourhood search: CP-SAT places the freed sessions again, all others stay.

The submodel posts the same requirements as the whole model, restricted to the free sessions.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping

import numpy as np
from ortools.sat.python import cp_model

from expo_planner.cpsat.board import Board
from expo_planner.cpsat.vocabulary import Domain, RoomStart
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import WISH, Requirement
from expo_planner.solver import search_clock
from expo_planner.solver.domains.priced import NEVER
from expo_planner.solver.params import LnsParams
from expo_planner.solver.partial_schedule import PartialSchedule, open_places
from expo_planner.solver.reduced_costs import ReducedCosts
from expo_planner.solver.submodel import build_submodel

Reassignment = Mapping[str, Placement | None]


class Reoptimiser:
    """Places some sessions of a schedule again at least cost while all others stay; changes the schedule in place.

    `spent` is CP-SAT's deterministic time for the last neighbourhood; `solved` tells whether it was solved to
    optimality.
    """

    def __init__(self, partial: PartialSchedule, costs: ReducedCosts, seed: int, params: LnsParams) -> None:
        self.partial, self.problem, self.expo = partial, partial.problem, partial.expo
        self.costs = costs
        self.seed, self.params = seed, params
        self.random = np.random.default_rng(seed)
        self.spent, self.solved = 0.0, True

    def gain(self, changes: Reassignment) -> int:
        """The decrease in cost by these changes; negative if the cost would rise or a must would be broken."""
        partial = self.partial
        before = {name: partial.placed.get(name) for name in changes}
        demands = list(self.restricted(partial.standing, frozenset(changes)))
        old = self._cost(demands, before)
        for name in before:
            if name in partial.placed:
                partial.remove(name)
        fits = True
        for name, placement in changes.items():
            if placement is not None:
                fits = fits and partial.occupancy.admits(self.expo.sessions[name], placement)
                partial.put(name, placement)
        new = self._cost(demands, changes)
        partial.move(before)
        return old - new if fits else -1

    def place_anew(self, names: list[str], deadline: float) -> tuple[int, Reassignment, Reassignment]:
        """Reoptimises the sessions. Returns the decrease in cost, and the moved sessions' new and old placements."""
        partial = self.partial
        before = {name: partial.placed.get(name) for name in names}
        for name, placement in before.items():
            if placement is not None:
                partial.remove(name)
        offers: dict[str, dict[RoomStart, int]] = {}
        for name in names:
            assignment = self.expo.sessions[name].filling is not None
            offers[name] = self._beside_host(name, offers) if assignment else self._offers(name, before)
        demands = self._within_reach(before, offers)
        old = self._cost(demands, before)
        left_out = self.problem.left_out
        must = [name for name, place in before.items() if place is not None and left_out[name] is None]
        domains = {name: _by_room(own) for name, own in offers.items()}
        unplaced = self.params.unplaced_penalty
        part = build_submodel(self.problem, domains, demands, partial.placed, must, offers, unplaced=unplaced)
        after = self._solve(part.board, before, deadline)
        gain = -1 if after is None else old - self._cost(demands, after)
        changes = before if gain < 0 or after is None else {name: after.get(name) for name in names}
        partial.move(changes)
        moved = [name for name in names if changes[name] != before[name]]
        return max(gain, 0), {name: changes[name] for name in moved}, {name: before[name] for name in moved}

    def restricted(self, schedule: Schedule, free: frozenset[str]) -> Iterable[Requirement]:
        """The demands restricted to the free sessions, except for those of cells and those folded into domains."""
        seen: dict[int, Requirement] = {}
        for name in sorted(free):
            for demand in (*self.problem.waived_alone[name], *self.problem.related[name]):
                seen.setdefault(id(demand), demand)
        for demand in seen.values():
            yield from demand.restricted(schedule, free)

    def _within_reach(self, before: Reassignment, offers: Mapping[str, Iterable[RoomStart]]) -> list[Requirement]:
        """The demands restricted to the free sessions and to the placements offered to them."""
        standing, sessions = self.partial.standing, self.expo.sessions
        places = {
            name: [self.expo.place_session(sessions[name], room, start) for room, start in own]
            for name, own in offers.items()
        }
        return [demand.within_reach(standing, places) for demand in self.restricted(standing, frozenset(before))]

    def _offers(self, name: str, before: Reassignment) -> dict[RoomStart, int]:
        """The placements offered to a session, with their costs: its own, those of others, good free ones."""
        domain = self.problem.domains[name]
        if not domain.extent:
            return {}
        prices = open_places(self.partial.prices(name, self.partial.extras(name)), self.partial.free(name))
        score = (
            prices
            + self.costs.toll(name)
            + self.random.random(prices.shape, dtype=np.float32) * np.float32(self.params.noise)
        )
        count = min(self.params.offered, score.size)
        chosen = set(np.argpartition(score.ravel(), count - 1)[:count].tolist())
        for placement in before.values():
            found = None if placement is None else domain.find(placement)
            if found is not None:
                chosen.add(found[0] * prices.shape[1] + found[1])
        offers: dict[RoomStart, int] = {}
        for place in sorted(chosen):
            row, column = divmod(place, prices.shape[1])
            if prices[row, column] < NEVER:
                offers[domain.room(row), domain.start(column)] = domain.price(row, column)
        return offers

    def _beside_host(self, name: str, offers: Mapping[str, Mapping[RoomStart, int]]) -> dict[RoomStart, int]:
        """The placements offered to an assignment, with their costs: those of its host."""
        session, domain = self.expo.sessions[name], self.problem.domains[name]
        assert session.host is not None
        standing = self.partial.placed.get(session.host)
        places = offers.get(session.host, () if standing is None else ((standing.room, standing.start),))
        found = {place: domain.find(self.expo.place_session(session, *place)) for place in places}
        return {place: domain.price(*spot) for place, spot in found.items() if spot is not None}

    def _solve(self, board: Board, before: Reassignment, deadline: float) -> dict[str, Placement] | None:
        board.hint(Schedule({**self.partial.placed, **{name: place for name, place in before.items() if place}}))
        board.model.minimize(sum(cost * count for cost, count in board.costs.get(WISH, [])))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = self.params.deterministic_seconds
        search_clock.limit(solver, deadline - search_clock.now())
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.linearization_level = self.params.linearization
        solver.parameters.symmetry_level = 0
        solver.parameters.catch_sigint_signal = False
        code = solver.solve(board.model)
        self.spent = solver.deterministic_time
        search_clock.spend(self.spent + self.params.overhead)
        self.solved = code == cp_model.OPTIMAL
        if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return {name: place for name, place in board.read(solver).items() if name in before}

    def _cost(self, demands: list[Requirement], free: Reassignment) -> int:
        """The cost of the free sessions, alone and by these demands; a broken must costs more than all wishes."""
        placed = {name: place for name, place in free.items() if place is not None}
        schedule = Schedule(ChainMap(placed, self.partial.placed))
        cost = 0
        for name, place in placed.items():
            domain = self.problem.domains[name]
            found = domain.find(place)
            cost += self.params.unplaced_penalty if found is None else domain.price(*found)
        for demand in demands:
            for clash in demand.broken_by(schedule):
                judged = clash.judged(self.expo, self.expo.waivers)
                cost += self.params.unplaced_penalty if judged.error else judged.cost
        return cost


def _by_room(places: Iterable[RoomStart]) -> Domain:
    found: dict[str, list[int]] = {}
    for room, start in places:
        found.setdefault(room, []).append(start)
    return {room: tuple(sorted(starts)) for room, starts in found.items()}
