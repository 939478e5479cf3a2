"""The part of the schedule that a repair changes, as a CP-SAT model: fewest people told, then the wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from expo_planner.cpsat.board import Board, Domain, Expression, RoomStart
from expo_planner.domain.schedule import Schedule
from expo_planner.rules.requirements import MUST, WISH, AllPairs, Requirement, Unary
from expo_planner.solver.domains.initial import filtered
from expo_planner.solver.exact import Run
from expo_planner.solver.limits import Effort, Status
from expo_planner.solver.lns.reoptimise import ALL
from expo_planner.solver.replan.alternatives import Alternatives
from expo_planner.solver.replan.ejection_graph import Reach

TOLD = MUST + 1
RELAXED, BARE = 2, 0
"""With a linear relaxation good schedules are found; without it, in a tenth of the time,
that a budget does not suffice."""


@dataclass(frozen=True)
class SubmodelResult:
    """How one tier of a part ended: the whole schedule, what the part costs, and what it costs at least."""

    status: Status
    schedule: Schedule | None
    cost: int
    bound: int
    interrupted: bool = False


class ReplanSubmodel:
    """A model of the sessions in reach; all others stay at their place of the base. Wishes stand in it if asked for."""

    def __init__(self, alternatives: Alternatives, reach: Reach, *, wishes: bool = False) -> None:
        self.alternatives, self.task, self.problem, self.expo = (
            alternatives,
            alternatives.task,
            alternatives.problem,
            alternatives.expo,
        )
        self.free = frozenset(reach.places)
        self.wishes = wishes
        self.demands: list[Requirement] = []
        """What has been posted of the wishes and musts of more than one."""
        self.board = self._board(reach)

    def _board(self, reach: Reach) -> Board:
        base = self.task.base
        candidates: dict[str, Domain] = dict(reach.places)
        posted: list[Requirement] = []
        for demand in self._restricted():
            if demand.weight is None and isinstance(demand, Unary) and not demand.waivers:
                candidates[demand.session.id] = filtered(demand, candidates[demand.session.id])
            elif not demand.gives_place or demand.weight is not None or demand.waivers:
                posted.append(demand)
        self.demands = posted
        beside = {name for demand in posted for name in demand.sessions} - candidates.keys()
        fixed: dict[str, Domain] = {
            name: {base[name].room: (base[name].start,)} if name in base else {} for name in sorted(beside)
        }
        must = {name for name in beside if name in base}
        must |= {name for name in self.free if not (name in reach.droppable or self._may_lack(name))}
        board = Board(self.expo, {**candidates, **fixed}, must, listed=ALL)
        for demand in posted:
            waivers = demand.waivers
            if isinstance(demand, Unary) and demand.weight and not waivers:
                self._charge(board, demand, candidates)
            else:
                demand.put_on(board, waivers)
        for cell in self._cells(candidates):
            cell.put_on(board, ())
        for name in sorted(self.free & self.task.kept.keys()):
            self.task.kept[name].put_on(board, ())
        for few in self.task.few.restricted(base, self.free) if self.task.few is not None else ():
            few.put_on(board, ())
        return board

    def _may_lack(self, name: str) -> bool:
        """Whether a session that had no place may go without one."""
        return name not in self.task.base and self.task.droppable(name)

    def _restricted(self) -> list[Requirement]:
        """What all demands say to the free sessions while the others stay; musts of cells come apart from these."""
        base, free = self.task.base, self.free
        alone = (demand for name in sorted(free) for demand in self.task.alone[name] if demand.weight)
        whole = (
            demand for demand in chain(alone, self.alternatives.demands(free)) if demand.weight is None or self.wishes
        )
        found = [part for demand in whole for part in demand.restricted(base, free)]
        if not self.problem.rooms_are_musts:
            cells = (cell for cell in self.problem.cells if cell.weight is None or self.wishes)
            found += [part for cell in cells for part in AllPairs.restricted(cell, base, free)]
        return found

    def _cells(self, candidates: Mapping[str, Domain]) -> list[Requirement]:
        """The demands of cells on the free sessions among themselves; places that others take are left out already."""
        if not self.problem.rooms_are_musts:
            return []
        rooms = sorted({room for own in candidates.values() for room in own})
        cells = {id(cell): cell for room in rooms for cell in self.problem.cells_of[room]}
        return [part for cell in cells.values() for part in cell.restricted(Schedule(), self.free)]

    def _charge(self, board: Board, demand: Unary, candidates: Mapping[str, Domain]) -> None:
        name, weight = demand.session.id, demand.weight or 0
        prices: dict[RoomStart, int] = {}
        for alike, starts in demand.alike(candidates[name]):
            amounts = demand.amounts(alike[0], starts)
            amounts = amounts if len(amounts) == len(starts) else amounts * len(starts)
            prices |= {
                (room, start): own * weight for room in alike for start, own in zip(starts, amounts, strict=True)
            }
        board.charge(name, {place: price for place, price in prices.items() if price}, WISH)

    def within(self, most: int) -> None:
        """Holds the people told to so many."""
        total = self._total(TOLD)
        if not isinstance(total, int):
            self.board.model.add(total <= most)

    def _total(self, tier: int) -> Expression:
        total: Expression = sum(cost * count for cost, count in self.board.costs.get(tier, []))
        return total

    def solve(
        self, tier: int, effort: Effort, deadline: float, hint: Schedule | None = None, linear: int = RELAXED
    ) -> SubmodelResult:
        """Solves for one tier."""
        self.board.hint(self.task.base if hint is None else hint)
        self.board.model.minimize(self._total(tier))
        run = Run(self.board, effort, deadline, None)
        run.solver.parameters.cp_model_probing_level = 0
        run.solver.parameters.linearization_level = linear
        run.solver.parameters.symmetry_level = 0
        status = run.solve()
        if run.schedule is None:
            return SubmodelResult(status, None, 0, run.bound, run.interrupted)
        return SubmodelResult(status, self._whole(run.schedule), run.best, run.bound, run.interrupted)

    def _whole(self, found: Schedule) -> Schedule:
        """The schedule of all: the free sessions where the solver puts them, the others where they stood."""
        base = self.task.base
        places = {
            name: found[name] if name in self.free else base[name]
            for name in self.expo.sessions
            if (name in found if name in self.free else name in base)
        }
        return Schedule(places)

    def paid(self, schedule: Schedule) -> int:
        """What the checker counts for the wishes of this part."""
        clashes = (clash for demand in self.demands for clash in demand.broken_by(schedule))
        return sum(clash.judged(self.expo, self.expo.waivers).cost for clash in clashes)
