"""Overloads: sessions that must be placed and cannot all be, because a resource is asked for more than there is of it.

Found by overload checking: if a linear relaxation places fewer sessions than are asked, its prices tell which sessions
and which rooms are involved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from expo_planner.domain.schedule import Schedule
from expo_planner.rules.requirements import Requirement
from expo_planner.solver import search_clock
from expo_planner.solver.capacity.instance import CountingProblem, Group
from expo_planner.solver.capacity.integer import schedule_of, solve_counting
from expo_planner.solver.capacity.parallel_limits import parallel_limits
from expo_planner.solver.capacity.room_time import room_time
from expo_planner.solver.capacity.time_indexed import TimeIndexedRelaxation, UpperBound
from expo_planner.solver.limits import Effort
from expo_planner.solver.problem import SearchProblem

WHOLE_NUMBERS = 2.0
"""The most seconds for counting in whole numbers, if linear counting shows no overload of rooms."""
CORE = 5.0
"""The most seconds for the smallest part of an overload that only whole numbers show."""


@dataclass(frozen=True)
class Overload:
    """Groups of sessions of which at most `most` can be placed.

    `core` is a smallest part of them that is too many already, by counting. `limit` is the demand that limits them;
    None if it is rooms.
    """

    groups: tuple[Group, ...]
    most: int
    core: tuple[str, ...]
    limit: Requirement | None = None

    @cached_property
    def sessions(self) -> tuple[str, ...]:
        """The sessions that are too many, by id."""
        return tuple(name for group in self.groups for name in group.names)

    @property
    def excess(self) -> int:
        """How many sessions, at least, are too many."""
        return len(self.sessions) - self.most


def find_overloads(problem: SearchProblem, deadline: float, *, in_whole_numbers: bool = True) -> Iterator[Overload]:
    """Overloads of people, pools and other limits, then of rooms, until the deadline (search clock, seconds).

    Each names sessions that no earlier one of the same resource names. Those that only whole numbers show take longer.
    """
    for demand, counting in parallel_limits(problem):
        for part, bound in _overloaded(counting, deadline):
            yield Overload(part.groups, bound.most, _core(part, deadline), limit=demand)
    rooms = room_time(problem)
    found = [Overload(part.groups, bound.most, _core(part, deadline)) for part, bound in _overloaded(rooms, deadline)]
    yield from found
    if not found and in_whole_numbers:
        seconds = min(deadline - search_clock.now(), WHOLE_NUMBERS)
        decided = decide_in_whole_numbers(problem, Effort(time_limit=seconds))
        if isinstance(decided, Overload):
            yield decided


def decide_in_whole_numbers(problem: SearchProblem, effort: Effort) -> Overload | Schedule | None:
    """The overload of rooms that counting in whole numbers shows, or the schedule of all that it places; else None."""
    rooms = room_time(problem)
    counts = solve_counting(rooms, replace(effort, time_limit=max(effort.time_limit, 0.1)), enough=rooms.asked)
    if counts.most < rooms.asked:
        return Overload(rooms.groups, counts.most, _core(rooms, search_clock.now() + CORE, in_whole_numbers=True))
    return schedule_of(problem, rooms, counts) if sum(counts.placed.values()) == rooms.asked else None


def _most_in_whole_numbers(problem: CountingProblem, seconds: float) -> int:
    return solve_counting(problem, Effort(time_limit=max(seconds, 0.1)), enough=problem.asked).most


@dataclass(frozen=True)
class RoomCount:
    """What counting knows of the rooms: the least worth of sessions left out, and a schedule that leaves out little."""

    least: int
    schedule: Schedule


def count_rooms(problem: SearchProblem, worth: Mapping[str, int], effort: Effort) -> RoomCount:
    """A bound on the worth of the movable sessions left out, and a first schedule, as far as rooms are concerned.

    `worth` names all movable sessions that must be placed; the others are placed in any case.
    """
    began = search_clock.now()
    nowhere = sum(own for name, own in worth.items() if not problem.own_domains[name].extent)
    rooms, dearest = room_time(problem), max(worth.values(), default=1)
    asked = rooms.worth({name: worth.get(name, dearest) for group in rooms.groups for name in group.names})
    fewest = rooms.asked - _most(rooms, replace(effort, time_limit=effort.time_limit / 3))
    asked = asked.at_most(rooms.asked - fewest)
    most = TimeIndexedRelaxation(asked).solve(began + effort.time_limit * 2 / 3).most
    left = max(effort.time_limit - (search_clock.now() - began), 0.1)
    counts = solve_counting(asked, replace(effort, time_limit=left))
    cheapest = sorted(worth[name] for group in rooms.groups for name in group.names if name in worth)
    least = max(asked.asked - min(most, counts.most), sum(cheapest[:fewest]))
    return RoomCount(nowhere + least, schedule_of(problem, asked, counts))


def schedule_by_counting(problem: SearchProblem, effort: Effort) -> Schedule:
    """A schedule of as many sessions as counting in whole numbers places and as then find a room."""
    rooms = room_time(problem)
    return schedule_of(problem, rooms, solve_counting(rooms, effort))


def _most(problem: CountingProblem, effort: Effort) -> int:
    """The most sessions that can be placed, as far as counting tells."""
    most = TimeIndexedRelaxation(problem).solve(search_clock.now() + effort.time_limit / 2).most
    return min(most, solve_counting(problem, effort, enough=most).most)


def _overloaded(problem: CountingProblem, deadline: float) -> Iterator[tuple[CountingProblem, UpperBound]]:
    """The parts of a problem that share no sessions and are each overloaded, with the bound that proves it."""
    left = problem
    while left.groups and search_clock.now() < deadline:
        bound = TimeIndexedRelaxation(left).solve(deadline)
        if bound.most >= left.asked:
            return
        parts = [left.of(groups) for groups in _components(left, bound)]
        proven = [(part, TimeIndexedRelaxation(part).solve(deadline)) for part in parts]
        proven = [(part, own) for part, own in proven if own.most < part.asked]
        if not proven:
            return
        yield from proven
        found = {group.names for part, _ in proven for group in part.groups}
        left = left.of(group for group in left.groups if group.names not in found)


def _components(problem: CountingProblem, bound: UpperBound) -> list[list[Group]]:
    """The groups that pay for what they cover; those that pay for a common point are together."""
    owner: dict[tuple[int, int], int] = {}
    parent = list(range(len(problem.groups)))

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    before = [np.concatenate(([0], np.cumsum(own > 0))) for own in bound.prices]
    for number, (group, paid) in enumerate(zip(problem.groups, bound.paid, strict=True)):
        for cover in (cover for block in group.blocks for cover in block.covers) if paid else ():
            priced = before[cover.resource]
            edges = np.zeros(priced[-1] + 1, dtype=np.int64)
            np.add.at(edges, priced[cover.begin], 1)
            np.add.at(edges, priced[cover.end], -1)
            for point in np.flatnonzero(np.cumsum(edges) > 0).tolist():
                parent[root(number)] = root(owner.setdefault((cover.resource, point), number))
    found: dict[int, list[Group]] = {}
    for number, group in enumerate(problem.groups):
        if bound.paid[number]:
            found.setdefault(root(number), []).append(group)
    return list(found.values())


def _names(problem: CountingProblem) -> tuple[str, ...]:
    return tuple(name for group in problem.groups for name in group.names)


def _core(problem: CountingProblem, deadline: float, *, in_whole_numbers: bool = False) -> tuple[str, ...]:
    """A smallest overloaded part: groups are left out, and then reduced to as few sessions as are too many."""

    def too_many(groups: Sequence[Group]) -> bool:
        part = problem.of(groups)
        if search_clock.now() >= deadline:
            return False
        if TimeIndexedRelaxation(part).solve(deadline).most < part.asked:
            return True
        return in_whole_numbers and _most_in_whole_numbers(part, deadline - search_clock.now()) < part.asked

    groups: list[Group] = sorted(problem.groups, key=lambda group: len(group.names))
    for group in tuple(groups):
        fewer = [one for one in groups if one is not group]
        if fewer and too_many(fewer):
            groups = fewer
    for place, group in enumerate(groups):
        least, most = 1, len(group.names)
        while least < most:
            count = (least + most) // 2
            groups[place] = replace(group, names=group.names[:count])
            if too_many(groups):
                most = count
            else:
                least = count + 1
        groups[place] = replace(group, names=group.names[:most])
    return _names(problem.of(groups))
