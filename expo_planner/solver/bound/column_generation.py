"""The lower bound on the cost and the dual prices of room time: a linear relaxation solved by column generation.

The relaxation may split a session among placements; rows count the resources that sessions share, and all other
relations are dropped. A restricted linear program of few columns and few rows gives dual prices for the rows. For any
prices, the sum of each session's cheapest placement under them is a valid lower bound (Lagrangian duality), so the
bound does not depend on the accuracy of the linear program. Each step adds columns of negative reduced cost and
violated rows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from ortools.linear_solver.python import model_builder

from expo_planner.domain.schedule import Placement
from expo_planner.solver.bound.dual_ascent import DualAscent
from expo_planner.solver.bound.resource_rows import Family, FewUsed, Linked, RoomTime, RowKey, Running, Shape, Stretches
from expo_planner.solver.domains.priced import NEVER, Prices
from expo_planner.solver.params import BoundParams
from expo_planner.solver.problem import SearchProblem

ROUGHLY = """
    termination_criteria { simple_optimality_criteria { eps_optimal_absolute: 1e-4 eps_optimal_relative: 1e-4 } }
    presolve_options { use_glop: true }
"""
ColumnVariable: TypeAlias = model_builder.Variable


@dataclass(frozen=True)
class LinearSolution:
    """A solution of the linear program: dual prices of rows by family, those of sessions, and the values of columns."""

    cost: float
    prices: tuple[dict[RowKey, float], ...]
    paid: Mapping[str, float]
    used: Mapping[tuple[str, int, int], float]


class Relaxation:
    """The linear relaxation of a problem, whose bound improves step by step."""

    def __init__(self, problem: SearchProblem, params: BoundParams = BoundParams()) -> None:
        self.params = params
        self.problem, self.axes = problem, problem.axes
        cells = sum(room.kind == "room" and not room.joined for room in problem.scenario.expo.rooms.values())
        hours = sum(window.end - window.start for window in problem.scenario.expo.hours)
        stretches = Stretches(problem, max(params.finest_stretch, cells * hours // params.most_stretches))
        musts = tuple({id(demand): demand for own in problem.musts.values() for demand in own}.values())
        self.rooms, self.few = RoomTime(stretches), FewUsed(problem)
        self.families: tuple[Family, ...] = (self.rooms, Running(stretches, musts), Linked(stretches, musts), self.few)
        self.active: tuple[set[RowKey], ...] = tuple(set() for _ in self.families)
        self.columns: dict[str, dict[tuple[int, int], None]] = {name: {} for name in problem.domains}
        self.ascent = DualAscent(problem, self.rooms, params.ascent)
        self.tolls: Mapping[Shape, Prices] = {}
        """The dual prices of room time for sessions of each shape (rooms × starts), which the ascent updates."""
        self.value, self.finished = -math.inf, False
        self._takes: dict[tuple[str, int, int], tuple[tuple[int, RowKey, float], ...]] = {}

    @property
    def bound(self) -> int:
        """A lower bound on the cost of the movable sessions in every schedule."""
        return max(math.ceil(self.value - self.params.tolerance), 0) if math.isfinite(self.value) else 0

    @property
    def ascending(self) -> bool:
        """Whether the next step is one of the dual ascent."""
        return not self.ascent.finished

    def offer(self, placed: Mapping[str, Placement]) -> None:
        """Adds the placements of a schedule as columns, so that the linear program has a feasible solution."""
        for name, placement in placed.items():
            if name in self.columns and (found := self.problem.domains[name].find(placement)) is not None:
                self.columns[name][found] = None

    def step(self) -> None:
        """Some steps of the dual ascent or, once that has finished, one iteration of column generation."""
        if self.ascending:
            self._ascend()
        else:
            self._iterate()

    def _ascend(self) -> None:
        """Raises the prices of room time by some steps and evaluates them; rows with a price become active."""
        for _ in range(self.params.ascent.rounds):
            self.ascent.step()
        prices = self.ascent.prices
        self.tolls = self.rooms.tolls(prices)
        rows = [(int(cell), int(stretch)) for cell, stretch in np.argwhere(prices > self.params.tolerance)]
        nothing: tuple[dict[RowKey, float], ...] = tuple({} for _ in self.families[1:])
        value, _ = self._evaluate(({row: float(prices[row]) for row in rows}, *nothing), {})
        self.value = max(self.value, value)
        if self.ascent.finished:
            self.active[0].update(rows)

    def _iterate(self) -> None:
        """Solves the linear program, evaluates its prices, and adds columns and violated rows."""
        nothing: LinearSolution = LinearSolution(math.inf, tuple({} for _ in self.families), {}, {})
        answer = self._solve() if any(self.columns.values()) else nothing
        value, added = self._evaluate(answer.prices, answer.paid)
        self.value = max(self.value, value)
        broken = self._activate(answer.used)
        self.finished = not broken and (not added or answer.cost - self.value < self.params.gap * abs(self.value))

    def _evaluate(self, prices_of: tuple[dict[RowKey, float], ...], paid: Mapping[str, float]) -> tuple[float, int]:
        """The Lagrangian bound of some prices, and the number of columns of negative reduced cost that were added."""
        tolls = self.rooms.tolls(self.rooms.priced(prices_of[0]))
        charges = [family.charge(prices) for family, prices in zip(self.families, prices_of, strict=True)]
        total, error, added = 0.0, 0.0, 0
        for name, domain in self.problem.domains.items():
            left_out, session = self.problem.left_out[name], self.problem.scenario.expo.sessions[name]
            if not domain.extent:
                total += left_out or 0
                continue
            by_start, spots = domain.by_start.copy(), []
            for charge in charges:
                for levy in charge(name):
                    if levy.room is None:
                        by_start += levy.by_start[domain.starts]
                    else:
                        spots.append(levy)
            prices = domain.prices(by_start)
            for levy in spots:
                prices[domain.rooms == levy.room] += levy.by_start[domain.starts]
            if session.host is None:
                prices += tolls[session.shape][domain.rooms[:, None], domain.starts]
            least = float(prices.min())
            error += abs(least) + 100
            total += least if left_out is None else min(least, left_out)
            added += self._add(name, prices, paid.get(name, math.inf))
        for family, own in zip(self.families, prices_of, strict=True):
            total -= sum(price * family.limit(row) for row, price in own.items())
        total -= self.few.rebate(prices_of[-1])
        return total - error * 2.0**-20, added

    def _add(self, name: str, prices: Prices, paid: float) -> int:
        domain, own = self.problem.domains[name], self.columns[name]
        days, cheapest = self.axes.days[domain.starts], []
        for day in np.unique(days):
            columns = np.flatnonzero(days == day)
            row, column = np.unravel_index(prices[:, columns].argmin(), (len(domain.rooms), len(columns)))
            place = (int(row), int(columns[column]))
            if prices[place] < min(paid - 1e-3, NEVER) and place not in own:
                cheapest.append((float(prices[place]), place))
        for _, place in sorted(cheapest)[: self.params.columns]:
            own[place] = None
        return min(len(cheapest), self.params.columns)

    def _taken(self, name: str, row: int, column: int) -> tuple[tuple[int, RowKey, float], ...]:
        """The coefficients of a placement in the rows of all families."""
        key = (name, row, column)
        if key not in self._takes:
            domain = self.problem.domains[name]
            place = (int(domain.rooms[row]), int(domain.starts[column]))
            self._takes[key] = tuple(
                (number, row, amount)
                for number, family in enumerate(self.families)
                for row, amount in family.takes(name, *place)
            )
        return self._takes[key]

    def _activate(self, used: Mapping[tuple[str, int, int], float]) -> int:
        """Adds the rows violated by the solution and returns their number."""
        sums: dict[tuple[int, RowKey], float] = defaultdict(float)
        for place, share in used.items():
            for number, row, amount in self._taken(*place):
                sums[number, row] += share * amount
        added = 0
        for (number, row), taken in sums.items():
            known = self.active[number]
            if row not in known and (
                number == len(self.families) - 1 or taken > self.families[number].limit(row) + 1e-3
            ):
                known.add(row)
                added += 1
        return added

    def _solve(self) -> LinearSolution:
        model = model_builder.Model()  # type: ignore[no-untyped-call]  # not typed in ortools 9.15
        costs: list[tuple[ColumnVariable, float]] = []
        terms: dict[tuple[int, RowKey], list[tuple[ColumnVariable, float]]] = defaultdict(list)
        once: dict[str, model_builder.LinearConstraint] = {}
        parts: dict[tuple[str, int, int], ColumnVariable] = {}
        for name, places in self.columns.items():
            left_out = self.problem.left_out[name]
            out = model.new_num_var(0, math.inf, "")
            costs.append((out, self.params.unplaced_penalty if left_out is None else float(left_out)))
            own = [out]
            for row, column in places:
                part = parts[name, row, column] = model.new_num_var(0, math.inf, "")
                own.append(part)
                costs.append((part, float(self.problem.domains[name].price(row, column))))
                for number, scarce, amount in self._taken(name, row, column):
                    if scarce in self.active[number]:
                        terms[number, scarce].append((part, amount))
            once[name] = _row(model, model_builder.LinearExpr.sum(own) >= 1)
        uses: dict[RowKey, ColumnVariable] = {}
        limits: dict[tuple[int, RowKey], model_builder.LinearConstraint] = {}
        for (number, scarce), own_terms in terms.items():
            if number == len(self.families) - 1:
                use = uses.setdefault((scarce[0], *scarce[2:]), model.new_num_var(0, math.inf, ""))
                own_terms.append((use, -1.0))
            limit = self.families[number].limit(scarce)
            limits[number, scarce] = _row(model, _weighted(own_terms) <= limit)
        self._first_free(model, uses, costs)
        model.minimize(_weighted(costs))
        solver = model_builder.Solver("glop" if len(parts) < self.params.first_order_from else "pdlp")
        if len(parts) >= self.params.first_order_from:
            solver.set_solver_specific_parameters(ROUGHLY)
        solver.solve(model)
        prices: tuple[dict[RowKey, float], ...] = tuple({} for _ in self.families)
        for (number, scarce), row_of in limits.items():
            if (price := -solver.dual_value(row_of)) > self.params.tolerance:
                prices[number][scarce] = price
        used = {place: share for place, part in parts.items() if (share := solver.value(part)) > self.params.tolerance}
        prices = (*prices[:-1], self.few.affordable(prices[-1]))
        return LinearSolution(
            solver.objective_value, prices, {name: solver.dual_value(row) for name, row in once.items()}, used
        )

    def _first_free(
        self,
        model: model_builder.Model,
        uses: Mapping[RowKey, ColumnVariable],
        costs: list[tuple[ColumnVariable, float]],
    ) -> None:
        """Charges the weight of a wish for each use except the first of each bucket."""
        buckets: dict[tuple[int, int], list[ColumnVariable]] = defaultdict(list)
        for (number, day, _), use in uses.items():
            costs.append((use, self.few.weight(number)))
            buckets[self.few.bucket(number, day)].append(use)
        for (number, _), own in buckets.items():
            first = model.new_num_var(0, 1, "")
            costs.append((first, -self.few.weight(number)))
            model.add(model_builder.LinearExpr.sum(own) - first >= 0)


def _weighted(terms: list[tuple[ColumnVariable, float]]) -> model_builder.LinearExpr:
    return model_builder.LinearExpr.weighted_sum([part for part, _ in terms], [weight for _, weight in terms])


def _row(
    model: model_builder.Model, demand: model_builder.BoundedLinearExpression | bool
) -> model_builder.LinearConstraint:
    row = model.add(demand)
    assert isinstance(row, model_builder.LinearConstraint)
    return row
