"""The lower bound on the cost and the dual prices of room time: a Lagrangian relaxation of the whole expo.

The relaxation may split a session among placements. What sessions compete for has rows: room time, limits on parallel
sessions, order and common rooms, few days or rooms. Rows get prices, and each session takes its cheapest placement
under them. The sum of their costs, less what is free of all rows at these prices, is a valid lower bound (Lagrangian
duality), whatever the prices are; the best prices give the bound of the linear program.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from expo_planner.solver.bound.dual_ascent import DualAscent
from expo_planner.solver.bound.rows.distinct_uses import DistinctUses
from expo_planner.solver.bound.rows.family import Family
from expo_planner.solver.bound.rows.links import Links
from expo_planner.solver.bound.rows.parallel_sessions import ParallelSessions
from expo_planner.solver.bound.rows.room_time import RoomTime
from expo_planner.solver.bound.rows.stretches import Shape, Stretches
from expo_planner.solver.domains.priced import Prices
from expo_planner.solver.params import BoundParams
from expo_planner.solver.problem import SearchProblem

ROUNDING = 2.0**-20
"""The largest relative error of sums of prices in single precision, with much to spare."""


class Relaxation:
    """The Lagrangian relaxation of a problem, whose bound improves step by step."""

    def __init__(self, problem: SearchProblem, params: BoundParams = BoundParams()) -> None:
        self.problem, self.params = problem, params
        expo = problem.scenario.expo
        cells = sum(room.kind == "room" and not room.joined for room in expo.rooms.values())
        hours = sum(window.end - window.start for window in expo.hours)
        stretches = Stretches(problem, max(params.finest_stretch, cells * hours // params.most_stretches))
        musts = tuple({id(demand): demand for own in problem.musts.values() for demand in own}.values())
        self.rooms = RoomTime(stretches)
        others = (
            ParallelSessions(stretches, musts),
            Links(stretches, musts, params.most_links),
            DistinctUses(problem, params.most_uses),
        )
        self.families: tuple[Family, ...] = (self.rooms, *others)
        self.ascent = DualAscent(problem, self.rooms, others, params.ascent)
        self.tolls: Mapping[Shape, Prices] = {}
        """The dual prices of room time for sessions of each shape: rooms × starts. They settle early, see `leading`."""
        self.value = -math.inf

    @property
    def bound(self) -> int:
        """A lower bound on the cost of the movable sessions in every schedule."""
        return max(math.ceil(self.value - self.params.tolerance), 0) if math.isfinite(self.value) else 0

    @property
    def leading(self) -> bool:
        """Whether further steps change the prices of room time that lead the search, and not the bound alone."""
        return self.ascent.stage == 0 and not self.finished

    @property
    def finished(self) -> bool:
        """Whether further steps would bring little."""
        return self.ascent.finished and math.isfinite(self.value)

    def step(self) -> None:
        """Some steps of the dual ascent; then the bound that its prices give."""
        leading = self.leading
        for _ in range(self.params.ascent.rounds):
            self.ascent.step()
        prices = self.ascent.prices
        if leading:
            self.tolls = self.rooms.tolls(prices[0])
        self.value = max(self.value, self._evaluate(prices))

    def _evaluate(self, prices: tuple[Prices, ...]) -> float:
        """The bound that some prices give."""
        tolls = self.rooms.tolls(prices[0])
        total = error = 0.0
        for name, domain in self.problem.domains.items():
            left_out, session = self.problem.left_out[name], self.problem.scenario.expo.sessions[name]
            if not domain.extent:
                total += left_out or 0
                continue
            costs = domain.prices()
            for family, own in zip(self.families, prices, strict=True):
                family.charge(name, own, costs)
            if session.host is None:
                costs += tolls[session.shape][domain.rooms[:, None], domain.starts]
            least = float(costs.min())
            error += abs(least) + 100
            total += least if left_out is None else min(least, left_out)
        total -= sum(family.rebate(own) for family, own in zip(self.families, prices, strict=True))
        return total - error * ROUNDING
