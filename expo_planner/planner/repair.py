"""Repairs a schedule that people know: who moves from where to where, who has to be told, or why it cannot be."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from expo_planner.checker import Report, check
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.explainer import Conflict, Demand, explain
from expo_planner.planner.diff import placement_changes
from expo_planner.planner.result import Outcome, SolverDisagrees
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import DISTURBANCE
from expo_planner.rules.requirements.perturbation import RULE
from expo_planner.solver.limits import Effort, Watch
from expo_planner.solver.placements.diagnosis import why_left_out
from expo_planner.solver.replan.disruption import Disruption, disrupt
from expo_planner.solver.replan.infeasibility import may_not_move, why_not
from expo_planner.solver.replan.iterative_budget import IterativeBudget
from expo_planner.solver.replan.problem import ReplanProblem

EXPLAINED = 400
"""Sessions up to which a conflict of several demands is looked for: that takes a model of the whole expo."""
PATIENCE = 5.0
"""Seconds that it takes at least to say why there is no repair."""


@dataclass(frozen=True)
class Move:
    """One session's change. `before` None: it had no place; `after` None: it has none any more.

    `told` people have to be told of it; `people` are the ids of those among them who are in it.
    """

    session: str
    before: Placement | None
    after: Placement | None
    told: int
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mended(Outcome):
    """What `repair` ends with: a schedule near the one before, and who has to be told.

    `price` is what the changes count by the people told, `price_bound` what those of no repair fall below; of
    `told_bound` people it is certain that they have to be told. `scenario` is what was asked, after the disruption.
    `lost` says of sessions that cannot be saved what stands in their way.
    """

    scenario: Scenario
    moves: tuple[Move, ...] = ()
    price: int = 0
    price_bound: int = 0
    told_bound: int = 0
    lost: Mapping[str, Message] = field(default_factory=dict)

    @property
    def told(self) -> int:
        """How many people have to be told."""
        return sum(move.told for move in self.moves)

    @property
    def fewest(self) -> bool:
        """Whether it is proven that no repair disturbs people less."""
        return self.found and self.price == self.price_bound


def repair(
    scenario: Scenario, before: Schedule, disruption: Disruption, effort: Effort, *, watch: Watch | None = None
) -> Mended:
    """Repairs a schedule after a disruption with the fewest people told; wishes decide between equals.

    Raises SolverDisagrees where the schedule does not pass the checker, or its changes are not those counted.
    """
    began = time.monotonic()
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
    gone = sum(task.expo.sessions[name].told for name in task.disrupted.absent if name in before)
    certain = gone + sum(task.expo.sessions[name].told for name in budgets.forced_moves.forced)
    conflict: Conflict | None = None
    lost: Mapping[str, Message] = {}
    if found.status == "infeasible":
        conflict, lost = _why_not(task, budgets, effort, effort.time_limit - (time.monotonic() - began))
    return Mended(
        status=found.status,
        schedule=schedule,
        report=report,
        bound=report.cost if found.best else 0,
        seconds=time.monotonic() - began,
        seed=effort.seed,
        conflict=conflict,
        interrupted=found.interrupted,
        left_out={} if found.schedule is None else _left_out(task, schedule),
        scenario=task.scenario,
        moves=moves,
        price=found.price + DISTURBANCE.dropped * gone,
        price_bound=found.least + DISTURBANCE.dropped * gone,
        told_bound=sum(move.told for move in moves) if found.price == found.least and moves else certain,
        lost=lost,
    )


def moves_between(expo: Expo, before: Schedule, after: Schedule) -> tuple[Move, ...]:
    """Every session whose place has changed, in the order of the file; of one that had none nobody has been told."""
    return tuple(
        Move(name, old, new, 0 if old is None else session.told, session.named)
        for name, session in expo.sessions.items()
        if placement_changes(old := before.get(name), new := after.get(name))
    )


def _left_out(task: ReplanProblem, schedule: Schedule) -> Mapping[str, Message]:
    """What is in the way of sessions without a place, but for those that no longer happen."""
    unplaced = task.expo.sessions.keys() - schedule.keys() - task.disrupted.absent
    said = why_left_out(task.problem, schedule) if unplaced else {}
    return {name: why for name, why in said.items() if name in unplaced}


def _why_not(
    task: ReplanProblem, budgets: IterativeBudget, effort: Effort, seconds: float
) -> tuple[Conflict, Mapping[str, Message]]:
    """The demands that cannot all hold, and the sessions that have to go without a place."""
    if budgets.forced_moves.stuck:
        demands = tuple(Demand(clash.rule, clash.message, clash.sources) for clash in budgets.forced_moves.stuck)
        return Conflict(demands, True), may_not_move(task, budgets)
    deadline = time.monotonic() + max(seconds, PATIENCE)
    failure = why_not(task, budgets, effort, deadline)
    if failure.limit is not None:
        return Conflict((Demand(RULE, failure.limit, ()),), True), {}
    if len(task.expo.sessions) > EXPLAINED and not budgets.forced_moves.lost:
        return Conflict((), False), failure.lost
    left = max(deadline - time.monotonic(), PATIENCE)
    found = explain(task.problem, seconds=left, seed=effort.seed, known=True)
    return found.conflict or Conflict((), False), failure.lost
