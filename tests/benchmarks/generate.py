"""Seeded expos of any size that have a schedule, because they are made from one.

The schedule is planted first: rooms are filled with sessions until the asked share of their time is taken. Then every
demand (windows, rooms, people, relations) is drawn so that the planted schedule keeps it; wishes are drawn so that it
keeps most of them. `python -m benchmarks.generate 1000 50 5 0.9 > big.json` writes a scenario; the same arguments
give the same bytes.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Collection
from typing import Any

from benchmarks import people, relations, tracks, venue, wishes
from benchmarks.planting import Planted, at_once, plant
from benchmarks.quarters import CLOSES, OPENS, clock, iso, minutes

Document = dict[str, Any]
LONGEST_MEAN = 9
"""Quarters that sessions last at most on average; where there is more room time, rooms are not to be had all days."""
MOSTLY = 0.975
"""The share of all half-days that are to be had, where there is room time enough."""
GOALS = {
    "prefer_when": 10,
    "prefer_rooms": 5,
    "snug_room": 1,
    "home_room": 4,
    "busy_people": 2,
    "hire": 1,
    "spare_room": 1,
}


PARTS = ("people", "relations")
"""What can be left out of a made expo, to see what makes it hard."""


def generate(sessions: int, rooms: int, days: int, use: float, seed: int = 0) -> Document:
    """A scenario of so many sessions; `use` is the share of usable room time that the planted schedule takes.

    Raises ValueError where sessions of half an hour would be too long.
    """
    name = _name(sessions, rooms, days, use, seed)
    places, plan = _plan(sessions, rooms, days, use, seed)
    drawn = random.Random(f"demands of {name}")
    laid = tracks.lay(plan, drawn)
    invited = people.invite(plan, days, drawn)
    asked = {one.id: wishes.ask(one, places, days, laid.homes.get(one.id), drawn) for one in plan}
    for one in plan:
        if one.id in invited.of_session:
            asked[one.id]["people"] = invited.of_session[one.id]
        if one.id in laid.series:
            asked[one.id]["series"] = laid.series[one.id]
    own = [one for one in plan if one.host is None]
    attendance = {one.id: asked[one.id]["attendance"] for one in own}
    interpreting = at_once([(one.span, 1) for one in own if "uses" in asked[one.id]])
    return {
        "expo": {
            "id": name,
            "title": f"{sessions} sessions, {rooms} rooms, {days} days at {use:.0%}",
            "timezone": "Europe/Berlin",
            "days": [iso(day) for day in range(days)],
            "hours": f"{clock(OPENS)}-{clock(CLOSES)}",
            "step": minutes(1),
            "place": venue.FAIR,
            "language": "en",
        },
        "sites": {"travel": {f"{venue.FAIR} - {venue.HOTEL}": minutes(venue.TRAVEL)}} if rooms > 1 else {},
        "rooms": [room.document for room in places.values()],
        "people": invited.entries,
        "pools": {"interpreter": interpreting + interpreting // 10},
        "sessions": [{"id": one.id, "title": one.id, **asked[one.id]} for one in plan],
        "rules": relations.relate(relations.Plan(own, attendance, places, drawn)),
        "goals": GOALS,
    }


def leave_out(document: Document, parts: Collection[str]) -> Document:
    """The same scenario without its people, or without its relations."""
    found = {**document}
    if "people" in parts:
        found["people"] = []
        found["sessions"] = [
            {key: value for key, value in session.items() if key != "people"} for session in document["sessions"]
        ]
    if "relations" in parts:
        found["rules"] = []
    return found


def planted(sessions: int, rooms: int, days: int, use: float, seed: int = 0) -> Document:
    """The schedule that the scenario of these arguments is made from, as a schedule.json."""
    return {
        "schema": "expo-planner/schedule/1",
        "expo": _name(sessions, rooms, days, use, seed),
        "sessions": [
            {"id": one.id, "room": one.room.id, "start": f"{iso(one.span.day)} {clock(one.span.start)}"}
            for one in _plan(sessions, rooms, days, use, seed)[1]
        ],
    }


def _name(sessions: int, rooms: int, days: int, use: float, seed: int) -> str:
    return f"bench-{sessions}-{rooms}-{days}-{round(use * 100)}-{seed}"


def _plan(sessions: int, rooms: int, days: int, use: float, seed: int) -> tuple[dict[str, venue.Room], list[Planted]]:
    """The rooms and the planted sessions."""
    drawn = random.Random(_name(sessions, rooms, days, use, seed))
    all_ = rooms * days * (CLOSES - OPENS)
    places = venue.build(rooms, days, min(MOSTLY * all_, sessions * LONGEST_MEAN / use), drawn)
    return places, plant(sessions, places, use, drawn)


if __name__ == "__main__":
    count, rooms, days = map(int, sys.argv[1:4])
    seed = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    json.dump(generate(count, rooms, days, float(sys.argv[4]), seed), sys.stdout)
