"""Rooms of a made expo: two sites, halls joined from cells, half-days on which they are not to be had."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benchmarks.quarters import DAY, OPENS, Span, half_days, joined

FAIR, HOTEL = "Fair", "Hotel"
TRAVEL = 2
"""Quarters between the two sites."""
IN_THE_HOTEL = 0.15
CAPACITIES = (30, 40, 50, 60, 80, 100, 120, 150, 200, 300, 400)
EQUIPMENT = {"projector": 0.7, "stage": 0.3, "booth": 0.3}
COMPLEXES = ((0, 1, 2), (3,), (4, 5), (6,), (7,), (8,), (9,), (10,), (11,))
"""Of every twelve cells, those with movable walls between them: a hall of three, a hall of two, and single ones."""

Rooms = Mapping[str, "Room"]


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room, or a hall joined from several cells. `closed` and `open` are what the scenario says of it.

    `usable` is when it can be used; price is per hour.
    """

    id: str
    cells: tuple[str, ...]
    site: str
    capacity: int
    equipment: tuple[str, ...]
    price: int
    usable: tuple[Span, ...]
    open: tuple[Span, ...] = ()
    closed: tuple[Span, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """Its entry in the scenario; of a joined hall only what its cells do not say."""
        if len(self.cells) > 1:
            return {"id": self.id, "name": self.id, "site": self.site, "cells": list(self.cells)}
        given: dict[str, Any] = {"id": self.id, "name": self.id, "site": self.site, "capacity": self.capacity}
        if self.equipment:
            given["needs_met"] = list(self.equipment)
        if self.price:
            given["cost_per_hour"] = self.price
        if self.open:
            given["open"] = [str(span) for span in self.open]
        if self.closed:
            given["closed"] = [str(span) for span in self.closed]
        return given


def build(count: int, days: int, wanted: float, drawn: random.Random) -> dict[str, Room]:
    """So many cells, and the halls joined from them, usable for about `wanted` quarters in all."""
    complexes = list(_complexes(count))
    capacities = [drawn.choice(CAPACITIES) for _ in complexes]
    opening = max(range(len(complexes)), key=lambda index: capacities[index] * len(complexes[index][1]))
    lost = _lost([len(cells) for _, cells in complexes], days, wanted, opening, drawn)
    made: list[Room] = []
    for (site, cells), capacity, gone in zip(complexes, capacities, lost, strict=True):
        equipment = tuple(name for name, share in EQUIPMENT.items() if drawn.random() < share)
        price = drawn.randint(1, 3) if drawn.random() < 0.1 else 0
        usable = tuple(joined(half for half in half_days(range(days)) if half not in gone))
        # A lost half-day is said by `closed`, or by what `open` leaves out.
        closed = tuple(gone[:1]) if drawn.random() < 0.5 else ()
        open_ = tuple(joined(half for half in half_days(range(days)) if half not in gone or half in closed))
        for cell in cells:
            made.append(
                Room(
                    id=cell,
                    cells=(cell,),
                    site=site,
                    capacity=capacity,
                    equipment=equipment,
                    price=price,
                    usable=usable,
                    open=open_ if len(gone) > len(closed) else (),
                    closed=closed,
                )
            )
        for one, other in pairwise(cells):
            made.append(
                Room(
                    id=f"{one}-{other}",
                    cells=(one, other),
                    site=site,
                    capacity=2 * capacity,
                    equipment=equipment,
                    price=2 * price,
                    usable=usable,
                )
            )
    return {room.id: room for room in sorted(made, key=lambda room: len(room.cells))}


def cells_of(rooms: Rooms) -> list[Room]:
    """The atomic rooms."""
    return [room for room in rooms.values() if len(room.cells) == 1]


def usable_quarters(rooms: Rooms) -> int:
    """How long all cells together can be used."""
    return sum(span.length for room in cells_of(rooms) for span in room.usable)


def _complexes(count: int) -> Iterator[tuple[str, list[str]]]:
    """Sites and the ids of cells that can be joined, neighbour by neighbour."""
    in_hotel = min(max(1, round(count * IN_THE_HOTEL)), count - 1)
    first = 0
    for site, number in ((FAIR, count - in_hotel), (HOTEL, in_hotel)):
        for block in range(0, number, 12):
            for places in COMPLEXES:
                cells = [f"r{first + block + place:03}" for place in places if block + place < number]
                if cells:
                    yield site, cells
        first += number


def _lost(sizes: list[int], days: int, wanted: float, opening: int, drawn: random.Random) -> list[list[Span]]:
    """Half-days on which complexes are not to be had, so that the wanted time is left.

    Every complex keeps one, and the one of the opening keeps the first morning.
    """
    halves = half_days(range(days))
    left = sum(sizes) * sum(half.length for half in halves)
    choices = [(complex_, half) for complex_ in range(len(sizes)) for half in halves]
    drawn.shuffle(choices)
    lost: list[list[Span]] = [[] for _ in sizes]
    for complex_, half in choices:
        size = sizes[complex_] * half.length
        first = complex_ == opening and half.start == OPENS and half.start < DAY
        if not first and left - size >= wanted and len(lost[complex_]) < len(halves) - 1:
            lost[complex_].append(half)
            left -= size
    return lost
