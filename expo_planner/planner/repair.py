"""`plan repair`: repairs a published schedule with the least disturbance, or explains why that is impossible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from expo_planner.checker import Report, check
from expo_planner.domain.i18n import Message
from expo_planner.domain.schedule import Schedule
from expo_planner.explainer import Conflict, Demand, explain
from expo_planner.planner.diff import Move, moves_between
from expo_planner.planner.result import Outcome, SolverDisagrees
from expo_planner.rules import Scenario
from expo_planner.rules.requirements.perturbation import RULE
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort, Watch
from expo_planner.solver.placements.diagnosis import why_left_out
from expo_planner.solver.replan.disruption import Disruption, disrupt
from expo_planner.solver.replan.infeasibility import may_not_move, why_not
from expo_planner.solver.replan.iterative_budget import IterativeBudget
from expo_planner.solver.replan.problem import ReplanProblem

EXPLAINED = 400
"""The most sessions for which a conflict is searched, since that takes a model of the whole expo."""
PATIENCE = 5.0
"""The least time for explaining why there is no repair, in seconds."""


@dataclass(frozen=True, kw_only=True)
class Mended(Outcome):
    """The result of `repair`: a schedule near the one before, and the people to notify.

    `price` is the disturbance of the changes and `price_bound` a lower bound on it; `told_bound` is a lower bound on
    `told`. `scenario` is the scenario after the disruption. `lost` says why some sessions cannot be placed.
    """

    scenario: Scenario
    moves: tuple[Move, ...] = ()
    price: int = 0
    price_bound: int = 0
    told_bound: int = 0
    lost: Mapping[str, Message] = field(default_factory=dict)
    too_large: bool = False
    """Whether what is not proven was left open because the expo is too large for one model, with time to spare."""

    @property
    def told(self) -> int:
        """The number of people to notify."""
        return sum(move.told for move in self.moves)

    @property
    def fewest(self) -> bool:
        """Whether the repair is proven to have the least disturbance."""
        return self.found and self.price == self.price_bound


def repair(
    scenario: Scenario, before: Schedule, disruption: Disruption, effort: Effort, *, watch: Watch | None = None
) -> Mended:
    """Repairs a schedule after a disruption with the least disturbance; wishes, then nearness, decide between equals.

    Raises SolverDisagrees if the schedule does not pass the checker, or if its changes count differently.
    """
    began = search_clock.now()
    task = ReplanProblem(disrupt(scenario, before, disruption))
    budgets = IterativeBudget(task, effort, watch)
    found = budgets.run()
    schedule = Schedule() if found.schedule is None else found.schedule
    report = Report((), ()) if found.schedule is None else check(task.scenario, schedule)
    if report.errors:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in report.errors))
    moves = () if found.schedule is None else moves_between(task.expo, before, schedule)
    if found.schedule is not None and task.price(schedule) != found.price:
        raise SolverDisagrees(f"the solver counts the changes at {found.price}, they are {task.price(schedule)}")
    gone = [task.expo.sessions[name] for name in task.disrupted.absent if name in before]
    lost_price = sum(task.expo.disturbance(session, before[session.id], None) for session in gone)
    certain = sum(session.told for session in gone) + sum(
        task.expo.sessions[name].told for name in budgets.forced_moves.forced
    )
    conflicts: tuple[Conflict, ...] = ()
    lost: Mapping[str, Message] = {}
    if found.status == "infeasible":
        conflicts, lost = _why_not(task, budgets, effort, effort.time_limit - (search_clock.now() - began))
    return Mended(
        status=found.status,
        schedule=schedule,
        report=report,
        bound=report.cost if found.best else 0,
        seconds=search_clock.now() - began,
        seed=effort.seed,
        conflicts=conflicts,
        interrupted=found.interrupted,
        left_out={} if found.schedule is None else _left_out(task, schedule),
        scenario=task.scenario,
        moves=moves,
        price=found.price + lost_price,
        price_bound=found.least + lost_price,
        told_bound=sum(move.told for move in moves) if found.price == found.least and moves else certain,
        lost=lost,
        too_large=found.too_large,
    )


def _left_out(task: ReplanProblem, schedule: Schedule) -> Mapping[str, Message]:
    """The reasons for sessions that are not placed, except for dropped ones."""
    unplaced = task.expo.own_sessions.keys() - schedule.keys() - task.disrupted.absent
    said = why_left_out(task.problem, schedule) if unplaced else {}
    return {name: why for name, why in said.items() if name in unplaced}


def _why_not(
    task: ReplanProblem, budgets: IterativeBudget, effort: Effort, seconds: float
) -> tuple[tuple[Conflict, ...], Mapping[str, Message]]:
    """The conflicts, and the sessions that cannot be placed, with reasons."""
    if budgets.forced_moves.stuck:
        demands = tuple(Demand(clash.rule, clash.message, clash.sources) for clash in budgets.forced_moves.stuck)
        return (Conflict(demands, True),), may_not_move(task, budgets)
    deadline = search_clock.now() + max(seconds, PATIENCE)
    failure = why_not(task, budgets, effort, deadline)
    if failure.limit is not None:
        return (Conflict((Demand(RULE, failure.limit, ()),), True),), {}
    if len(task.expo.sessions) > EXPLAINED and not budgets.forced_moves.lost:
        return (Conflict((), False),), failure.lost
    left = max(deadline - search_clock.now(), PATIENCE)
    found = explain(task.problem, seconds=left, seed=effort.seed, known=True)
    return found.conflicts or (Conflict((), False),), failure.lost
