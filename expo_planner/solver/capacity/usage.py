"""How much of the time of rooms, people and pools is asked for: hours asked against hours there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from expo_planner.domain.clock import Window, Windows, inside, union
from expo_planner.domain.expo import Expo
from expo_planner.rules.requirements import Requirement
from expo_planner.solver import search_clock
from expo_planner.solver.capacity.instance import Group, RoomClassStarts, ends
from expo_planner.solver.capacity.room_time import room_time
from expo_planner.solver.problem import SearchProblem

FAMILIES = 200
"""The most sets of rooms and windows to look at."""


@dataclass(frozen=True)
class Usage:
    """What sessions that must be placed ask of rooms, or of a limit, in minutes; `there` is what there is."""

    sessions: tuple[str, ...]
    asked: int
    there: int
    rooms: tuple[str, ...] = ()
    available: tuple[tuple[str, Windows], ...] = ()
    limit: Requirement | None = None

    @property
    def share(self) -> float:
        return self.asked / self.there if self.there else 0.0

    @property
    def windows(self) -> Windows:
        """The time in which the sessions may run, in any room."""
        return union(window for _, own in self.available for window in own)


def minutes(windows: Windows) -> int:
    """The minutes of windows that do not overlap."""
    return sum(window.end - window.start for window in windows)


def usage_of_rooms(problem: SearchProblem, groups: Sequence[Group], *, turnover: bool = False) -> Usage:
    """What groups of sessions ask of all rooms that they may use, with the shortest turnover if asked for."""
    expo = problem.scenario.expo
    used: dict[str, dict[Windows, None]] = {}
    asked = count = 0
    for group in groups:
        for block in group.blocks:
            own = _taken(expo, group, block)
            for room in block.rooms:
                used.setdefault(room, {})[own] = None
        one, cells = _least(expo, group)
        asked += len(group.names) * cells * one
        count += len(group.names) * cells
    by_cell: dict[str, dict[Windows, None]] = {}
    for room, merged in used.items():
        for cell in expo.rooms[room].cells:
            by_cell.setdefault(cell, {}).update(merged)
    available = tuple(
        (cell, union(window for own in by_cell[cell] for window in own)) for cell in expo.rooms if cell in by_cell
    )
    demands = [demand for demand in problem.cells if demand.cell.id in by_cell] if turnover else []
    gap = min((demand.gap(room, room) for demand in demands for room in demand.rooms), default=0)
    return Usage(
        sessions=tuple(name for group in groups for name in group.names),
        asked=asked + count * gap,
        there=sum(minutes(own) + len(own) * gap for _, own in available),
        rooms=tuple(room for room in expo.rooms if room in used),
        available=available,
    )


def _least(expo: Expo, group: Group) -> tuple[int, int]:
    """The minutes for which a session of a group takes its room, and the fewest cells that it takes."""
    session, block = expo.sessions[group.names[0]], group.blocks[0]
    end = int(ends(expo, session, block.starts[:1])[0])
    cells = min(len(expo.rooms[block.rooms[0]].cells) for block in group.blocks)
    return session.setup + end - int(block.starts[0]) + session.teardown, cells


def _taken(expo: Expo, group: Group, block: RoomClassStarts) -> Windows:
    """All time that sessions of a group may take in the rooms of a class."""
    session = expo.sessions[group.names[0]]
    begin, end = block.starts - session.setup, ends(expo, session, block.starts) + session.teardown
    latest = np.maximum.accumulate(end)
    breaks = np.flatnonzero(begin[1:] > latest[:-1]) + 1
    firsts, lasts = begin[np.append(0, breaks)], latest[np.append(breaks - 1, len(begin) - 1)]
    return tuple(Window(int(start), int(last)) for start, last in zip(firsts, lasts, strict=True))


def usage_of_limit(problem: SearchProblem, limit: Requirement, names: Sequence[str]) -> Usage:
    """What sessions ask of a limit on what runs at one time, such as a person or a pool."""
    sessions, at_once = problem.scenario.expo.sessions, limit.at_once
    assert at_once is not None
    lengths = {name: sessions[name].length or 0 for name in names}
    windows = union(
        Window(start, start + length) for name, length in lengths.items() for start in problem.starts(name).tolist()
    )
    return Usage(
        sessions=tuple(names),
        asked=sum(at_once.loads[name] * length for name, length in lengths.items()),
        there=at_once.limit * minutes(windows),
        available=(("", windows),),
        limit=limit,
    )


def usages(problem: SearchProblem, deadline: float) -> Iterator[Usage]:
    """What is asked of each set of rooms and windows that movable sessions are restricted to, and of each limit.

    Ends at the deadline (search clock, seconds); the sets that most sessions are restricted to come first.
    """
    movable = problem.movable_set
    groups = room_time(problem).groups
    reach = [_reach(problem, group) for group in groups]
    families = Counter[tuple[frozenset[str], Windows]]()
    for group, key in zip(groups, reach, strict=True):
        families[key] += sum(name in movable for name in group.names)
    for (rooms, windows), count in families.most_common(FAMILIES):
        if not count or search_clock.now() > deadline:
            break
        yield usage_of_rooms(
            problem,
            [
                group
                for group, (own, times) in zip(groups, reach, strict=True)
                if own <= rooms and all(inside(windows, window) for window in times)
            ],
        )
    for demand in {id(demand): demand for own in problem.musts.values() for demand in own}.values():
        if (at_once := demand.at_once) is not None and not movable.isdisjoint(at_once.loads):
            names = [
                name
                for name in at_once.loads
                if problem.left_out[name] is None
                and problem.scenario.expo.sessions[name].length is not None
                and len(problem.starts(name))
            ]
            if len(names) > 1:
                yield usage_of_limit(problem, demand, names)


def _reach(problem: SearchProblem, group: Group) -> tuple[frozenset[str], Windows]:
    """The rooms that sessions of a group may use, and the time in which they may take them."""
    expo = problem.scenario.expo
    windows = {_taken(expo, group, block): None for block in group.blocks}
    rooms = frozenset(room for block in group.blocks for room in block.rooms)
    return rooms, union(window for own in windows for window in own)
