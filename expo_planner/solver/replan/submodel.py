"""The CP-SAT submodel of the sessions that a repair may change: disturbance, then wishes, then nearness."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from ortools.sat.python.cp_model import CpSolver

from expo_planner.cpsat.board import Board, Expression
from expo_planner.cpsat.vocabulary import RoomStart
from expo_planner.domain.schedule import Schedule
from expo_planner.rules.requirements import AllPairs, Requirement, Unary
from expo_planner.solver.domains.initial import prices_of
from expo_planner.solver.exact import Run, assemble
from expo_planner.solver.limits import Effort, Status
from expo_planner.solver.replan.alternatives import Alternatives
from expo_planner.solver.replan.ejection_graph import Reach
from expo_planner.solver.replan.problem import ReplanProblem
from expo_planner.solver.submodel import build_submodel


@dataclass(frozen=True)
class SubmodelResult:
    """The result of one tier of a submodel: the whole schedule, the submodel's cost, and its lower bound."""

    status: Status
    schedule: Schedule | None
    cost: int
    bound: int
    interrupted: bool = False


class TieredModel:
    """A board whose costs are minimised tier by tier."""

    board: Board

    def within(self, most: int, tier: int) -> None:
        """Limits the cost of one tier."""
        total = self._total(tier)
        if not isinstance(total, int):
            self.board.model.add(total <= most)

    def _total(self, tier: int) -> Expression:
        total: Expression = sum(cost * count for cost, count in self.board.costs.get(tier, []))
        return total

    def solve(
        self, tier: int, effort: Effort, deadline: float, hint: Schedule, linearization: int = 1
    ) -> SubmodelResult:
        """Minimises one tier."""
        self.board.hint(hint)
        self.board.model.minimize(self._total(tier))
        run = Run(self.board, effort, deadline, None)
        run.solver.parameters.linearization_level = linearization
        run.solver.parameters.symmetry_level = 0
        self._configure(run.solver)
        status = run.solve()
        if run.schedule is None:
            return SubmodelResult(status, None, 0, run.bound, run.interrupted)
        return SubmodelResult(status, self._completed(run.schedule), run.best, run.bound, run.interrupted)

    def _configure(self, solver: CpSolver) -> None:
        """Sets further parameters."""

    def _completed(self, found: Schedule) -> Schedule:
        """The whole schedule of what was solved."""
        return found


class ReplanSubmodel(TieredModel):
    """A submodel of the sessions in reach; all others keep their placement in the base.

    On request, it has the wishes and prices how far sessions move.
    """

    def __init__(self, alternatives: Alternatives, reach: Reach, *, wishes: bool = False) -> None:
        self.alternatives, self.task = alternatives, alternatives.task
        self.problem, self.expo = alternatives.problem, alternatives.expo
        self.free = frozenset(reach.places)
        self.wishes = wishes
        demands = self._restricted()
        charged: list[Unary] = []
        rest: list[Requirement] = []
        prices: dict[str, Counter[RoomStart]] = {}
        for one in demands:
            if isinstance(one, Unary) and one.weight and not one.waivers:
                charged.append(one)
                name = one.session.id
                prices.setdefault(name, Counter()).update(prices_of(one, reach.places[name]))
            else:
                rest.append(one)
        must = {name for name in self.free if not (name in reach.droppable or self._may_lack(name))}
        part = build_submodel(self.problem, reach.places, rest, self.task.base, must, prices)
        self.board = part.board
        self.demands = (*charged, *part.posted)
        """The demands of the submodel that are not folded into domains."""
        for name in sorted(self.free & self.task.kept.keys()):
            self.task.kept[name].put_on(self.board, ())
            if wishes:
                self.task.near[name].put_on(self.board, ())
        for few in self.task.few.restricted(self.task.base, self.free) if self.task.few is not None else ():
            few.put_on(self.board, ())

    def _may_lack(self, name: str) -> bool:
        """Whether a session was not placed and may remain so."""
        return name not in self.task.base and self.task.droppable(name)

    def _restricted(self) -> list[Requirement]:
        """The demands restricted to the free sessions; with those of cells, if sessions may ever share one."""
        base, free = self.task.base, self.free
        alone = (demand for name in sorted(free) for demand in self.problem.alone[name] if demand.weight)
        whole = (
            demand for demand in chain(alone, self.alternatives.demands(free)) if demand.weight is None or self.wishes
        )
        found = [part for demand in whole for part in demand.restricted(base, free)]
        if not self.problem.rooms_are_musts:
            cells = (cell for cell in self.problem.cells if cell.weight is None or self.wishes)
            found += [part for cell in cells for part in AllPairs.restricted(cell, base, free)]
        return found

    def _configure(self, solver: CpSolver) -> None:
        solver.parameters.cp_model_probing_level = 0

    def _completed(self, found: Schedule) -> Schedule:
        """The whole schedule: the free sessions as solved, all others as in the base."""
        base = self.task.base
        places = {
            name: found[name] if name in self.free else base[name]
            for name in self.expo.sessions
            if (name in found if name in self.free else name in base)
        }
        return Schedule(places)

    def paid(self, schedule: Schedule) -> int:
        """The cost that the checker computes for the submodel's wishes."""
        clashes = (clash for demand in self.demands for clash in demand.broken_by(schedule))
        return sum(clash.judged(self.expo, self.expo.waivers).cost for clash in clashes)


class WholeModel(TieredModel):
    """The whole scenario, every session free: it proves what the sessions in reach leave open."""

    def __init__(self, task: ReplanProblem) -> None:
        self.board = assemble(task.scenario, task.initial)
        for name, kept in task.kept.items():
            kept.put_on(self.board, ())
            task.near[name].put_on(self.board, ())
        if task.few is not None:
            task.few.put_on(self.board, ())
