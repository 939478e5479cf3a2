"""A full house of any size: sessions that have a place, in a csv file, with as many clashes as are planted.

Ten days of ten hours, an hour for each session; every twentieth room is joined with the next one on every other day.
`python -m benchmarks.placed 100000 300 FOLDER` writes FOLDER/scenario.yaml and FOLDER/sessions.csv; the same arguments
give the same bytes. The clashes are sessions that last into the next one in their room.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

DAYS = [(date(2026, 5, 11) + timedelta(days=day)).isoformat() for day in range(10)]
HOURS = range(9, 19)
CAPACITY = 200


def full_house(sessions: int, clashes: int) -> dict[str, str]:
    """The files of a scenario with so many sessions and clashes, by their names."""
    drawn = random.Random(f"{sessions}!{clashes}")
    rooms: dict[str, list[str]] = {}
    rows: list[dict[str, Any]] = []
    for number in count():
        rooms[f"r{number:04}"] = []
        if number % 20 == 1:
            rooms[_hall(number)] = [f"r{number - 1:04}", f"r{number:04}"]
        rows += _booked(number, drawn)
        if len(rows) >= sessions:
            break
    rows = rows[:sessions]
    lasting = [row for row, later in pairwise(rows) if row["start"][:10] == later["start"][:10]]
    for row in drawn.sample(lasting, clashes):
        row["duration"] = "70min"
    drawn.shuffle(rows)
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return {"scenario.yaml": json.dumps(_scenario(sessions, rooms)), "sessions.csv": text.getvalue()}


def _hall(number: int) -> str:
    return f"r{number - 1:04}-r{number:04}"


def _booked(number: int, drawn: random.Random) -> Iterator[dict[str, Any]]:
    """The sessions of a room; whoever is needed in one is needed at another hour of every other day."""
    for place, day in enumerate(DAYS):
        joined = number % 20 < 2 and place % 2 == 0
        for turn, hour in enumerate(HOURS):
            if joined and number % 20 == 0:
                continue
            yield {
                "id": f"s{number:04}-{place}{turn}",
                "title": f"Session {turn + 1} of day {place + 1} in room {number}",
                "category": f"Theme {drawn.randrange(20)}",
                "duration": "50min",
                "attendance": drawn.randint(20, CAPACITY),
                "people": f"p{number:04}-{(turn + place) % len(HOURS)}",
                "start": f"{day} {hour:02}:00",
                "room": _hall(number) if joined else f"r{number:04}",
            }


def _scenario(sessions: int, rooms: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "expo": {
            "id": f"full-{sessions}",
            "title": f"{sessions} sessions that have a place",
            "timezone": "Europe/Berlin",
            "days": DAYS,
            "hours": "09:00-20:00",
            "language": "en",
        },
        "rooms": [
            {"id": room, "name": room, **({"cells": cells} if cells else {"capacity": CAPACITY})}
            for room, cells in rooms.items()
        ],
        "sessions": "sessions.csv",
    }


if __name__ == "__main__":
    folder = Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in full_house(int(sys.argv[1]), int(sys.argv[2])).items():
        (folder / name).write_bytes(content.encode())
