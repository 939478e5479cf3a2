"""Where a session could go, what that would cost, and who would have to make room for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from expo_planner.cpsat.vocabulary import Domain
from expo_planner.rules.requirements import DISTURBANCE, AllPairs, Pairwise, Requirement
from expo_planner.solver.domains.grid import Grid, Integers, Truths
from expo_planner.solver.domains.initial import filtered
from expo_planner.solver.replan.problem import ReplanProblem

Index: TypeAlias = tuple[Any, ...]
NEVER = 2**40
"""The price of what cannot be."""


@dataclass(frozen=True)
class Block:
    """A session that stands in the way of some places of another: `where`, as an index of its rooms × starts.

    It is `sure` that it has to leave its own place where one of these is taken; otherwise a waiver may cover that.
    """

    other: str
    where: Index
    sure: bool = True


@dataclass(frozen=True)
class SessionAlternatives:
    """All places of one session at which the demands on it alone hold: rooms × starts.

    Those of `loose` may have to move for any of them, together with others: they share people at one time, or staff.
    """

    name: str
    grid: Grid
    allowed: Truths
    price: Integers
    blocks: tuple[Block, ...]
    loose: frozenset[str]


class Alternatives:
    """The places of every session, made when they are asked for."""

    def __init__(self, task: ReplanProblem) -> None:
        self.task, self.expo, self.problem = task, task.expo, task.problem
        self._domains: dict[str, Domain] = {}
        self._places: dict[str, SessionAlternatives] = {}
        self._least: dict[str, int] = {}
        self._gaps: dict[tuple[str, str], int | None] = {}

    def domain(self, name: str) -> Domain:
        """The places of a session at which all that must hold of it alone does."""
        if name not in self._domains:
            left = self.task.initial.of(self.expo.sessions[name])
            for demand in self.problem.alone[name]:
                if demand.weight is None:
                    left = filtered(demand, left)
            self._domains[name] = left
        return self._domains[name]

    def least(self, name: str) -> int:
        """What the cheapest change of a session costs, others aside; NEVER where it cannot change."""
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
        people = kept.session.told
        domain = self.domain(name)
        if any(start in starts for other, starts in domain.items() if other != room):
            return DISTURBANCE.room * people
        if any(starts != (start,) for starts in domain.values()):
            return DISTURBANCE.start * people
        return DISTURBANCE.dropped * people if self.task.droppable(name) else NEVER

    def places(self, name: str) -> SessionAlternatives:
        """The places of a session."""
        if name not in self._places:
            self._places[name] = self._make(name)
        return self._places[name]

    def _make(self, name: str) -> SessionAlternatives:
        domain, session = self.domain(name), self.expo.sessions[name]
        starts = tuple(sorted(frozenset[int]().union(*domain.values())))
        grid = Grid(self.expo, session, tuple(domain), starts)
        allowed, price = grid.inside(domain), np.zeros(grid.shape, dtype=np.int64)
        if name in self.task.kept:
            price = grid.disturbance(self.task.kept[name].before) * session.told
        blocks = _once([*self._in_rooms(grid)], [*self._related(grid)], allowed)
        return SessionAlternatives(name, grid, allowed, price, tuple(blocks), self._loose(name))

    def _in_rooms(self, grid: Grid) -> Iterator[Block]:
        """Who takes the rooms; the gaps between two sessions counted exactly."""
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
        """Whether two sessions in one cell may be a broken must at all."""
        return any(demand.weight is None for demand in self.problem.cells)

    def _gap(self, room: str, other: str) -> int | None:
        """How many minutes two sessions in these rooms leave between them; None where they may meet."""
        if (room, other) not in self._gaps:
            cells = [cell for cell in self.problem.cells_of[room] if other in cell.rooms and cell.owns(room, other)]
            self._gaps[room, other] = cells[0].gap(room, other) if cells else None
        return self._gaps[room, other]

    def _related(self, grid: Grid) -> Iterator[Block]:
        """Whom the relations that must hold forbid beside it."""
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
        """Those with whom it is in musts of many at once."""
        many = [
            demand.sessions
            for demand in self.problem.related[name]
            if demand.weight is None and not isinstance(demand, Pairwise | AllPairs) and not demand.gives_place
        ]
        return (frozenset().union(*many) & self.task.base.keys()) - {name}

    def demands(self, names: frozenset[str]) -> Iterator[Requirement]:
        """The relations of some sessions, and the demands on them alone that a waiver touches, each once."""
        seen: dict[int, Requirement] = {}
        for name in sorted(names):
            for demand in (*self.problem.waived_alone[name], *self.problem.related[name]):
                seen.setdefault(id(demand), demand)
        return iter(seen.values())


def _once(in_rooms: list[Block], related: list[Block], allowed: Truths) -> Iterator[Block]:
    """The blocks, so that nobody is twice in the way of one place: for a room and for a person, say."""
    both = {block.other for block in related}
    yield from (block for block in in_rooms if block.other not in both)
    masks: dict[tuple[str, bool], Truths] = {}
    for block in (*(block for block in in_rooms if block.other in both), *related):
        mask = masks.setdefault((block.other, block.sure), np.zeros_like(allowed))
        mask[block.where] = True
    for (other, sure), mask in masks.items():
        yield Block(other, np.nonzero(mask & allowed), sure)
