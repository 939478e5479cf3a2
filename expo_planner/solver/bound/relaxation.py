"""The lower bound on the cost and the prices that lead the search: a Lagrangian relaxation of the whole expo.

The relaxation may split a session among placements. What sessions compete for has rows: room time, limits on parallel
sessions, order and common rooms, few days or rooms. Rows get prices, and each session takes its cheapest placement
under them. The sum of their costs, less what is free of all rows at these prices, is a valid lower bound (Lagrangian
duality), whatever the prices are; the best prices give the bound of the linear program.
"""

from __future__ import annotations

import math

from expo_planner.solver.bound.dual_ascent import DualAscent
from expo_planner.solver.bound.priced_rows import PricedRows, RowPrices, Rows
from expo_planner.solver.params import BoundParams
from expo_planner.solver.problem import SearchProblem

ROUNDING = 2.0**-20
"""The largest relative error of sums of prices in single precision, with much to spare."""


class Relaxation:
    """The Lagrangian relaxation of a problem, whose bound improves step by step."""

    def __init__(self, problem: SearchProblem, params: BoundParams = BoundParams()) -> None:
        self.problem, self.params = problem, params
        self.rows = Rows(problem, params)
        self.ascent = DualAscent(problem, self.rows.room_time, self.rows.others, params.ascent)
        self.prices: RowPrices = ()
        """The prices that lead the search, once there are any. They settle early, see `leading`."""
        self.value = -math.inf

    @property
    def bound(self) -> int:
        """A lower bound on the cost of the movable sessions in every schedule."""
        return max(math.ceil(self.value - self.params.tolerance), 0) if math.isfinite(self.value) else 0

    @property
    def leading(self) -> bool:
        """Whether further steps change the prices that lead the search, and not the bound alone."""
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
            self.prices = prices
        self.value = max(self.value, self._evaluate(PricedRows(self.rows, prices)))

    def _evaluate(self, priced: PricedRows) -> float:
        """The bound that some prices give."""
        total = error = 0.0
        for name, domain in self.problem.domains.items():
            left_out = self.problem.left_out[name]
            if not domain.extent:
                total += left_out or 0
                continue
            costs = domain.prices()
            priced.charge(name, costs)
            least = float(costs.min())
            error += abs(least) + 100
            total += least if left_out is None else min(least, left_out)
        return total - priced.rebate - error * ROUNDING
