"""The counting problem of rooms: sessions that need a room, and the cells of rooms by class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence, Set
from functools import lru_cache

import numpy as np

from expo_planner.rules.requirements import Disjoint
from expo_planner.rules.requirements.room_cell import OneAtATime
from expo_planner.solver.capacity.instance import CountingProblem, Cover, Group, Resource, RoomClassStarts, Ticks, ends
from expo_planner.solver.problem import SearchProblem

EXCLUSIVE = 0.5
"""The share of sessions that a session must exclude at its time to be counted in all rooms."""


@lru_cache(maxsize=2)  # several questions are asked about one problem, and it takes seconds for large ones
def room_time(problem: SearchProblem) -> CountingProblem:
    """The sessions that must be placed in rooms, hosted ones aside, and the room time that they share.

    A room is a number of cells at one time; rooms and cells that are alike for all sessions are one class. Each cell
    needs at least its shortest turnover after a session. Sessions that a waiver concerns are left out.
    """
    cells = {demand.cell.id: demand for demand in problem.cells if demand.weight is None}
    names = _counted(problem)
    if not cells or not names:
        return CountingProblem((), ())
    alone, others = _exclusive(problem, names)
    members: dict[Hashable, list[str]] = {}
    starts: dict[Hashable, Mapping[str, Ticks]] = {}
    for name in names:
        key, own = _placements(problem, name)
        whole = (key, name if name in alone else name in others)
        members.setdefault(whole, []).append(name)
        starts.setdefault(whole, own)
    classes = _Classes(problem, cells, [(tuple(own), starts[key]) for key, own in members.items()])
    return classes.counting(alone, others)


def _exclusive(problem: SearchProblem, names: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Sessions that exclude most others at their time, such as an opening, and the sessions that they all exclude."""
    others = {name: _excluded(problem, name) for name in names}
    alone = {name for name in names if len(others[name]) > EXCLUSIVE * len(names)}
    alone = {name for name in alone if alone - {name} <= others[name]}
    shared = frozenset.intersection(*(others[name] for name in alone)) if alone else frozenset[str]()
    return frozenset(alone), shared - alone


def _excluded(problem: SearchProblem, name: str) -> frozenset[str]:
    pairs = (pair for pair in problem.pairs[name] if isinstance(pair, Disjoint))
    return frozenset(other for pair in pairs for other in pair.sessions if other != name)


def _counted(problem: SearchProblem) -> list[str]:
    """The sessions that must be placed, in rooms of kind room only, and that no waiver lets share a room."""
    expo = problem.scenario.expo
    shared: set[str] = set()
    for waiver in {waiver for demand in problem.cells for waiver in demand.waivers}:
        if not waiver.sessions:
            return []
        shared |= waiver.sessions
    rows = {row for row, room in enumerate(problem.axes.rooms) if expo.rooms[room].kind != "room"}
    found = []
    for name, session in expo.sessions.items():
        if session.host is not None or name in shared or problem.left_out[name] is not None:
            continue
        if name in problem.own_domains:
            domain = problem.own_domains[name]
            if domain.extent and rows.isdisjoint(domain.rooms.tolist()):
                found.append(name)
        elif expo.rooms[expo.standing[name].room].kind == "room":
            found.append(name)
    return found


def _placements(problem: SearchProblem, name: str) -> tuple[Hashable, Mapping[str, Ticks]]:
    """The starts of a session in each room, as ticks, and a key that is equal for sessions with the same ones."""
    expo, session = problem.scenario.expo, problem.scenario.expo.sessions[name]
    if name not in problem.own_domains:
        stands = expo.standing[name]
        return (stands.room, stands.start, session.shape), {stands.room: np.array([stands.start], dtype=np.int64)}
    domain = problem.own_domains[name]
    rows, ticks = np.sort(domain.rooms), domain.axes.ticks[domain.starts].astype(np.int64)
    key = (rows.tobytes(), domain.starts.tobytes(), id(domain.allowed), session.shape)
    if domain.allowed is None:
        return key, {domain.axes.rooms[row]: ticks for row in rows}
    inside = domain.allowed[rows[:, None], domain.starts]
    return key, {domain.axes.rooms[row]: ticks[own] for row, own in zip(rows, inside, strict=True) if own.any()}


class _Classes:
    """Rooms and cells by class: alike for every group of sessions, given their starts in each room."""

    def __init__(
        self,
        problem: SearchProblem,
        cells: Mapping[str, OneAtATime],
        groups: Sequence[tuple[tuple[str, ...], Mapping[str, Ticks]]],
    ) -> None:
        self.expo, self.groups = problem.scenario.expo, groups
        self.gaps = {cell: min(demand.gap(room, room) for room in demand.rooms) for cell, demand in cells.items()}
        alike: dict[str, list[tuple[int, bytes]]] = {}
        for number, (_, starts) in enumerate(groups):
            for room, ticks in starts.items():
                alike.setdefault(room, []).append((number, ticks.tobytes()))
        use = _numbered({room: tuple(own) for room, own in alike.items()})
        inside: dict[str, list[int]] = {cell: [] for cell in cells}
        for room, number in use.items():
            for cell in self.expo.rooms[room].cells:
                if cell in inside:
                    inside[cell].append(number)
        self.cell = _numbered({cell: (self.gaps[cell], tuple(sorted(own))) for cell, own in inside.items() if own})
        self.room = _numbered(
            {room: (number, tuple(sorted(self._taken(room).items()))) for room, number in use.items()}
        )

    def _taken(self, room: str) -> Counter[int]:
        """How many cells of each class a room takes up."""
        return Counter(self.cell[cell] for cell in self.expo.rooms[room].cells if cell in self.cell)

    def counting(self, alone: Set[str], others: Set[str]) -> CountingProblem:
        """The counting problem; sessions that run alone use all cells while the `others` may not run."""
        rooms: dict[int, list[str]] = {}
        for room, number in self.room.items():
            rooms.setdefault(number, []).append(room)
        cells: dict[int, list[str]] = {}
        for cell, number in self.cell.items():
            cells.setdefault(number, []).append(cell)
        plans = [
            (names, [(number, own, starts[own[0]]) for number, own in rooms.items() if own[0] in starts])
            for names, starts in self.groups
        ]
        taking, running = _Points(), _Points()
        for names, blocks in plans:
            session = self.expo.sessions[names[0]]
            for _, own, ticks in blocks:
                for number in self._taken(own[0]):
                    taking.add(number, ticks - session.setup)
                    if names[0] in others:
                        running.add(number, ticks)
        running = running if alone else _Points()
        for names, blocks in plans:
            for _, _, ticks in blocks if names[0] in alone else ():
                for number in running.ticks:
                    running.add(number, ticks)
        kinds = [(taking, number) for number in taking.ticks] + [(running, number) for number in running.ticks]
        place = {(id(points), number): index for index, (points, number) in enumerate(kinds)}
        resources = tuple(
            Resource(len(cells[number]), points.of(number), tuple(cells[number])) for points, number in kinds
        )
        groups = []
        for names, blocks in plans:
            session, made = self.expo.sessions[names[0]], []
            for _, own, ticks in blocks:
                end = ends(self.expo, session, ticks)
                covers = []
                for number, amount in self._taken(own[0]).items():
                    after = end + session.teardown + self.gaps[cells[number][0]]
                    covers.append(taking.cover(place[id(taking), number], number, ticks - session.setup, after, amount))
                    if names[0] in others and number in running.ticks:
                        covers.append(running.cover(place[id(running), number], number, ticks, end, amount))
                if names[0] in alone:
                    covers += [
                        running.cover(place[id(running), number], number, ticks, end, len(cells[number]))
                        for number in running.ticks
                    ]
                made.append(RoomClassStarts(tuple(own), ticks, tuple(covers)))
            groups.append(Group(names, tuple(made)))
        return CountingProblem(tuple(groups), resources)


class _Points:
    """The ticks at which sessions may begin to use the cells of each class."""

    def __init__(self) -> None:
        self.ticks: dict[int, list[Ticks]] = {}
        self._merged: dict[int, Ticks] = {}

    def add(self, number: int, ticks: Ticks) -> None:
        self.ticks.setdefault(number, []).append(ticks)

    def of(self, number: int) -> Ticks:
        if number not in self._merged:
            self._merged[number] = np.unique(np.concatenate(self.ticks[number]))
        return self._merged[number]

    def cover(self, resource: int, number: int, begin: Ticks, end: Ticks, amount: int) -> Cover:
        points = self.of(number)
        return Cover(resource, np.searchsorted(points, begin), np.searchsorted(points, end), amount)


def _numbered(keys: Mapping[str, Hashable]) -> dict[str, int]:
    """A number for each name: equal for names with equal keys."""
    numbers: dict[Hashable, int] = {}
    return {name: numbers.setdefault(key, len(numbers)) for name, key in keys.items()}
