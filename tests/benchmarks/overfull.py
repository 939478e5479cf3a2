"""Seeded expos that are asked for a little more than they have: does the planner see it, and how fast?

Each case is filled to the last minute, wholly or in one class of rooms, one half-day, the people or a pool, and then
gets 1 to 5 sessions too many there, so that no schedule exists. `python -m benchmarks.overfull --cases 200` solves them
one by one and prints how many were told, with CPU seconds after load; what stays unknown is counted.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

Document = dict[str, Any]
KINDS = ("equal", "unequal", "slots", "classes", "windows", "halls", "mixed", "people", "pools")
HALVES = ("windows", "mixed")
"""The kinds in which only one half-day is full."""
SIZES = (10, 30, 100, 300, 1000)
OPENS, CLOSES = 9 * 60, 18 * 60
NOON = 13 * 60 + 30
DATES = [f"2026-10-{day:02}" for day in range(5, 12)]


def overfull(kind: str, size: int, seed: int) -> Document:
    """A scenario of about `size` sessions of which 1 to 5 are too many."""
    drawn = random.Random(f"{kind} {size} {seed}")
    days = drawn.randint(1, 5 if size > 50 else 2)
    step = drawn.choice((15, 30))
    lengths = [60] if kind in ("equal", "slots") else [30, 45, 60, 90, 120] if step == 15 else [30, 60, 90, 120]
    if kind == "equal":
        lengths = [drawn.choice((30, 60, 90, 120, 180))]
    hours = CLOSES - OPENS
    average = sum(lengths) / len(lengths)
    rooms = max(round(size * average / (hours * days)), 1 if kind in ("equal", "unequal") else 2)
    expo: Document = {
        "id": f"{kind}-{size}-{seed}",
        "title": f"{kind}, {size} sessions, seed {seed}",
        "timezone": "Europe/Berlin",
        "days": DATES[:days],
        "hours": "09:00-18:00",
        "step": f"{step}min",
        "language": "en",
        "place": "Fair",
    }
    if kind == "slots":
        starts = [OPENS + 75 * number for number in range(7)]
        expo["slots"] = [{"at": f"{_clock(start)}-{_clock(start + 60)}"} for start in starts]
    places: list[Document] = [{"id": f"r{number}", "name": f"Room {number}"} for number in range(rooms)]
    large = max(rooms // 3, 1)
    if kind in ("classes", "mixed"):
        for number, place in enumerate(places):
            place["capacity"] = 300 if number < large else 100
    if kind == "halls":
        places = [
            {"id": f"{hall}{part}", "name": f"Hall {hall}{part}", "capacity": 100}
            for hall in range(max(rooms // 2, 1))
            for part in "AB"
        ]
        places += [
            {"id": f"{hall}AB", "name": f"Hall {hall}A+B", "cells": [f"{hall}A", f"{hall}B"]}
            for hall in range(max(rooms // 2, 1))
        ]
    sessions = _full(kind, places, days, lengths, step, large, drawn)
    crowded = [one for one in sessions if one.pop("_full")]
    for _ in range(drawn.randint(1, 5)):
        sessions.append(dict(drawn.choice(crowded)))
    drawn.shuffle(sessions)
    for number, one in enumerate(sessions):
        one.update(id=f"t{number}", title=f"Talk {number}")
    if kind in ("people", "pools"):
        places += [{"id": f"s{number}", "name": f"Spare room {number}"} for number in range(rooms)]
    return {"expo": expo, "rooms": places, "pools": {"interpreter": rooms}, "sessions": sessions}


def _full(
    kind: str, places: list[Document], days: int, lengths: list[int], step: int, large: int, drawn: random.Random
) -> list[Document]:
    """Sessions that fill the scarce rooms and hours to the last minute, and others to about three quarters."""
    sessions: list[Document] = []
    noon = NOON
    crowded_half = (drawn.randrange(days), drawn.randrange(2))
    cells = [place for place in places if "cells" not in place]
    for number in range(len(cells)):
        for day in range(days):
            for half, (start, end) in enumerate(((OPENS, noon), (noon, CLOSES))):
                if kind not in HALVES and half:
                    continue
                if kind not in HALVES:
                    start, end = OPENS, CLOSES
                scarce = True
                if kind == "classes":
                    scarce = number < large
                if kind == "windows":
                    scarce = (day, half) == crowded_half
                if kind == "mixed":
                    scarce = number < large and (day, half) == crowded_half
                if kind == "slots":
                    sessions += [{"duration": "60min", "_full": True} for _ in range(7)]
                    continue
                for length in _filled(end - start, lengths, drawn):
                    if not scarce and drawn.random() < 0.3:
                        continue
                    one: Document = {"duration": f"{length}min", "_full": scarce}
                    if kind in ("classes", "mixed"):
                        one["attendance"] = drawn.randint(150, 300) if number < large else drawn.randint(20, 100)
                    if kind in ("windows", "mixed"):
                        date = DATES[day]
                        one["when"] = (
                            [f"{date} {_clock(start)}-{_clock(end)}"] if scarce or drawn.random() < 0.5 else [date]
                        )
                    if kind == "halls":
                        one["attendance"] = drawn.randint(20, 100)
                    if kind == "people":
                        one["people"] = [f"Speaker {number}"]
                    if kind == "pools":
                        one["uses"] = {"interpreter": 1}
                    sessions.append(one)
    if kind == "halls":
        _join(sessions, drawn)
    return sessions


def _join(sessions: list[Document], drawn: random.Random) -> None:
    """Turns pairs of sessions of one length into one that needs a joined hall."""
    for length in sorted({one["duration"] for one in sessions}):
        alike = [one for one in sessions if one["duration"] == length]
        for first, second in zip(alike[::4], alike[1::4], strict=False):
            first["attendance"] = drawn.randint(120, 200)
            sessions.remove(second)


def _filled(minutes: int, lengths: list[int], drawn: random.Random) -> list[int]:
    """Lengths that add up to the minutes; where there is only one length, as many of it as there is time for."""
    if len(lengths) == 1:
        return lengths * (minutes // lengths[0])
    found: list[int] = []
    while (left := minutes - sum(found)) >= min(lengths):
        found.append(drawn.choice([one for one in lengths if one <= left and not 0 < left - one < min(lengths)]))
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def main() -> None:
    """Solves the cases and prints a line for each kind and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=KINDS, default=None)
    parser.add_argument("--most", type=int, default=1000)
    chosen = parser.parse_args()
    from expo_planner import load, solve
    from expo_planner.solver.limits import Effort

    told: Counter[tuple[str, int, str]] = Counter()
    spent: dict[tuple[str, int], list[float]] = {}
    plans = [(kind, size) for size in SIZES for kind in KINDS if chosen.kind in (None, kind) and size <= chosen.most]
    for number in range(chosen.cases):
        kind, size = plans[number % len(plans)]
        seed = chosen.seed + number // len(plans)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "case.json"
            path.write_text(json.dumps(overfull(kind, size, seed)), encoding="utf-8")
            scenario = load(path)
        began = time.process_time()
        outcome = solve(scenario, Effort(time_limit=chosen.seconds))
        spent.setdefault((kind, size), []).append(time.process_time() - began)
        told[kind, size, outcome.status] += 1
        if outcome.status != "infeasible":
            print(f"  {kind} {size} seed {seed}: {outcome.status}", flush=True)
    for kind, size in plans:
        if (kind, size) in spent:
            counts = {status: told[kind, size, status] for status in ("infeasible", "unknown", "feasible", "optimal")}
            said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
            print(f"{kind:8} {size:5}: {said}; CPU s {min(spent[kind, size]):.2f} to {max(spent[kind, size]):.2f}")


if __name__ == "__main__":
    main()
