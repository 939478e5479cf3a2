"""Why a session has no place, once all of them have been looked at: in the demands on it, or in what stands there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expo_planner.checker import beyond
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Clash, Requirement
from expo_planner.solver.left_out import NOWHERE
from expo_planner.solver.placements.move_search import MoveSearch
from expo_planner.solver.placements.relations import placed

PINNED = Text("it is pinned; unpin it to let it move", "它已固定，取消 pinned 后才能移动")
NOWHERE_ELSE = Text("no other room and time suits it", "没有其他适合它的场地和时间")
TAKEN = Text(
    "all {count} of its places are taken, and moving one or two others opens none that was found",
    "可用的{count}处时段场地均已被占，移动一两场其他活动也未腾出位置",
)
TIED = Text(
    "a room is free at some of its {count} places, but what it shares with others (people, order, staff) rules those "
    "out, and moving one or two others opens none that was found",
    "可用的{count}处时段场地中虽有空闲，但与其他活动的关系（人员、先后、人手）不允许，移动一两场其他活动也未腾出位置",
)


@dataclass(frozen=True)
class Nowhere:
    """Why there is no place: a sentence, and the demands that leave none, or what the nearest place would break."""

    reason: Message
    demands: tuple[Requirement, ...] = ()
    nearest: Placement | None = None
    clashes: tuple[Clash, ...] = ()
    pinned: bool = False


def why_nowhere(search: MoveSearch) -> Nowhere:
    """Why a search has found no place."""
    evaluation = search.evaluation
    if evaluation.session.pinned and search.own is not None:
        return Nowhere(PINNED.fill(), pinned=True)
    suiting = evaluation.suits & ~evaluation.kept
    if not suiting.any():
        return Nowhere((NOWHERE if search.own is None else NOWHERE_ELSE).fill(), _needed(search))
    count = int(suiting.sum())
    rows, columns = np.nonzero(suiting)
    order = np.lexsort(
        (rows, columns, *(each[rows, columns] for each in (evaluation.told, evaluation.blocked, evaluation.barred)))
    )
    nearest = evaluation.placement(int(rows[order[0]]), int(columns[order[0]]))
    before, after = search.relations.compare(search.others, placed(search.others, {search.name: nearest}))
    text = TIED if (suiting & ~evaluation.taken).any() else TAKEN
    return Nowhere(text.fill(count=count), nearest=nearest, clashes=beyond(after.errors, before.errors))


def _needed(search: MoveSearch) -> tuple[Requirement, ...]:
    """Demands on the session that leave it no other place together; none of them can be left out."""
    evaluation = search.evaluation
    alone = [demand for demand in search.relations.alone.get(search.name, ()) if demand.weight is None]
    needed = [(demand, evaluation.barred_by(demand)) for demand in alone]
    for one in tuple(needed):
        fewer = [other for other in needed if other is not one]
        if np.logical_or.reduce([evaluation.kept, *(places for _, places in fewer)]).all():
            needed = fewer
    return tuple(demand for demand, _ in needed)
