"""Reasons why a session cannot be placed: demands on it alone, occupied rooms, or relations to other sessions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from expo_planner.checker import beyond
from expo_planner.domain.i18n import Duration, Message, Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Clash, Requirement
from expo_planner.solver.domains.priced import NEVER
from expo_planner.solver.index import placed
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.placements.move_search import MoveSearch
from expo_planner.solver.problem import SearchProblem

NO_PLACE = Text("no room and time suits it", "没有适合它的场地和时间")
ALL_TAKEN = Text(
    "all {count} of its placements are taken, the cheapest one by {sessions}",
    "全部{count}个可选安排（场地与时间）均已被占，其中代价最小的一个被{sessions}占用",
)
RULED_OUT = Text(
    "a room is free at some of its times, but its relations to other sessions (people, order, staff) rule those out",
    "虽有空闲场地，但与其他活动的关系（人员、先后、人手）不允许",
)
DEARER = Text("a placement is free, but costs more than leaving the session out", "虽有可选安排，但代价高于不排入")
BACK = Text(
    "a room like {room} for {length}, {when}, would bring it back",
    "若另有与{room}相当的场地{length}（{when}），即可排入",
)
NOT_BACK = Text(
    "more rooms would not bring it back: {demand}, {when}",
    "增加场地也无法排入：{demand}（{when}）",
)
LOOK = 200
"""The most free placements to examine for one that the other sessions allow."""
PINNED = Text("it is pinned; unpin it to let it move", "它已固定，取消 pinned 后才能移动")
NOWHERE_ELSE = Text("no other room and time suits it", "没有其他适合它的场地和时间")
TAKEN = Text(
    "all {count} of its placements are taken, and no way was found to free one by moving one or two other sessions",
    "全部{count}个可选安排（场地与时间）均已被占，也未找到移动一两场其他活动即可腾出的安排",
)
TIED = Text(
    "a room is free at some of its {count} placements, but its relations to other sessions (people, order, staff) rule "
    "those out, and no way was found to free one by moving one or two other sessions",
    "{count}个可选安排（场地与时间）中虽有空闲场地，但与其他活动的关系（人员、先后、人手）不允许，"
    "也未找到移动一两场其他活动即可腾出的安排",
)


@dataclass(frozen=True)
class Nowhere:
    """Why a session cannot be placed: the reason, and the demands to blame or the clashes of the nearest placement.

    `pinned` tells that the session is pinned and therefore cannot move.
    """

    reason: Message
    demands: tuple[Requirement, ...] = ()
    nearest: Placement | None = None
    clashes: tuple[Clash, ...] = ()
    pinned: bool = False


def why_nowhere(search: MoveSearch) -> Nowhere:
    """The reason why a search found no placement."""
    evaluation = search.evaluation
    if evaluation.session.pinned and search.own is not None:
        return Nowhere(PINNED.fill(), pinned=True)
    suiting = evaluation.suits & ~evaluation.kept
    if not suiting.any():
        return Nowhere((NO_PLACE if search.own is None else NOWHERE_ELSE).fill(), _needed(search))
    count = int(suiting.sum())
    rows, columns = np.nonzero(suiting)
    order = np.lexsort(
        (rows, columns, *(each[rows, columns] for each in (evaluation.told, evaluation.blocked, evaluation.barred)))
    )
    nearest = evaluation.grid.placement(int(rows[order[0]]), int(columns[order[0]]))
    before, after = search.index.compare(search.others, placed(search.others, {search.name: nearest}))
    text = TIED if (suiting & ~evaluation.taken).any() else TAKEN
    return Nowhere(text.fill(count=count), nearest=nearest, clashes=beyond(after.errors, before.errors))


def _needed(search: MoveSearch) -> tuple[Requirement, ...]:
    """A minimal set of demands on the session alone that together rule out every other placement."""
    evaluation = search.evaluation
    alone = [demand for demand in search.index.alone.get(search.name, ()) if demand.weight is None]
    needed = [(demand, evaluation.barred_by(demand)) for demand in alone]
    for one in tuple(needed):
        fewer = [other for other in needed if other is not one]
        if np.logical_or.reduce([evaluation.kept, *(places for _, places in fewer)]).all():
            needed = fewer
    return tuple(demand for demand, _ in needed)


def why_left_out(problem: SearchProblem, schedule: Schedule) -> dict[str, Message]:
    """The reason for each session that is not placed, in the order of the file."""
    partial = PartialSchedule(problem)
    partial.move({name: place for name, place in schedule.items() if name not in partial.placed})
    return {name: _why(partial, name) for name in problem.scenario.expo.own_sessions if name not in schedule}


def what_brings_back(problem: SearchProblem, schedule: Schedule, names: Collection[str]) -> dict[str, Message]:
    """For each must session left out, what would bring it back while all others stay, in the order of the file."""
    partial = PartialSchedule(problem)
    partial.move({name: place for name, place in schedule.items() if name not in partial.placed})
    return {name: _back(partial, name) for name in problem.scenario.expo.sessions if name in names}


def _back(partial: PartialSchedule, name: str) -> Message:
    """The first placement that all but the room would allow."""
    domain, expo = partial.problem.domains[name], partial.expo
    for demand in partial.problem.alone[name] if not domain.extent else ():
        if demand.weight is None and (message := demand.never()) is not None:
            return message
    if not domain.extent:
        return NO_PLACE.fill()
    prices = partial.prices(name, ())
    seen, nearest = set[int](), NO_PLACE.fill()
    for place in np.argsort(prices, axis=None, kind="stable").tolist():
        row, column = divmod(place, prices.shape[1])
        if prices[row, column] >= NEVER or column in seen:
            continue
        seen.add(column)
        placement = partial.placement(name, row, column)
        if partial.admitted(name, placement):
            taken = expo.taken(expo.sessions[name], placement)
            facts = {"room": expo.rooms[placement.room].name, "when": expo.clock.span(taken)}
            return BACK.fill(**facts, length=Duration(taken.end - taken.start))
        if len(seen) == 1:
            musts = partial.problem.musts[name]
            ruling = next(demand for demand in musts if not demand.admits(partial.standing, name, placement))
            nearest = NOT_BACK.fill(demand=ruling.demand, when=expo.clock.span(placement.window))
    return nearest


def _why(partial: PartialSchedule, name: str) -> Message:
    domain = partial.problem.domains[name]
    if not domain.extent:
        return NO_PLACE.fill()
    prices = partial.prices(name, partial.extras(name))
    free = np.argwhere(partial.free(name) & (prices < NEVER))
    if not len(free):
        row, column = np.unravel_index(prices.argmin(), prices.shape)
        wanted, expo = partial.placement(name, int(row), int(column)), partial.expo
        taken = expo.taken(expo.sessions[name], wanted)
        inside = (other for room in expo.joins[wanted.room] for other in sorted(partial.inside[room]))
        blocking = [
            expo.sessions[other]
            for other in inside
            if expo.taken(expo.sessions[other], partial.placed[other]).meets(taken)
        ]
        return ALL_TAKEN.fill(count=domain.extent, sessions=blocking)
    allowed = any(partial.admitted(name, partial.placement(name, int(row), int(column))) for row, column in free[:LOOK])
    return (DEARER if allowed else RULED_OUT).fill()
