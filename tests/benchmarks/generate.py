"""Seeded expos of any size that have a schedule, because they are made from one.

The schedule is planted first: rooms are filled day by day with sessions, then every demand (windows, rooms, people,
relations) is drawn so that the planted schedule keeps it. `python -m benchmarks.generate 1000 50 5 0.9 > big.json`
writes a scenario; the same arguments give the same bytes.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

FIRST = date(2026, 5, 11)
OPENS, CLOSES, GRID = 9 * 60, 18 * 60, 15


@dataclass
class Planted:
    """One session of the planted schedule."""

    id: str
    room: str
    day: int
    start: int
    length: int
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.start + self.length


def generate(sessions: int, rooms: int, days: int, use: float, seed: int = 0) -> dict[str, Any]:
    """A scenario of about so many sessions; `use` is the share of room time that the planted schedule takes."""
    drawn = random.Random(f"{sessions}x{rooms}x{days}@{use}#{seed}")
    length = use * rooms * days * (CLOSES - OPENS) / sessions
    halls, capacity, closed = _rooms(rooms, days, drawn)
    planted = _plant(sessions, halls, closed, days, length, use, drawn)
    people = _people(planted, drawn)
    rules = _relations(planted, drawn)
    for session in planted:
        _demands(session, halls, capacity, drawn)
    stamp = [(FIRST + timedelta(days=day)).isoformat() for day in range(days)]
    return {
        "expo": {
            "id": f"bench-{sessions}-{rooms}-{days}-{round(use * 100)}-{seed}",
            "title": f"{len(planted)} sessions, {rooms} rooms, {days} days at {use:.0%}",
            "timezone": "Europe/Berlin",
            "days": stamp,
            "hours": f"{_clock(OPENS)}-{_clock(CLOSES)}",
            "step": f"{GRID}min",
            "language": "en",
        },
        "rooms": [
            {"id": hall, "name": hall, **({"capacity": capacity[hall]} if len(cells) == 1 else {"cells": cells})}
            | ({"closed": [f"{stamp[day]} 13:00-18:00" for day in closed[hall]]} if closed.get(hall) else {})
            for hall, cells in halls.items()
        ],
        "people": people,
        "sessions": [{"id": session.id, "title": session.id, **session.fields} for session in planted],
        "rules": rules,
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _window(day: int, start: int, end: int) -> str:
    return f"{(FIRST + timedelta(days=day)).isoformat()} {_clock(start)}-{_clock(end)}"


def _rooms(
    count: int, days: int, drawn: random.Random
) -> tuple[dict[str, list[str]], dict[str, int], dict[str, list[int]]]:
    """Rooms with their cells (every fifth pair is joined to a hall), capacities, and afternoons they are closed."""
    cells = [f"r{number:03}" for number in range(count)]
    capacity = {cell: drawn.choice([30, 50, 80, 120, 200, 400]) for cell in cells}
    halls = {cell: [cell] for cell in cells}
    for one, other in zip(cells[::5], cells[1::5], strict=False):
        halls[f"{one}-{other}"] = [one, other]
        capacity[f"{one}-{other}"] = capacity[one] + capacity[other]
    closed = {cell: [drawn.randrange(days)] for cell in cells if drawn.random() < 0.1}
    return halls, capacity, closed


def _plant(
    count: int,
    halls: dict[str, list[str]],
    closed: dict[str, list[int]],
    days: int,
    mean: float,
    use: float,
    drawn: random.Random,
) -> list[Planted]:
    planted: list[Planted] = []
    joined = {cells[0]: hall for hall, cells in halls.items() if len(cells) > 1}
    second = {cells[1] for cells in halls.values() if len(cells) > 1}
    lengths = sorted({max(round(mean * factor / GRID), 2) * GRID for factor in (0.5, 0.75, 1, 1.25, 1.5)})
    for day in range(days):
        together: dict[str, tuple[int, int]] = {}
        for cell in (hall for hall, cells in halls.items() if len(cells) == 1):
            ends = 13 * 60 if day in closed.get(cell, []) else CLOSES
            now = OPENS
            if cell in joined and day not in closed.get(halls[joined[cell]][1], []) and drawn.random() < 0.5:
                length = drawn.choice(lengths)
                planted.append(Planted("", joined[cell], day, OPENS, length))
                together[halls[joined[cell]][1]] = (OPENS, OPENS + length)
                now += length
            if cell in second and cell in together:
                now = together[cell][1]
            while now + lengths[0] <= ends:
                length = drawn.choice([length for length in lengths if now + length <= ends])
                planted.append(Planted("", cell, day, now, length))
                now += length + (GRID if drawn.random() < 0.2 else 0)
    drawn.shuffle(planted)
    planted = planted[:count]
    for number, session in enumerate(planted):
        session.id = f"s{number:05}"
    return planted


def _people(planted: list[Planted], drawn: random.Random) -> list[dict[str, Any]]:
    """People of a few sessions each that do not overlap, some of them away when they have none."""
    people: list[dict[str, Any]] = []
    for number in range(len(planted) // 2):
        chosen: list[Planted] = []
        for session in drawn.sample(planted, min(drawn.choice([1, 2, 3]), len(planted))):
            if all(
                session.day != other.day or session.start >= other.end or other.start >= session.end for other in chosen
            ):
                chosen.append(session)
        for session in chosen:
            session.fields.setdefault("people", []).append(f"p{number:05}")
        busy = {session.day for session in chosen}
        free = [day for day in range(max(session.day for session in planted) + 1) if day not in busy]
        if free and drawn.random() < 0.2:
            away = [_window(drawn.choice(free), OPENS, CLOSES)]
            people.append({"id": f"p{number:05}", "away": away})
    return people


def _relations(planted: list[Planted], drawn: random.Random) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = []
    for _ in range(len(planted) // 20):
        one, other = drawn.sample(planted, 2)
        if (one.day, one.end) > (other.day, other.start) or one.day > other.day:
            one, other = other, one
        if (one.day, one.end) <= (other.day, other.start) or one.day < other.day:
            rules.append({"before": {"sessions": [one.id, other.id]}})
            if one.day != other.day or one.end <= other.start:
                rules.append({"apart": {"sessions": [one.id, other.id]}})
        if one.day == other.day:
            rules.append({"same_day": {"sessions": [one.id, other.id]}})
    for number, session in enumerate(planted):
        if number % 4 == 0:
            session.fields["series"] = f"x{number % (1 + len(planted) // 24):04}"
    crowd = drawn.sample(planted, min(20, len(planted)))
    at_once = max(sum(a.day == b.day and a.start <= b.start < a.end for a in crowd) for b in crowd)
    rules.append({"at_most": {"sessions": [session.id for session in crowd], "count": at_once}})
    pairs = [
        [*(session.id for session in drawn.sample(planted, 2)), drawn.randint(1, 20)] for _ in range(len(planted) // 10)
    ]
    rules.append({"audience": {"pairs": pairs, "weight": 1}})
    return rules


def _demands(session: Planted, halls: dict[str, list[str]], capacity: dict[str, int], drawn: random.Random) -> None:
    fields = session.fields
    fields["duration"] = f"{session.length}min"
    fields["attendance"] = round(capacity[session.room] * drawn.uniform(0.5, 1.0))
    if len(halls[session.room]) > 1:
        fields["rooms"] = [session.room]
    elif drawn.random() < 0.2:
        others = drawn.sample(sorted(hall for hall, cells in halls.items() if len(cells) == 1), min(4, len(halls) // 2))
        fields["rooms"] = sorted({session.room, *others})
    roll = drawn.random()
    if roll < 0.3:
        fields["when"] = [_window(session.day, OPENS, CLOSES)]
    elif roll < 0.4:
        half = (OPENS, 13 * 60) if session.end <= 13 * 60 else (session.start // 60 * 60, CLOSES)
        fields["when"] = [_window(session.day, *half)]
    prefer: dict[str, Any] = {}
    if drawn.random() < 0.5:
        day = session.day if drawn.random() < 0.7 else 0
        prefer["when"] = [_window(day, *drawn.choice([(OPENS, 13 * 60), (13 * 60, CLOSES)]))]
    if drawn.random() < 0.3:
        prefer["rooms"] = [session.room]
    if prefer:
        fields["prefer"] = prefer


if __name__ == "__main__":
    numbers = [float(argument) for argument in sys.argv[1:]]
    sizes = [int(number) for number in numbers[:3]]
    json.dump(generate(sizes[0], sizes[1], sizes[2], numbers[3], int((numbers[4:] or [0])[0])), sys.stdout)
