"""The satisfiability oracle: decides by CP-SAT whether demands can all hold, and finds unsat cores."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ortools.sat.python import cp_model

from expo_planner.cpsat.board import Board
from expo_planner.cpsat.board import Literal as BoardLiteral
from expo_planner.cpsat.vocabulary import Domain, Stay
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.rules.requirements import AllPairs, Pairwise, Requirement, Unary
from expo_planner.rules.requirements.allowed_room import AllowedRoom
from expo_planner.rules.requirements.pinned import StaysPut
from expo_planner.solver import search_clock
from expo_planner.solver.domains.initial import InitialDomains, filtered
from expo_planner.solver.interrupts import run_until_stopped


@dataclass
class Oracle:
    """Decides sets of demands on the sessions of an expo, until a deadline (search clock, seconds).

    `initial` gives the domains before any demand; sessions that no demand places stay unplaced.
    """

    expo: Expo
    initial: InitialDomains
    deadline: float
    _folds: dict[tuple[object, ...], Domain] = field(default_factory=dict)

    def answer(self, demands: Collection[Requirement], seconds: float = math.inf) -> Schedule | Literal[False] | None:
        """A schedule in which the demands all hold; False if there is none, None if time ran out."""
        board = self._board(demands)
        for demand in demands:
            if not folded(demand):
                self._put(board, demand, board.true)
        known, solver = self._solve(board, seconds)
        return board.read(solver) if known else known

    def hold(self, demands: Collection[Requirement]) -> bool | None:
        """Whether the demands can all hold; None if unknown."""
        answer = self.answer(demands)
        return None if answer is None else answer is not False

    def core(self, demands: Collection[Requirement], seconds: float = math.inf) -> list[Requirement] | None:
        """An unsat core: those of the demands by which the solver proves that they cannot all hold; None if unknown.

        The demands on one session alone are in the core together or not at all.
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
        """The session's domain under demands on it alone."""
        demands = list(demands)
        stays = any(isinstance(demand, StaysPut) for demand in demands)
        key: tuple[object, ...] = (name, stays)
        if key not in self._folds:
            session = self.expo.sessions[name]
            self._folds[key] = self.initial.of(session if stays else replace(session, start=None, room=None))
        for demand in demands:
            before, key = self._folds[key], (*key, id(demand))
            if key not in self._folds:
                self._folds[key] = filtered(demand, before)
        return self._folds[key]

    def _put(self, board: Board, demand: Requirement, holds: BoardLiteral) -> None:
        if not demand.waivers:
            demand.post(board, holds)
            if isinstance(demand, AllPairs) and (at_once := demand.at_once) is not None:
                running = {Stay(name): load for name, load in at_once.loads.items()}
                board.limit(running, at_once.limit, holds)  # follows from the pairs, and proves density at once
            return
        for broken, _ in demand.count(board, demand.waivers):
            if not isinstance(broken, int):
                board.enforce(board.model.add(broken == 0), holds)

    def _solve(self, board: Board, seconds: float) -> tuple[Literal[False, True] | None, cp_model.CpSolver]:
        solver = new_solver(min(self.deadline - search_clock.now(), seconds))
        code = solver.solve(board.model)
        known: Mapping[object, bool] = {
            cp_model.INFEASIBLE: False,
            cp_model.OPTIMAL: True,
            cp_model.FEASIBLE: True,
        }
        return known.get(code), solver


class Interruptible(cp_model.CpSolver):
    """A solver that Ctrl-C stops from outside, since the solver's own handler would swallow later signals, too."""

    def solve(
        self, model: cp_model.CpModel, callback: cp_model.CpSolverSolutionCallback | None = None
    ) -> cp_model.CpSolverStatus:
        code, stopped = run_until_stopped(lambda: cp_model.CpSolver.solve(self, model, callback), self.stop_search)
        search_clock.spend(self.deterministic_time)
        if stopped:
            raise KeyboardInterrupt
        return code


def new_solver(seconds: float = math.inf) -> cp_model.CpSolver:
    """A solver with one thread and a time limit in seconds."""
    solver = Interruptible()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.symmetry_level = 0  # OR-Tools 9.15 fails in the symmetry detection of some small models
    search_clock.limit(solver, seconds)
    return solver


def folded(demand: Requirement) -> bool:
    """Whether the demand is folded into the domain of its session.

    The rooms that a session names are folded in despite waivers, as in `solve`.
    """
    return isinstance(demand, AllowedRoom) or (isinstance(demand, Unary) and not demand.waivers)


def _placed(demands: Iterable[Requirement]) -> set[str]:
    """The sessions that must be placed: by a demand, or because they are fixed."""
    return {
        demand.sessions[0]
        for demand in demands
        if demand.gives_place or (isinstance(demand, StaysPut) and demand.whole)
    }


def with_place(demands: Collection[Requirement]) -> set[str]:
    """The sessions that must be placed, their hosts, and those of which some must be placed with them."""
    wanted = _placed(demands)
    while more := {name for demand in demands for name in demand.placed_with(wanted)} - wanted:
        wanted |= more
    return wanted


def relevant(demands: Collection[Requirement]) -> list[Requirement]:
    """The demands on sessions that must be placed; all other demands hold if no other session is placed."""
    wanted = with_place(demands)
    return [
        demand
        for demand in demands
        if (all if isinstance(demand, Unary | Pairwise) else any)(name in wanted for name in demand.sessions)
    ]
