"""Heuristics that propose sets of sessions with a conflict, from cheap and certain ones to the slowest.

A conflict among some sessions is a conflict of the whole scenario, so each set can be examined by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from expo_planner.checker import check
from expo_planner.cpsat.board import Board
from expo_planner.cpsat.vocabulary import Domain
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room
from expo_planner.domain.expo import Expo
from expo_planner.explainer.oracle import new_solver
from expo_planner.explainer.time_propagation import TimePropagation
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Requirement, Unary
from expo_planner.solver.problem import SearchProblem

ANYWHERE = Room(id="", name="", kind="online", cells=("",))
FULL = 0.5
"""The least share of the room time that sessions must need to be examined for a lack of rooms."""
CROWDED = 60
"""The most sessions in such a set."""
LOOKED_INTO = 40
"""The most such sets, those that need the largest share first."""


@dataclass(frozen=True)
class Case:
    """A problem to be explained, and all demands that must hold in it."""

    problem: SearchProblem
    demands: Sequence[Requirement]

    @property
    def scenario(self) -> Scenario:
        return self.problem.scenario

    @property
    def expo(self) -> Expo:
        return self.problem.scenario.expo

    @cached_property
    def must(self) -> frozenset[str]:
        """The sessions that must be placed or are fixed."""
        left_out = self.problem.left_out
        return frozenset(name for name in self.expo.sessions if left_out[name] is None)

    @cached_property
    def by_session(self) -> Mapping[str, list[Requirement]]:
        """The demands on each session."""
        found: dict[str, list[Requirement]] = {name: [] for name in self.expo.sessions}
        for demand in self.demands:
            for name in demand.sessions:
                found[name].append(demand)
        return found

    def about(self, sessions: Iterable[str]) -> list[Requirement]:
        """The demands on these sessions; those on further sessions, too, only if they concern two of these."""
        inside = frozenset(sessions)
        seen = {id(demand): demand for name in sorted(inside) for demand in self.by_session[name]}
        return [
            demand for demand in seen.values() if demand.session_set <= inside or len(demand.session_set & inside) > 1
        ]

    def starts(self, name: str) -> tuple[int, ...]:
        """The starts, in any room, that demands on the session alone allow."""
        return tuple(self.problem.starts(name).tolist())


def that_stand(case: Case) -> Iterator[list[Requirement]]:
    """Fixed sessions that clash."""
    fixed = {name for name, session in case.expo.sessions.items() if case.problem.initial.fixed(session)}
    standing = case.expo.standing
    if not fixed:
        return
    errors = [
        clash for clash in check(case.scenario, standing).errors if clash.sessions and fixed.issuperset(clash.sessions)
    ]
    for clash in sorted(errors, key=lambda clash: len(clash.sessions)):
        yield case.about(clash.sessions)


def without_domain(case: Case) -> Iterator[str]:
    """Sessions that must be placed and whose domain is empty."""
    return (name for name, domain in case.problem.domains.items() if name in case.must and not domain.extent)


def without_a_place(case: Case) -> Iterator[list[Requirement]]:
    """Sessions whose domain is empty by their ties to others."""
    for name in without_domain(case):
        group = [name]
        for member in group:
            ties = case.problem.ties[member]
            group += [other for tie in ties for other in tie.sessions if other not in group]
        yield case.about(group)


def without_a_start(case: Case) -> Iterator[list[Requirement]]:
    """Sessions whose order leaves one of them no start, found by bounds propagation alone."""
    timing = _timing(case)
    if timing.stuck is not None:
        yield case.about(timing.stuck)


def out_of_time(case: Case) -> Iterator[list[Requirement]]:
    """Sessions whose order or people leave them too little time, found by bounds propagation alone."""
    timing = _timing(case)
    if timing.stuck is not None:
        yield case.about(timing.stuck)
    else:
        yield from map(case.about, timing.overbooked())


def _timing(case: Case) -> TimePropagation:
    starts = {name: own for name in case.expo.sessions if name in case.must and (own := case.starts(name))}
    return TimePropagation(case.expo, starts, [one for one in case.demands if not isinstance(one, Unary)])


def without_time(case: Case, seconds: float) -> Iterator[list[Requirement]]:
    """Sessions that cannot all take place even if rooms are ignored, as if all were online.

    Waivers are ignored, so that too many sets are proposed rather than too few; each set is examined exactly later.
    """
    must = [name for name in case.expo.sessions if name in case.must]
    related = [
        demand
        for demand in case.demands
        if not isinstance(demand, Unary)
        and not demand.rooms_only
        and not demand.gives_place
        and len(demand.session_set & case.must) > 1
    ]
    named = {name for demand in related for name in demand.sessions if name in case.must}
    if not named:
        return
    online = replace(case.expo, rooms={ANYWHERE.id: ANYWHERE})
    moved = [replace(demand, expo=online) for demand in related]
    candidates: dict[str, Domain] = {name: {} for demand in related for name in demand.sessions}
    candidates |= {name: {ANYWHERE.id: case.starts(name)} for name in must if name in named}
    plain = Board(online, candidates, named, listed=0)
    for demand in moved:
        demand.post(plain, plain.true)
    if new_solver(seconds).solve(plain.model) != cp_model.INFEASIBLE:
        return
    board = Board(online, candidates, (), listed=0)
    assumed: dict[int, Sequence[str]] = {}
    for demand in moved:
        holds = board.literal()
        demand.post(board, holds)
        assumed[holds.index] = ()
        board.model.add_assumption(holds)
    for name in sorted(named):
        placed = board.placed(name)
        if placed.index in (board.true.index, board.false.index):
            placed = board.literal()
            board.imply(placed, board.placed(name))
        assumed[placed.index] = (name,)
        board.model.add_assumption(placed)
    solver = new_solver(seconds)
    if solver.solve(board.model) == cp_model.INFEASIBLE:
        core = solver.sufficient_assumptions_for_infeasibility()
        yield case.about(name for index in core for name in assumed.get(index, ()))
    yield case.about(named)


@dataclass(frozen=True)
class ResourceDemand:
    """A session's need for room time: its possible cells, the widest span of time, and the least cell minutes."""

    name: str
    cells: frozenset[str]
    span: Window
    minutes: int


def without_room(case: Case) -> Iterator[list[Requirement]]:
    """Sets of sessions that need the same rooms at the same time, those that need the largest share first."""
    groups: dict[frozenset[str], list[ResourceDemand]] = {}
    for one in _wanting(case):
        groups.setdefault(one.cells, []).append(one)
    open_minutes = _open_minutes(case.expo)
    found: list[tuple[float, tuple[str, ...]]] = []
    for cells in groups:
        inside = [one for own, members in groups.items() if own <= cells for one in members]
        minutes = np.sum([open_minutes[cell] for cell in cells], axis=0)
        there = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(minutes)))
        found += _scarce(inside, there, case.expo.horizon.start)
    found.sort(key=lambda one: (-one[0], len(one[1])))
    for _, names in found[:LOOKED_INTO]:
        yield case.about(names)


def _open_minutes(expo: Expo) -> Mapping[str, npt.NDArray[np.int64]]:
    """For each cell, an array of 0 and 1: whether it can be used in each minute of the expo."""
    found = {}
    for room in expo.rooms.values():
        if room.kind == "room" and not room.joined:
            minutes = found[room.id] = np.zeros(expo.horizon.end - expo.horizon.start, dtype=np.int64)
            for window in expo.usable(room):
                minutes[max(window.start - expo.horizon.start, 0) : window.end - expo.horizon.start] = 1
    return found


def _scarce(
    inside: Sequence[ResourceDemand], there: npt.NDArray[np.int64], first: int
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The sets of sessions, among those with the same rooms, that need a large share of some stretch of time."""
    starts, begin = np.unique([one.span.start for one in inside], return_inverse=True)
    ends, finish = np.unique([one.span.end for one in inside], return_inverse=True)
    needed = np.zeros((len(starts), len(ends)))
    np.add.at(needed, (begin, finish), [one.minutes for one in inside])
    needed = needed[::-1].cumsum(0)[::-1].cumsum(1)
    last = len(there) - 1
    left = there[np.clip(ends - first, 0, last)][None, :] - there[np.clip(starts - first, 0, last)][:, None]
    share = needed / np.maximum(left, 1)
    for row, column in np.argwhere((share >= FULL) & (starts[:, None] < ends[None, :])):
        names = [one.name for one, a, b in zip(inside, begin, finish, strict=True) if a >= row and b <= column]
        if 1 < len(names) <= CROWDED:
            yield float(share[row, column]), tuple(names)


def _wanting(case: Case) -> Iterator[ResourceDemand]:
    expo, rooms = case.expo, case.expo.rooms
    for name in sorted(case.must):
        session, starts = expo.sessions[name], case.starts(name)
        if session.host is not None or not starts:
            continue
        if name in case.problem.domains:
            domain = case.problem.domains[name]
            own = [rooms[domain.axes.rooms[number]] for number in domain.rooms]
        else:
            own = [rooms[expo.standing[name].room]]
        if own and all(room.kind == "room" for room in own):
            first = expo.taken(session, expo.place_session(session, own[0].id, starts[0]))
            last = expo.taken(session, expo.place_session(session, own[0].id, starts[-1]))
            least = min(len(room.cells) for room in own) * (first.end - first.start)
            cells = frozenset(cell for room in own for cell in room.cells)
            yield ResourceDemand(name, cells, Window(first.start, last.end), least)
