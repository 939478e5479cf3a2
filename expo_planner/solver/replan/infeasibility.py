"""Explains why a schedule cannot be repaired: which sessions cannot be placed, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from expo_planner.domain.i18n import Message, Text
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort
from expo_planner.solver.placements.diagnosis import why_left_out
from expo_planner.solver.replan.iterative_budget import IterativeBudget
from expo_planner.solver.replan.problem import ReplanProblem

PINNED = Text("it is pinned", "它已被固定（pinned）")
FROZEN = Text("its time is frozen", "其时段已冻结")
STANDS = Text("the file fixes its start and room", "文件已写定其时间和场地")
SECONDS = 5.0
"""The least time for finding a repair without some sessions."""
FEWEST = Text(
    "at most {most} sessions may change, but every repair changes at least {fewest}",
    "最多允许变动{most}场活动，但任何调整方案都至少要变动{fewest}场",
)
WITH_MORE = Text(
    "at most {most} sessions may change, which is too few for a repair; one that changes {found} exists",
    "最多允许变动{most}场活动，无法以此完成调整；变动{found}场则有方案",
)


@dataclass(frozen=True)
class Failure:
    """Why there is no repair. `lost` maps the sessions that cannot be placed to the reasons.

    `limit` is set if only the limit on changes prevents a repair.
    """

    lost: Mapping[str, Message] = field(default_factory=dict)
    limit: Message | None = None


def may_not_move(task: ReplanProblem, budgets: IterativeBudget) -> Mapping[str, Message]:
    """For each session in a clash of sessions that may not move, the reason why it may not."""
    names = dict.fromkeys(name for clash in budgets.forced_moves.stuck for name in clash.sessions)
    return {name: _held(task, name).fill() for name in names}


def _held(task: ReplanProblem, name: str) -> Text:
    if name in task.disrupted.frozen:
        return FROZEN
    return PINNED if task.expo.sessions[name].pinned else STANDS


def why_not(task: ReplanProblem, budgets: IterativeBudget, effort: Effort, deadline: float) -> Failure:
    """Searches for a repair without the limit on changes, then for one that drops the fewest sessions."""
    left = Effort(time_limit=max(deadline - search_clock.now(), SECONDS), workers=effort.workers, seed=effort.seed)
    most = task.disrupted.most
    if most is not None:
        forced = len(budgets.forced_moves.forced)
        relaxed = IterativeBudget(ReplanProblem(replace(task.disrupted, most=None)), left)
        found = relaxed.run().schedule
        if found is not None:
            changed = sum(kept.price(found.get(name)) > 0 for name, kept in task.kept.items())
            text = FEWEST if forced == changed else WITH_MORE
            return Failure(limit=text.fill(most=most, fewest=forced, found=changed))
        task = relaxed.task
    if budgets.forced_moves.lost:
        return Failure(_given_up(task, budgets.forced_moves.lost, left))
    forced_moves = sorted(budgets.forced_moves.credit, key=lambda name: (task.expo.sessions[name].told, name))
    until = search_clock.now() + left.time_limit
    for name in forced_moves:
        if search_clock.now() < until and (lost := _given_up(task, (name,), left)):
            return Failure(lost)
    return Failure(_given_up(task, forced_moves, left))


def _given_up(task: ReplanProblem, names: Iterable[str], effort: Effort) -> Mapping[str, Message]:
    """The sessions, or hosted ones, that the best repair drops once they are optional, with the reasons.

    Empty if there is no repair even then.
    """
    expo, names = task.expo, list(names)
    for name in names:
        names += task.problem.index.hosted.get(name, ())
    sessions = {
        name: replace(session, priority=0) if name in names else session for name, session in expo.sessions.items()
    }
    scenario = replace(task.scenario, expo=replace(expo, sessions=sessions))
    lenient = ReplanProblem(replace(task.disrupted, scenario=scenario, most=None))
    found = IterativeBudget(lenient, effort).run().schedule
    if found is None:
        return {}
    said = why_left_out(lenient.problem, found)
    return {name: why for name, why in said.items() if name in names}
