"""The sessions that cannot stay, and a lower bound on the disturbance that they cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from expo_planner.rules.requirements import Clash
from expo_planner.solver.replan.alternatives import NEVER, Alternatives
from expo_planner.solver.replan.problem import ReplanProblem


@dataclass(frozen=True)
class ForcedMoves:
    """The roots of all changes in a repair.

    `credit` maps the roots, some of which must change or be placed, to their shares in the lower bound `least`.
    `forced` sessions must leave their placement in any case. `stuck` clashes involve only sessions that may not move.
    """

    credit: Mapping[str, int]
    forced: frozenset[str]
    least: int
    stuck: tuple[Clash, ...]
    lost: tuple[str, ...]
    """The must sessions that have no possible placement."""


def find_forced_moves(task: ReplanProblem, alternatives: Alternatives) -> ForcedMoves:
    """The sessions of broken musts, and the unplaced must sessions.

    A session that clashes only with sessions that may not move is forced. Of several movable sessions in a clash, the
    cheapest counts towards the bound.
    """
    credit: dict[str, int] = dict.fromkeys(_unplaced(task), 0)
    groups: list[tuple[str, ...]] = []
    stuck: list[Clash] = []
    pending = {clash.sessions for demand in task.problem.pending for clash in demand.broken_by(task.base)}
    for clash in task.broken.errors:
        if clash.sessions in pending:  # others may be placed beside it: nobody has to move
            credit |= dict.fromkeys(filter(task.may_move, task.problem.with_assignments(clash.sessions)), 0)
            continue
        if task.base.keys().isdisjoint(clash.sessions):  # not placed: counted above
            continue
        moving = tuple(name for name in clash.sessions if task.may_move(name))
        if moving:
            groups.append(moving)
        else:
            stuck.append(clash)
    forced = {names[0] for names in groups if len(names) == 1 and names[0] in task.kept}
    least = 0
    for name in sorted(forced):
        credit[name] = _elsewhere(task, alternatives, name)
        least += credit[name]
    counted = set(forced)
    for names in groups:
        share = min(alternatives.least(name) for name in names) if counted.isdisjoint(names) else 0
        counted |= set(names)
        least += share
        for name in names:
            credit.setdefault(name, share)
    lost = [name for name in sorted(forced) if credit[name] >= NEVER]
    lost += [name for name in _unplaced(task) if not task.droppable(name) and not alternatives.domain(name)]
    return ForcedMoves(credit, frozenset(forced), least, tuple(stuck), tuple(lost))


def _unplaced(task: ReplanProblem) -> list[str]:
    """The unplaced must sessions and their unplaced hosts."""
    found = [
        name
        for name in task.expo.sessions
        if name not in task.base and name not in task.disrupted.absent and not task.droppable(name)
    ]
    for name in found:
        host = task.expo.sessions[name].host
        if host is not None and host not in task.base and host not in found and host not in task.disrupted.absent:
            found.append(host)
    return found


def _elsewhere(task: ReplanProblem, alternatives: Alternatives, name: str) -> int:
    """The least price of leaving a placement, given the sessions that may not move; NEVER if that is impossible."""
    places = alternatives.places(name)
    open_ = places.allowed & (places.price > 0)
    for block in places.blocks:
        if block.sure and not task.may_move(block.other):
            open_[block.where] = False
    costs = [int(places.price[open_].min())] if open_.any() else []
    if task.droppable(name):
        costs.append(task.kept[name].price(None))
    return min(costs, default=NEVER)
