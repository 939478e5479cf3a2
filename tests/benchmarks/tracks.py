"""Series of a made expo: tracks, which is to say sessions that follow one another in one room."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.planting import Planted
from benchmarks.venue import Room

IN_SERIES, ELSEWHERE, PREFERS_HOME = 0.25, 0.12, 0.4
LENGTHS, SHORTEST_RUN, DAYS = (4, 5, 6), 3, 2


@dataclass(frozen=True)
class Tracks:
    """Of the sessions that are in a series its name, and the room that it prefers, where it does."""

    series: Mapping[str, str]
    homes: Mapping[str, Room]


def lay(planted: list[Planted], drawn: random.Random) -> Tracks:
    """A quarter of the sessions in series, most of each in one room on one day or two, and some elsewhere."""
    own = [one for one in planted if one.host is None]
    runs = list(_runs(own, drawn))
    drawn.shuffle(runs)
    series: dict[str, str] = {}
    homes: dict[str, Room] = {}
    left = round(len(planted) * IN_SERIES)
    for number, run in enumerate(runs):
        members = run[:left]
        left -= len(members)
        prefers = drawn.random() < PREFERS_HOME
        for one in members:
            series[one.id] = f"t{number:04}"
            if prefers:
                homes[one.id] = one.room
    strangers = [one for one in own if one.id not in series]
    leaving = [one for one in own if one.id in series and drawn.random() < ELSEWHERE]
    for one, other in zip(leaving, drawn.sample(strangers, min(len(leaving), len(strangers))), strict=False):
        series[other.id] = series.pop(one.id)
        if one.id in homes:
            homes[other.id] = homes.pop(one.id)
    return Tracks(series, homes)


def _runs(own: list[Planted], drawn: random.Random) -> Iterator[list[Planted]]:
    """The sessions of each room in order, cut into runs of a few on one day or two."""
    rooms: dict[str, list[Planted]] = {}
    for one in sorted(own, key=lambda one: one.span):
        rooms.setdefault(one.room.id, []).append(one)
    for inside in rooms.values():
        rest = inside
        while rest:
            last = rest[0].span.day + DAYS
            run = [one for one in rest[: drawn.choice(LENGTHS)] if one.span.day < last]
            if len(run) >= SHORTEST_RUN:
                yield run
            rest = rest[len(run) :]
