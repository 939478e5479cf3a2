"""How much of the time of rooms, people and pools is asked for: hours asked against hours there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from expo_planner.domain.clock import Window, Windows, inside, union
from expo_planner.rules.requirements import Requirement
from expo_planner.solver.capacity.instance import Group
from expo_planner.solver.capacity.room_time import room_time
from expo_planner.solver.problem import SearchProblem

FAMILIES = 400
"""The most sets of rooms and windows to look at."""
Available = Mapping[str, Windows]
"""For each cell, the time in which some sessions may use it."""


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
    used: dict[str, list[Window]] = {}
    asked = count = 0
    for group in groups:
        session = expo.sessions[group.names[0]]
        for block in group.blocks:
            own = [expo.taken(session, expo.place_session(session, "", int(tick))) for tick in block.starts]
            for room in block.rooms:
                used.setdefault(room, []).extend(union(own))
        taken = expo.taken(session, expo.place_session(session, "", int(group.blocks[0].starts[0])))
        cells = min(len(expo.rooms[room].cells) for block in group.blocks for room in block.rooms)
        asked += len(group.names) * cells * (taken.end - taken.start)
        count += len(group.names) * cells
    by_cell: dict[str, list[Window]] = {}
    for room, windows in used.items():
        for cell in expo.rooms[room].cells:
            by_cell.setdefault(cell, []).extend(windows)
    available = tuple((cell, union(by_cell[cell])) for cell in expo.rooms if cell in by_cell)
    demands = [demand for demand in problem.cells if demand.cell.id in by_cell] if turnover else []
    gap = min((demand.gap(room, room) for demand in demands for room in demand.rooms), default=0)
    return Usage(
        sessions=tuple(name for group in groups for name in group.names),
        asked=asked + count * gap,
        there=sum(minutes(own) + len(own) * gap for _, own in available),
        rooms=tuple(room for room in expo.rooms if room in used),
        available=available,
    )


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


def usages(problem: SearchProblem) -> Iterator[Usage]:
    """What is asked of each set of rooms and windows that some sessions are restricted to, and of each limit."""
    groups = room_time(problem).groups
    reach = [_reach(problem, group) for group in groups]
    families = list({key: None for key in reach})[:FAMILIES]
    for rooms, windows in families:
        within = [
            group
            for group, (own, times) in zip(groups, reach, strict=True)
            if own <= rooms and all(inside(windows, window) for window in times)
        ]
        yield usage_of_rooms(problem, within)
    for demand in {id(demand): demand for own in problem.musts.values() for demand in own}.values():
        if (at_once := demand.at_once) is not None:
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
    expo, session = problem.scenario.expo, problem.scenario.expo.sessions[group.names[0]]
    ticks = {int(tick) for block in group.blocks for tick in block.starts}
    windows = union(expo.taken(session, expo.place_session(session, "", tick)) for tick in ticks)
    return frozenset(room for block in group.blocks for room in block.rooms), windows
