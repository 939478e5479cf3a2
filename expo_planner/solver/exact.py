"""Solves the whole scenario as one CP-SAT model, tier by tier: the optimum of a tier is fixed for the next one."""

from __future__ import annotations

import math
import threading

from ortools.sat.python import cp_model

from expo_planner.cpsat.board import LISTED, LITERAL_EACH, Board
from expo_planner.domain.entities import Waiver
from expo_planner.domain.schedule import Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import TOLD, WISH, OneAtATime, Requirement, Unary
from expo_planner.solver import search_clock
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.interrupts import run_until_stopped
from expo_planner.solver.limits import Effort, Progress, SearchResult, Status, Watch
from expo_planner.solver.problem import SearchProblem


def solve_whole(
    problem: SearchProblem,
    effort: Effort,
    watch: Watch | None = None,
    hint: Schedule | None = None,
    *,
    time_indexed: bool = False,
    elapsed: float = 0.0,
) -> SearchResult:
    """A schedule, proven optimal if the time suffices. CP-SAT starts from `hint`, by default the file's placements.

    With `time_indexed`, every placement has a literal of its own: the linear relaxation is far tighter, and the model
    far larger. `watch` counts the seconds from `elapsed` on. Ctrl-C ends the search and keeps the best schedule.
    """
    began = search_clock.now()
    deadline = began + effort.time_limit
    board = assemble(problem.scenario, problem.initial, LITERAL_EACH if time_indexed else LISTED)
    board.hint(problem.scenario.expo.standing if hint is None else hint)
    schedule: Schedule | None = None
    bound = 0
    for tier in [tier for tier in (TOLD, WISH) if tier in board.costs] or [WISH]:
        total = sum(cost * literal for cost, literal in board.costs.get(tier, []))
        board.model.minimize(total)
        run = Run(board, effort, deadline, watch if tier == WISH else None, began - elapsed)
        if time_indexed:
            run.rely_on_relaxation()
        status = run.solve()
        if run.schedule is not None:
            schedule = run.schedule
        if tier == WISH:
            bound = run.bound
        if status != "optimal":
            if schedule is not None and status == "unknown":
                status = "feasible"
            return SearchResult(status, schedule, bound, run.best, run.interrupted)
        if tier != WISH:
            board.model.add(total <= run.best)
            assert schedule is not None
            board.hint(schedule)
    return SearchResult("optimal", schedule, bound, run.best)


def assemble(scenario: Scenario, initial: InitialDomains, listed: int = LISTED) -> Board:
    """A board with all requirements of the scenario posted."""
    expo = scenario.expo
    folded: list[Unary] = []
    posted: list[tuple[Requirement, tuple[Waiver, ...]]] = []
    must = {session.id for session in expo.sessions.values() if initial.fixed(session)}
    for requirement in scenario.requirements:
        own = requirement.waivers
        if requirement.weight is None and not own and isinstance(requirement, Unary):
            folded.append(requirement)
        elif requirement.weight is None and not own and requirement.gives_place:
            must.update(requirement.sessions)
        else:
            posted.append((requirement, own))
    one_at_a_time = all(
        requirement.weight is None and not own for requirement, own in posted if isinstance(requirement, OneAtATime)
    )
    board = Board(expo, initial.holding(folded), must, listed=listed, one_at_a_time=one_at_a_time)
    for requirement, own in posted:
        requirement.put_on(board, own)
    return board


class Run(cp_model.CpSolverSolutionCallback):
    """One run of CP-SAT on a board: the best schedule, its cost, and the lower bound so far."""

    def __init__(
        self, board: Board, effort: Effort, deadline: float, watch: Watch | None, began: float | None = None
    ) -> None:
        super().__init__()
        self.board, self.watch = board, watch
        self.schedule: Schedule | None = None
        self.best = self.bound = 0
        self.interrupted = False
        self._began = search_clock.now() if began is None else began
        self._cost: int | None = None
        self._lock = threading.Lock()
        self.solver = cp_model.CpSolver()
        parameters = self.solver.parameters
        parameters.num_workers = effort.workers
        parameters.random_seed = effort.seed
        parameters.catch_sigint_signal = False
        search_clock.limit(self.solver, deadline - search_clock.now())
        self.solver.best_bound_callback = self._new_bound

    def rely_on_relaxation(self) -> None:
        """Lets CP-SAT prove with the whole linear relaxation, and its other workers look for better schedules.

        With several ways of proving at once, each of them gets slower.
        """
        self.solver.parameters.add_lp_constraints_lazily = False
        if self.solver.parameters.num_workers > 1:
            self.solver.parameters.subsolvers.append("reduced_costs")
        else:
            self.solver.parameters.linearization_level = 2

    def solve(self) -> Status:
        """Runs CP-SAT and returns how it ended. Handles Ctrl-C itself, since the solver's own handler can deadlock.

        Raises RuntimeError for an invalid model.
        """
        code, self.interrupted = run_until_stopped(self._run, self.solver.stop_search)
        search_clock.spend(self.solver.deterministic_time)
        if code == cp_model.MODEL_INVALID:
            raise RuntimeError(f"the model is invalid: {self.board.model.validate()}")
        if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.schedule = self.board.read(self.solver)
            self.best = round(self.solver.objective_value)
        if code == cp_model.INFEASIBLE:
            return "infeasible"
        self.bound = max(self.bound, math.ceil(self.solver.best_objective_bound - 1e-6), 0)
        if code == cp_model.OPTIMAL:
            return "optimal"
        return "feasible" if code == cp_model.FEASIBLE else "unknown"

    def _run(self) -> cp_model.CpSolverStatus:
        try:
            return self.solver.solve(self.board.model, self)
        except IndexError:  # OR-Tools 9.15 fails in the symmetry detection of some small models
            self.solver.parameters.symmetry_level = 0
            return self.solver.solve(self.board.model, self)

    def on_solution_callback(self) -> None:
        self._tell(cost=round(self.objective_value), bound=self.best_objective_bound)

    def _new_bound(self, bound: float) -> None:
        self._tell(bound=bound)

    def _tell(self, *, cost: int | None = None, bound: float) -> None:
        with self._lock:
            self._cost = self._cost if cost is None else cost
            self.bound = max(self.bound, math.ceil(bound - 1e-6), 0)
            if self.watch is not None:
                self.watch(Progress(search_clock.now() - self._began, self._cost, self.bound))
