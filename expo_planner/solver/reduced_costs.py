"""Reduced costs: what placements cost with the room time they take, at its dual prices.

By cost alone, every session wants the same few good hours. The reduced cost of a placement also counts what others
would pay for its hours: in a good schedule, nearly every session stands at a placement of nearly least reduced cost. So
construction takes the placements of least reduced cost; large neighbourhood search offers these, and begins at sessions
that could have a far lower one.
"""

from __future__ import annotations

from collections.abc import Mapping

from expo_planner.solver.bound.rows.stretches import Shape
from expo_planner.solver.domains.priced import Numbers, Prices
from expo_planner.solver.problem import SearchProblem


class ReducedCosts:
    """The reduced costs of placements; their costs, as long as no prices of room time are known.

    `tolls` are the prices of room time by the shape of a session: rooms × starts of the problem's axes.
    """

    def __init__(self, problem: SearchProblem) -> None:
        self.problem, self.sessions = problem, problem.scenario.expo.sessions
        self.tolls: Mapping[Shape, Prices] = {}

    def toll(self, name: str, rows: Numbers | slice = slice(None)) -> Prices | float:
        """What is added to the cost of each placement in the session's domain; `rows` selects rooms."""
        session, domain = self.sessions[name], self.problem.domains[name]
        if session.host is not None or session.shape not in self.tolls:
            return 0.0
        return self.tolls[session.shape][domain.rooms[rows, None], domain.starts]

    def excess(self, name: str, row: int, column: int) -> float:
        """How much more a placement costs than the cheapest one in the session's domain, both reduced."""
        domain, toll = self.problem.domains[name], self.toll(name)
        if isinstance(toll, float):
            return domain.price(row, column) - domain.least
        costs = domain.prices() + toll
        return float(costs[row, column] - costs.min())
