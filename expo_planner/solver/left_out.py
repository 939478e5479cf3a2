"""Why sessions that may be left out have no place, as things stand."""

from __future__ import annotations

import numpy as np

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.schedule import Schedule
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.priced_domains import NEVER
from expo_planner.solver.problem import SearchProblem

NOWHERE = Text("no room and time suits it", "没有适合它的场地和时间")
TAKEN = Text(
    "all {count} of its places are taken; where it would cost least stands {sessions}",
    "可用的{count}处时段场地均已被占；代价最小处现为{sessions}",
)
TIED = Text(
    "a room is free at some of its times, but what it shares with others (people, order, staff) rules those out",
    "虽有空闲场地，但与其他活动的关系（人员、先后、人手）不允许",
)
DEARER = Text("a place is free, but would cost more than leaving it out", "虽有空位，但代价高于不排入")
LOOK = 200
"""Free places looked at for one that others allow."""


def why_left_out(problem: SearchProblem, schedule: Schedule) -> dict[str, Message]:
    """Of each session without a place, what stands in its way, in the order of the file."""
    partial = PartialSchedule(problem)
    partial.move({name: place for name, place in schedule.items() if name not in partial.placed})
    return {name: _why(partial, name) for name in problem.scenario.expo.sessions if name not in schedule}


def _why(partial: PartialSchedule, name: str) -> Message:
    options = partial.problem.options[name]
    if not options.extent:
        return NOWHERE.fill()
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
        return TAKEN.fill(count=options.extent, sessions=blocking)
    allowed = any(partial.admitted(name, partial.placement(name, int(row), int(column))) for row, column in free[:LOOK])
    return (DEARER if allowed else TIED).fill()
