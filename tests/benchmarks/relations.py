"""What relates the sessions of a made expo; the planted schedule keeps every must."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from benchmarks.planting import Planted, at_once, days_of, opening_of
from benchmarks.quarters import Span, minutes
from benchmarks.venue import Rooms, cells_of

Relation = dict[str, dict[str, Any]]
PER_SESSION, AUDIENCES = 1 / 8, 1 / 10
WISHES, WEIGHT = 0.15, 3
TRIES = 50


@dataclass(frozen=True)
class Plan:
    """The sessions that have a room of their own, as the planted schedule has them, and how many attend them."""

    sessions: list[Planted]
    attendance: Mapping[str, int]
    rooms: Rooms
    drawn: random.Random

    @cached_property
    def days(self) -> list[list[Planted]]:
        return [day for day in days_of(self.sessions) if len(day) > 1]

    @cached_property
    def by_start(self) -> list[list[Planted]]:
        starts: dict[int, list[Planted]] = {}
        for one in self.sessions:
            starts.setdefault(one.span.start, []).append(one)
        return [same for same in starts.values() if len(same) > 1]

    @cached_property
    def by_room(self) -> list[list[Planted]]:
        """Room by room, in order of time."""
        rooms: dict[str, list[Planted]] = {}
        for one in sorted(self.sessions, key=lambda one: one.span):
            rooms.setdefault(one.room.id, []).append(one)
        return [inside for inside in rooms.values() if len(inside) > 1]

    def some(self, sessions: list[Planted], least: int, most: int) -> list[Planted]:
        """Some of the sessions, at random."""
        return self.drawn.sample(sessions, min(len(sessions), self.drawn.randint(least, most)))


def relate(plan: Plan) -> list[Relation]:
    """About one relation for every eight sessions, of every kind, and audiences that want two sessions."""
    drawn = plan.drawn
    left = len(plan.sessions) * PER_SESSION - 1
    relations: list[Relation] = [{"alone": {"session": opening_of(plan.sessions).id}}]
    for make, share in KINDS.items():
        for _ in range(max(1, round(left * share))):
            relation = next((made for _ in range(TRIES) if (made := make(plan)) is not None), None)
            relations += [relation] if relation is not None else []
    pairs = [
        [*(one.id for one in drawn.sample(plan.sessions, 2)), drawn.randint(1, 20)]
        for _ in range(max(1, round(len(plan.sessions) * AUDIENCES)))
    ]
    return [*relations, {"audience": {"pairs": pairs, "weight": 1}}]


def _relation(name: str, sessions: list[Planted], **parameters: Any) -> Relation:
    return {name: {"sessions": [one.id for one in sessions], **parameters}}


def _before(plan: Plan) -> Relation | None:
    """One after the other; the wishes among them may be against the planted order."""
    chosen = plan.some(plan.sessions, 2, 2 if plan.drawn.random() < 0.8 else 3)
    if plan.drawn.random() < WISHES:
        return _relation("before", chosen, weight=WEIGHT)
    chosen.sort(key=lambda one: one.span)
    gap = plan.drawn.choice([0, 0, 0, 2])
    kept = all(one.span.end + gap <= other.span.start for one, other in pairwise(chosen))
    return _relation("before", chosen, **({"gap": minutes(gap)} if gap else {})) if kept else None


def _apart(plan: Plan) -> Relation | None:
    chosen = plan.some(plan.sessions, 2, 4)
    if plan.drawn.random() < WISHES:
        return _relation("apart", chosen, weight=WEIGHT)
    chosen.sort(key=lambda one: one.span)
    kept = at_once([(one.span, 1) for one in chosen]) == 1
    return _relation("apart", chosen) if kept else None


def _same_day(plan: Plan) -> Relation | None:
    if plan.drawn.random() < WISHES:
        return _relation("same_day", plan.some(plan.sessions, 2, 2), weight=WEIGHT)
    return _relation("same_day", plan.some(plan.drawn.choice(plan.days), 2, 3)) if plan.days else None


def _follow(plan: Plan) -> Relation | None:
    """Neighbours in a room, with the shortest of the usual breaks that holds between them."""
    if not plan.by_room:
        return None
    inside = plan.drawn.choice(plan.by_room)
    place = plan.drawn.randrange(len(inside) - 1)
    one, other = inside[place : place + 2]
    within = next((within for within in (0, 1, 2) if one.span.end + within >= other.span.start), None)
    return None if within is None else _relation("follow", [one, other], within=minutes(within))


def _same_room(plan: Plan) -> Relation | None:
    return _relation("same_room", plan.some(plan.drawn.choice(plan.by_room), 2, 3)) if plan.by_room else None


def _together(plan: Plan) -> Relation | None:
    return _relation("together", plan.some(plan.drawn.choice(plan.by_start), 2, 2)) if plan.by_start else None


def _at_most(plan: Plan) -> Relation:
    """As many at once as the planted schedule has, by number or by people."""
    chosen = plan.some(plan.sessions, 8, 20)
    if plan.drawn.random() < 0.5:
        people = at_once([(one.span, plan.attendance[one.id]) for one in chosen])
        return _relation("at_most", chosen, people=people)
    return _relation("at_most", chosen, count=at_once([(one.span, 1) for one in chosen]))


def _crowd(plan: Plan) -> Relation:
    """Rooms beside one another, and as many people coming out at once as the planted schedule has."""
    cells = [room.id for room in cells_of(plan.rooms)]
    first = plan.drawn.randrange(len(cells))
    near = {*cells[first : first + plan.drawn.randint(4, 8)]}
    rooms = [room.id for room in plan.rooms.values() if near.issuperset(room.cells)]
    within = plan.drawn.choice([1, 2])
    ends = [
        (Span(one.span.end, one.span.end + within), plan.attendance[one.id])
        for one in plan.sessions
        if one.room.id in rooms
    ]
    return {"crowd": {"rooms": rooms, "within": minutes(within), "people": max(1, at_once(ends))}}


KINDS: Mapping[Callable[[Plan], Relation | None], float] = {
    _before: 0.3,
    _apart: 0.2,
    _same_day: 0.17,
    _follow: 0.12,
    _same_room: 0.11,
    _together: 0.06,
    _at_most: 0.03,
    _crowd: 0.01,
}
"""How many of the relations are of each kind."""
