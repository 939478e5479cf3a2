"""Whether demands can all hold, and if not, a few of them that cannot: CP-SAT is asked, and asked again."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ortools.sat.python import cp_model

from expo_planner.cpsat.board import Board
from expo_planner.cpsat.board import Literal as BoardLiteral
from expo_planner.cpsat.vocabulary import Domain
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.rules.requirements import Pairwise, Requirement, Unary
from expo_planner.rules.requirements.allowed_room import AllowedRoom
from expo_planner.rules.requirements.pinned import StaysPut
from expo_planner.solver.domains.initial import InitialDomains, filtered
from expo_planner.solver.interrupts import run_until_stopped


@dataclass
class Oracle:
    """Answers for demands on the sessions of an expo, until a deadline.

    `initial` holds every placement there is before any demand; a session that no demand gives a place has none.
    """

    expo: Expo
    initial: InitialDomains
    deadline: float
    _folds: dict[tuple[object, ...], Domain] = field(default_factory=dict)

    def answer(self, demands: Collection[Requirement], seconds: float = math.inf) -> Schedule | Literal[False] | None:
        """A schedule in which they all hold; False where there is none, None where time ran out first."""
        board = self._board(demands)
        for demand in demands:
            if not folded(demand):
                self._put(board, demand, board.true)
        known, solver = self._solve(board, seconds)
        return board.read(solver) if known else known

    def hold(self, demands: Collection[Requirement]) -> bool | None:
        """Whether they can all hold; None where that is not known."""
        answer = self.answer(demands)
        return None if answer is None else answer is not False

    def core(self, demands: Collection[Requirement], seconds: float = math.inf) -> list[Requirement] | None:
        """Demands among these that cannot all hold: what the solver needs to show it. None where none is known.

        All that is asked of one session alone is in or out together.
        """
        board = self._board(demands, ())
        assumed: dict[int, Requirement] = {}
        for demand in demands:
            if not folded(demand):
                holds = board.literal()
                self._put(board, demand, holds)
                assumed[holds.index] = demand
                board.model.add_assumption(holds)
        answer, solver = self._solve(board, seconds)
        if answer is not False:
            return None
        core = [assumed[index] for index in solver.sufficient_assumptions_for_infeasibility() if index in assumed]
        return relevant([*core, *(demand for demand in demands if folded(demand))])

    def _board(self, demands: Collection[Requirement], must: Collection[str] | None = None) -> Board:
        wanted = with_place(demands)
        alone: dict[str, list[Unary]] = {}
        for demand in demands:
            if isinstance(demand, Unary) and folded(demand) and demand.session.id in wanted:
                alone.setdefault(demand.session.id, []).append(demand)
        candidates: dict[str, Domain] = {name: {} for demand in demands for name in demand.sessions}
        candidates |= {name: self._left(name, alone.get(name, [])) for name in wanted}
        return Board(self.expo, candidates, _placed(demands) if must is None else must)

    def _left(self, name: str, demands: Iterable[Unary]) -> Domain:
        """What demands on a session alone leave it."""
        key: tuple[object, ...] = (name,)
        if key not in self._folds:
            self._folds[key] = self.initial.of(self.expo.sessions[name])
        for demand in demands:
            before, key = self._folds[key], (*key, id(demand))
            if key not in self._folds:
                self._folds[key] = filtered(demand, before)
        return self._folds[key]

    def _put(self, board: Board, demand: Requirement, holds: BoardLiteral) -> None:
        if not demand.waivers:
            demand.post(board, holds)
            return
        for broken, _ in demand.count(board, demand.waivers):
            if not isinstance(broken, int):
                board.enforce(board.model.add(broken == 0), holds)

    def _solve(self, board: Board, seconds: float) -> tuple[Literal[False, True] | None, cp_model.CpSolver]:
        solver = new_solver(min(self.deadline - time.monotonic(), seconds))
        code = solver.solve(board.model)
        known: Mapping[object, bool] = {
            cp_model.INFEASIBLE: False,
            cp_model.OPTIMAL: True,
            cp_model.FEASIBLE: True,
        }
        return known.get(code), solver


class Interruptible(cp_model.CpSolver):
    """A solver that Ctrl-C stops from outside; its own handler would take the signal from all that comes after, too."""

    def solve(
        self, model: cp_model.CpModel, callback: cp_model.CpSolverSolutionCallback | None = None
    ) -> cp_model.CpSolverStatus:
        code, stopped = run_until_stopped(lambda: cp_model.CpSolver.solve(self, model, callback), self.stop_search)
        if stopped:
            raise KeyboardInterrupt
        return code


def new_solver(seconds: float = math.inf) -> cp_model.CpSolver:
    """A solver for one thread and so many seconds."""
    solver = Interruptible()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.symmetry_level = 0  # OR-Tools 9.15 fails on some small models where it looks for symmetries
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    return solver


def folded(demand: Requirement) -> bool:
    """Whether it decides, alone, where one session may be.

    The rooms that a session names are kept whatever is accepted, as in `solve`.
    """
    return isinstance(demand, AllowedRoom) or (isinstance(demand, Unary) and not demand.waivers)


def _placed(demands: Iterable[Requirement]) -> set[str]:
    """The sessions that must have a place: by a demand for one, or as they stand and stay."""
    return {
        demand.sessions[0]
        for demand in demands
        if demand.gives_place or (isinstance(demand, StaysPut) and demand.whole)
    }


def with_place(demands: Collection[Requirement]) -> set[str]:
    """The sessions that must have a place, and those that they happen inside."""
    wanted = _placed(demands)
    while more := {name for demand in demands for name in demand.placed_with(wanted)} - wanted:
        wanted |= more
    return wanted


def relevant(demands: Collection[Requirement]) -> list[Requirement]:
    """Those of the demands that speak of sessions with a place; all others hold where nobody asks for more."""
    wanted = with_place(demands)
    return [
        demand
        for demand in demands
        if (all if isinstance(demand, Unary | Pairwise) else any)(name in wanted for name in demand.sessions)
    ]
