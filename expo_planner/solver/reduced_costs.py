"""Reduced costs: what placements cost with all that others would pay for what they take.

By cost alone, every session wants the same few good hours. The reduced cost of a placement also counts the dual prices
of room time, and of all else that sessions compete for: in a good schedule, nearly every session stands at a placement
of nearly least reduced cost. So construction takes the placements of least reduced cost; large neighbourhood search
offers these, and begins at sessions that could have a far lower one.
"""

from __future__ import annotations

import numpy as np

from expo_planner.solver.bound.priced_rows import PricedRows, RowPrices, Rows
from expo_planner.solver.domains.priced import Numbers, Prices
from expo_planner.solver.params import BoundParams
from expo_planner.solver.problem import SearchProblem

MOST_KEPT = 2_000
"""The most sessions for which what their placements pay is kept: 10 to 60 MB."""


class ReducedCosts:
    """The reduced costs of placements; their costs, as long as nothing has a price."""

    def __init__(self, problem: SearchProblem, params: BoundParams = BoundParams()) -> None:
        self.problem, self.params = problem, params
        self._rows: Rows | None = None
        self._priced: PricedRows | None = None
        self._tolls: dict[str, Prices] = {}

    def follow(self, prices: RowPrices, rows: Rows | None = None) -> None:
        """Takes over the prices of a relaxation; and its rows, unless these are to be built once more."""
        if not prices:
            return
        if self._rows is None:
            only = len(self.problem.domains) > self.params.most_sessions_led
            self._rows = rows or Rows(self.problem, self.params, room_time_only=only)
        self._priced = PricedRows(self._rows, prices[: len(self._rows.families)])
        self._tolls.clear()

    def toll(self, name: str, rows: Numbers | slice = slice(None)) -> Prices | float:
        """What is added to the cost of each placement in the session's domain; `rows` selects rooms."""
        if self._priced is None:
            return 0.0
        if name not in self._tolls:
            if len(self._tolls) >= MOST_KEPT:
                self._tolls.clear()
            domain = self.problem.domains[name]
            toll = np.zeros((len(domain.rooms), len(domain.starts)), dtype=np.float32)
            self._priced.charge(name, toll)
            self._tolls[name] = toll
        return self._tolls[name][rows]

    def excess(self, name: str, row: int, column: int) -> float:
        """How much more a placement costs than the cheapest one in the session's domain, both reduced."""
        domain, toll = self.problem.domains[name], self.toll(name)
        if isinstance(toll, float):
            return domain.price(row, column) - domain.least
        costs = domain.prices() + toll
        return float(costs[row, column] - costs.min())
