"""All rows of a problem's relaxation, and what placements pay at their prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from expo_planner.solver.bound.rows.distinct_uses import DistinctUses
from expo_planner.solver.bound.rows.family import Family
from expo_planner.solver.bound.rows.links import Links
from expo_planner.solver.bound.rows.parallel_sessions import ParallelSessions
from expo_planner.solver.bound.rows.room_time import RoomTime
from expo_planner.solver.bound.rows.stretches import Shape, Stretches
from expo_planner.solver.domains.priced import Prices
from expo_planner.solver.params import BoundParams
from expo_planner.solver.problem import SearchProblem

RowPrices = tuple[Prices, ...]
"""The prices of the rows of each family."""


class Rows:
    """The rows of a problem, by family: room time and, unless that is to be the only one, all others."""

    def __init__(self, problem: SearchProblem, params: BoundParams, *, room_time_only: bool = False) -> None:
        self.problem, expo = problem, problem.scenario.expo
        cells = sum(room.kind == "room" and not room.joined for room in expo.rooms.values())
        hours = sum(window.end - window.start for window in expo.hours)
        stretches = Stretches(problem, max(params.finest_stretch, cells * hours // params.most_stretches))
        self.room_time = RoomTime(stretches)
        self.others: tuple[Family, ...] = ()
        if not room_time_only:
            musts = tuple({id(demand): demand for own in problem.musts.values() for demand in own}.values())
            self.others = (
                ParallelSessions(stretches, musts),
                Links(stretches, musts, params.most_links),
                DistinctUses(problem, params.most_uses),
            )

    @property
    def families(self) -> tuple[Family, ...]:
        """Room time, then all others."""
        return (self.room_time, *self.others)


@dataclass(frozen=True)
class PricedRows:
    """Rows and their prices."""

    rows: Rows
    prices: RowPrices

    @cached_property
    def _tolls(self) -> Mapping[Shape, Prices]:
        return self.rows.room_time.tolls(self.prices[0])

    def charge(self, name: str, costs: Prices) -> None:
        """Adds to the costs of a session's placements (rooms × starts of its domain) what they pay for all rows."""
        for family, prices in zip(self.rows.others, self.prices[1:], strict=True):
            family.charge(name, prices, costs)
        session, domain = self.rows.problem.scenario.expo.sessions[name], self.rows.problem.domains[name]
        if session.host is None:
            costs += self._tolls[session.shape][domain.rooms[:, None], domain.starts]

    @property
    def rebate(self) -> float:
        """What is free of all rows, at these prices."""
        return sum(family.rebate(own) for family, own in zip(self.rows.families, self.prices, strict=True))
