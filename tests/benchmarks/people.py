"""People of a made expo: who is needed in which sessions, and when they are away."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.planting import Planted, days_of
from benchmarks.quarters import Span, half_days, iso
from benchmarks.venue import TRAVEL

FURTHER = {0: 0.35, 1: 0.35, 2: 0.295, 3: 0.002, 4: 0.002, 5: 0.001}
"""In how many sessions beyond their first people are needed, and how many of the people."""
SAME_DAY = 0.7
AWAY, AVAILABLE = 0.25, 0.05
TRIES = 20


@dataclass(frozen=True)
class People:
    """The entries of those who have something to say, and of every session the ids of its people."""

    entries: list[dict[str, Any]]
    of_session: Mapping[str, list[str]]


def invite(planted: list[Planted], days: int, drawn: random.Random) -> People:
    """Half as many people as sessions; the planted schedule keeps them from being in two places, travel counted."""
    daily = days_of(planted)
    choices = [one for day in daily for one in day]
    entries: list[dict[str, Any]] = []
    of_session: dict[str, list[str]] = {}
    for number in range(len(planted) // 2):
        name = f"p{number:05}"
        needed = _sessions(daily, choices, drawn)
        for one in needed:
            of_session.setdefault(one.id, []).append(name)
        entry = _absence(needed, days, drawn)
        if entry:
            entries.append({"id": name, **entry})
    return People(entries, of_session)


def _sessions(daily: list[list[Planted]], choices: list[Planted], drawn: random.Random) -> list[Planted]:
    [further] = drawn.choices(list(FURTHER), list(FURTHER.values()))
    chosen = [drawn.choice(choices)]
    for _ in range(further):
        near = drawn.random() < SAME_DAY
        for _ in range(TRIES):
            one = drawn.choice(daily[chosen[0].span.day] if near else choices)
            if not any(_clash(one, other) for other in chosen):
                chosen.append(one)
                break
    return chosen


def _clash(one: Planted, other: Planted) -> bool:
    """Whether nobody can be in both."""
    return one.span.meets(other.span, gap=0 if one.room.site == other.room.site else TRAVEL)


def _absence(needed: list[Planted], days: int, drawn: random.Random) -> dict[str, Any]:
    """For some, half-days when they are away, or the days to which they come at all."""
    roll = drawn.random()
    if roll < AVAILABLE:
        return {"available": [iso(day) for day in sorted({one.span.day for one in needed})]}
    free: list[Span] = [half for half in half_days(range(days)) if not any(half.meets(one.span) for one in needed)]
    if roll < AVAILABLE + AWAY and free:
        return {"away": [str(half) for half in sorted(drawn.sample(free, min(len(free), drawn.randint(1, 2))))]}
    return {}
