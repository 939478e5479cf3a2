"""The alternative placements of sessions in a repair: their disturbance, and the sessions that they would eject."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from expo_planner.cpsat.vocabulary import Domain
from expo_planner.rules.requirements import AllPairs, Pairwise, Requirement
from expo_planner.solver.domains.grid import Grid, Integers, Truths
from expo_planner.solver.domains.initial import filtered
from expo_planner.solver.replan.problem import ReplanProblem

Index: TypeAlias = tuple[Any, ...]
NEVER = 2**40
"""The price of an impossible change."""


@dataclass(frozen=True)
class Block:
    """A session that blocks some placements of another; `where` indexes that session's grid, rooms × starts.

    If `sure`, it must leave its placement when one of these is taken; otherwise, a waiver may cover the clash.
    """

    other: str
    where: Index
    sure: bool = True


@dataclass(frozen=True)
class SessionAlternatives:
    """The placements of one session, rooms × starts; `allowed` marks those at which the demands on it alone hold.

    `price` is the disturbance of each. Sessions in `loose` may have to move for any of them, because they share a must
    on many sessions, such as a limit on staff.
    """

    name: str
    grid: Grid
    allowed: Truths
    price: Integers
    blocks: tuple[Block, ...]
    loose: frozenset[str]


class Alternatives:
    """The alternatives of every session, computed on demand."""

    def __init__(self, task: ReplanProblem) -> None:
        self.task, self.expo, self.problem = task, task.expo, task.problem
        self._domains: dict[str, Domain] = {}
        self._places: dict[str, SessionAlternatives] = {}
        self._least: dict[str, int] = {}
        self._gaps: dict[tuple[str, str], int | None] = {}

    def domain(self, name: str) -> Domain:
        """The domain of a session: the placements at which all musts on it alone hold."""
        if name not in self._domains:
            left = self.task.initial.of(self.expo.sessions[name])
            for demand in self.problem.alone[name]:
                if demand.weight is None:
                    left = filtered(demand, left)
            self._domains[name] = left
        return self._domains[name]

    def least(self, name: str) -> int:
        """The least disturbance of any change of a session, ignoring other sessions; NEVER if it cannot change."""
        if name not in self._least:
            self._least[name] = self._cheapest(name)
        return self._least[name]

    def _cheapest(self, name: str) -> int:
        if not self.task.may_move(name):
            return NEVER
        if name not in self.task.kept:
            return 0
        kept = self.task.kept[name]
        room, start, _ = kept.before
        ways = set()
        for other, starts in self.domain(name).items():
            ways |= {(False, other != room)} if start in starts else set()
            ways |= {(True, other != room)} if starts != (start,) else set()
        told, extra = kept.session.told, kept.session.keep
        prices = [
            self.expo.keep.of_move(told, extra, start=new_start, room=new_room)
            for new_start, new_room in ways - {(False, False)}
        ]
        return min([*prices, *([kept.price(None)] if self.task.droppable(name) else [])], default=NEVER)

    def places(self, name: str) -> SessionAlternatives:
        """The alternatives of a session."""
        if name not in self._places:
            self._places[name] = self._make(name)
        return self._places[name]

    def _make(self, name: str) -> SessionAlternatives:
        domain, session = self.domain(name), self.expo.sessions[name]
        starts = tuple(sorted(frozenset[int]().union(*domain.values())))
        grid = Grid(self.expo, session, tuple(domain), starts)
        allowed, price = grid.inside(domain), np.zeros(grid.shape, dtype=np.int64)
        if name in self.task.kept:
            price = grid.disturbance(self.task.kept[name].before)
        blocks = _once([*self._in_rooms(grid)], [*self._related(grid)], allowed)
        return SessionAlternatives(name, grid, allowed, price, tuple(blocks), self._loose(name))

    def _in_rooms(self, grid: Grid) -> Iterator[Block]:
        """The sessions that occupy the rooms, with the exact turnover between two sessions."""
        session, base, sure = grid.session, self.task.base, self.problem.rooms_are_musts
        if session.host is not None or not (sure or self._rooms_matter):
            return
        begins = [start - session.setup for start in grid.starts]
        over = [end + session.teardown for end in grid.ends.tolist()]
        for row, room in enumerate(grid.rooms):
            for other_room in self.expo.joins[room]:
                gap = self._gap(room, other_room)
                for other in sorted(base.by_room.get(other_room, ())) if gap is not None else ():
                    standing = self.expo.sessions[other]
                    if other != session.id and standing.host is None and gap is not None:
                        taken = self.expo.taken(standing, base[other])
                        first, last = bisect_right(over, taken.start - gap), bisect_left(begins, taken.end + gap)
                        if first < last:
                            yield Block(other, (row, slice(first, last)), sure)

    @cached_property
    def _rooms_matter(self) -> bool:
        """Whether two sessions in one cell can break a must at all."""
        return any(demand.weight is None for demand in self.problem.cells)

    def _gap(self, room: str, other: str) -> int | None:
        """The turnover in minutes between sessions in these rooms; None if they may overlap."""
        if (room, other) not in self._gaps:
            cells = [cell for cell in self.problem.cells_of[room] if other in cell.rooms and cell.owns(room, other)]
            self._gaps[room, other] = cells[0].gap(room, other) if cells else None
        return self._gaps[room, other]

    def _related(self, grid: Grid) -> Iterator[Block]:
        """The sessions that musts on pairs forbid beside these placements."""
        name, base = grid.session.id, self.task.base
        for demand in self.problem.related[name]:
            if demand.weight is not None or not isinstance(demand, Pairwise | AllPairs):
                continue
            sure = not demand.waivers
            for other in (other for other in demand.sessions if other != name and other in base):
                pair = demand if isinstance(demand, Pairwise) else demand.pair(other, name)
                if pair is not None:
                    for where in grid.forbidden(pair.given(name, base[other])):
                        yield Block(other, where, sure)

    def _loose(self, name: str) -> frozenset[str]:
        """The sessions that share a must on many sessions with this one, where both may count."""
        many = [
            part.sessions
            for demand in self.problem.related[name]
            if demand.weight is None and not isinstance(demand, Pairwise | AllPairs) and not demand.gives_place
            if demand.rooms is None or not self.domain(name).keys().isdisjoint(demand.rooms)
            for part in demand.restricted(self.task.base, frozenset((name,)))
        ]
        return (frozenset().union(*many) & self.task.base.keys()) - {name}

    def demands(self, names: frozenset[str]) -> Iterator[Requirement]:
        """The relations of some sessions, and the demands on one of them with a waiver, each once."""
        seen: dict[int, Requirement] = {}
        for name in sorted(names):
            for demand in (*self.problem.waived_alone[name], *self.problem.related[name]):
                seen.setdefault(id(demand), demand)
        return iter(seen.values())


def _once(in_rooms: list[Block], related: list[Block], allowed: Truths) -> Iterator[Block]:
    """Merges the blocks, so that a session blocks a placement only once, for example for a room and a person."""
    both = {block.other for block in related}
    yield from (block for block in in_rooms if block.other not in both)
    masks: dict[tuple[str, bool], Truths] = {}
    for block in (*(block for block in in_rooms if block.other in both), *related):
        mask = masks.setdefault((block.other, block.sure), np.zeros_like(allowed))
        mask[block.where] = True
    for (other, sure), mask in masks.items():
        yield Block(other, np.nonzero(mask & allowed), sure)
