"""The planted schedule: rooms filled with sessions until the asked share of their time is taken, to the quarter."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter

from benchmarks.quarters import DAY, OPENS, Span
from benchmarks.venue import Room, Rooms, cells_of, usable_quarters

SHORTEST = 2
"""Quarters of the shortest session, and of the opening."""
IN_HALLS, HOSTED = 1 / 25, 1 / 100


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A session and where the planted schedule has it. Lengths are quarters; `host` is the id of its host."""

    id: str = ""
    room: Room
    span: Span
    setup: int = 0
    teardown: int = 0
    host: str | None = None

    @property
    def taken(self) -> Span:
        """The time its room is taken."""
        return Span(self.span.start - self.setup, self.span.end + self.teardown)


@dataclass(frozen=True)
class _Taken:
    room: Room
    span: Span


def plant(sessions: int, rooms: Rooms, use: float, drawn: random.Random) -> list[Planted]:
    """So many sessions in these rooms, of which they take the share `use`; one that nothing runs beside opens them."""
    goal = round(use * usable_quarters(rooms))
    hosted = max(1, round(sessions * HOSTED))
    opening, free = _open(rooms)
    taken, free = _in_halls(rooms, free, goal / sessions, max(1, round(sessions * IN_HALLS)), drawn)
    left = goal - sum(one.span.length * len(one.room.cells) for one in [opening, *taken])
    stretches = [(rooms[cell], span) for cell in sorted(free) for span in free[cell] if span.length >= SHORTEST]
    taken += _fill(stretches, sessions - 1 - hosted - len(taken), left, drawn)
    planted = [Planted(room=opening.room, span=opening.span), *(_with_setup(one, drawn) for one in taken)]
    drawn.shuffle(planted)
    places = sorted(drawn.sample(range(sessions), len(planted)))
    planted = [replace(one, id=f"s{place:05}") for place, one in zip(places, planted, strict=True)]
    names = [f"s{place:05}" for place in sorted({*range(sessions)}.difference(places))]
    hosts = [one for one in planted if one.span.length >= 2 * SHORTEST] or planted
    planted += [_inside(drawn.choice(hosts), name, drawn) for name in names]
    return sorted(planted, key=attrgetter("id"))


def opening_of(planted: list[Planted]) -> Planted:
    """The session that opens the expo: the one that is first."""
    return min(planted, key=lambda one: one.span.start)


def _open(rooms: Rooms) -> tuple[_Taken, dict[str, list[Span]]]:
    """The opening in the largest room that can be had then, and what is free of the cells after it."""
    span = Span(OPENS, OPENS + SHORTEST)
    able = [room for room in rooms.values() if any(usable.holds(span) for usable in room.usable)]
    room = max(able, key=attrgetter("capacity"))
    free = {
        cell.id: [Span(max(usable.start, span.end), usable.end) for usable in cell.usable] for cell in cells_of(rooms)
    }
    return _Taken(room, span), free


def _in_halls(
    rooms: Rooms, free: dict[str, list[Span]], mean: float, count: int, drawn: random.Random
) -> tuple[list[_Taken], dict[str, list[Span]]]:
    """About so many sessions in joined halls, each at the beginning or the end of a day, and what they leave free."""
    free = {cell: list(spans) for cell, spans in free.items()}
    choices = [
        (room, span, at_end)
        for room in rooms.values()
        if len(room.cells) > 1
        for span in room.usable
        for at_end in (False, True)
    ]
    drawn.shuffle(choices)
    taken: list[_Taken] = []
    for room, span, at_end in choices[:count]:
        length = max(SHORTEST, round(mean * drawn.uniform(0.6, 1.4)))
        common = [next((own for own in free[cell] if span.holds(own)), None) for cell in room.cells]
        stretch = common[0]
        if stretch is None or any(own != stretch for own in common) or stretch.length < length:
            continue
        first = stretch.end - length if at_end else stretch.start
        taken.append(_Taken(room, Span(first, first + length)))
        rest = Span(stretch.start, first) if at_end else Span(first + length, stretch.end)
        for cell in room.cells:
            free[cell][free[cell].index(stretch)] = rest
    return taken, free


def _fill(stretches: list[tuple[Room, Span]], count: int, total: int, drawn: random.Random) -> list[_Taken]:
    """So many sessions, of so many quarters in all, in the stretches. Raises ValueError where they cannot be."""
    lengths = [span.length for _, span in stretches]
    if not SHORTEST * count <= total <= sum(lengths) or count < 1:
        raise ValueError(f"{count} sessions of {total} quarters in all do not fit in {sum(lengths)}")
    counts = _counts(lengths, count, drawn)
    loads = _spread(
        total,
        [SHORTEST * number for number in counts],
        [length if number else 0 for length, number in zip(lengths, counts, strict=True)],
        drawn,
    )
    taken = []
    for (room, span), number, load in zip(stretches, counts, loads, strict=True):
        parts = _parts(load, number, drawn)
        gaps = [drawn.randrange(number + 1) for _ in range(span.length - load)]
        now = span.start
        for index, part in enumerate(parts):
            now += gaps.count(index)
            taken.append(_Taken(room, Span(now, now + part)))
            now += part
    return taken


def _counts(lengths: list[int], count: int, drawn: random.Random) -> list[int]:
    """How many sessions each stretch gets: in proportion, but some rooms have longer ones than others."""
    weights = [length * drawn.uniform(0.8, 1.2) for length in lengths]
    counts = [0] * len(lengths)
    queue = [(-weight, index) for index, weight in enumerate(weights)]
    heapq.heapify(queue)
    for _ in range(count):
        while queue and SHORTEST * (counts[queue[0][1]] + 1) > lengths[queue[0][1]]:
            heapq.heappop(queue)
        if not queue:
            raise ValueError("so many sessions do not fit in so little room time")
        index = queue[0][1]
        counts[index] += 1
        heapq.heapreplace(queue, (-weights[index] / (counts[index] + 1), index))
    return counts


def _spread(total: int, least: list[int], most: list[int], drawn: random.Random) -> list[int]:
    """Numbers of this sum, each between its least and its most, of about the same share with some more or less."""
    share = total / max(sum(most), 1)
    numbers = [
        min(high, max(low, round(high * (share + drawn.uniform(-0.1, 0.1)))))
        for low, high in zip(least, most, strict=True)
    ]
    return _mended(numbers, total, lambda index, number: least[index] <= number <= most[index], drawn)


def _parts(total: int, count: int, drawn: random.Random) -> list[int]:
    """So many lengths of this sum, roughly 0.5 to 1.5 of their mean and never below the shortest."""
    mean = total / max(count, 1)
    lengths = [max(SHORTEST, round(mean * drawn.uniform(0.5, 1.5))) for _ in range(count)]
    return _mended(lengths, total, lambda _, length: length >= SHORTEST, drawn)


def _mended(numbers: list[int], total: int, allowed: Callable[[int, int], bool], drawn: random.Random) -> list[int]:
    """The numbers made larger or smaller one by one, where that is allowed, until their sum is right."""
    numbers = list(numbers)
    while numbers and (missing := total - sum(numbers)):
        step = 1 if missing > 0 else -1
        able = [index for index, number in enumerate(numbers) if allowed(index, number + step)]
        if not able:
            raise ValueError(f"{total} quarters do not fit")
        for index in drawn.sample(able, min(abs(missing), len(able))):
            numbers[index] += step
    return numbers


def _with_setup(one: _Taken, drawn: random.Random) -> Planted:
    """A session that takes just this time, some of it for set-up or tear-down."""
    roomy = one.span.length >= SHORTEST + 2
    setup = int(roomy and drawn.random() < 0.15)
    teardown = int(roomy and drawn.random() < 0.05)
    span = Span(one.span.start + setup, one.span.end - teardown)
    return Planted(room=one.room, span=span, setup=setup, teardown=teardown)


def _inside(host: Planted, name: str, drawn: random.Random) -> Planted:
    """A session inside its host, such as a report released at a forum."""
    length = min(SHORTEST, host.span.length)
    start = drawn.randint(host.span.start, host.span.end - length)
    return Planted(id=name, room=host.room, span=Span(start, start + length), host=host.id)


def at_once(loads: list[tuple[Span, int]]) -> int:
    """The most that is loaded at any instant."""
    steps = sorted([(span.start, load) for span, load in loads] + [(span.end, -load) for span, load in loads])
    now = most = 0
    for _, load in steps:
        now += load
        most = max(most, now)
    return most


def days_of(planted: list[Planted]) -> list[list[Planted]]:
    """The sessions that take a room of their own, day by day."""
    days: list[list[Planted]] = [[] for _ in range(max(one.span.start for one in planted) // DAY + 1)]
    for one in planted:
        if one.host is None:
            days[one.span.day].append(one)
    return days
