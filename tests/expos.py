"""Small random expos with every rule and goal, weights, waivers, joined halls: small enough for brute force."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

DAYS = ["2023-07-05", "2023-07-06"]


def random_expo(seed: int) -> str:
    """A scenario file, JSON, with some hundreds of schedules at most. The same for the same seed."""
    scenario = with_floor(_Expo(random.Random(seed)).scenario(seed), random.Random(f"floor {seed}"))
    scenario = with_preference(scenario, random.Random(f"preference {seed}"))
    return json.dumps(scenario, ensure_ascii=False, indent=1)


def with_floor(scenario: dict[str, Any], drawn: random.Random) -> dict[str, Any]:
    """The scenario, one of four with an open floor that is too small for some of its sessions at once."""
    if drawn.random() < 0.25:
        scenario["rooms"].append({"id": "O", "name": "Floor", "kind": "open", "capacity": drawn.choice([60, 100])})
        for session in scenario["sessions"]:
            if drawn.random() < 0.7:
                session["rooms"] = [*session.get("rooms", []), "O"]
        if drawn.random() < 0.4:
            scenario["rules"].append({"occupancy": {"weight": drawn.choice([1, 6])}})
    return scenario


def with_preference(scenario: dict[str, Any], drawn: random.Random) -> dict[str, Any]:
    """The scenario, one of four with times or rooms that cost something for some of its sessions."""
    if drawn.random() < 0.25:
        names = [session["id"] for session in scenario["sessions"]]
        for _ in range(drawn.choice([1, 2])):
            entry: dict[str, Any] = {
                "sessions": drawn.sample(names, drawn.choice([1, 2])),
                "cost": drawn.choice([1, 4]),
            }
            means = drawn.choice([("when",), ("rooms",), ("when", "rooms")])
            if "when" in means:
                entry["when"] = [drawn.choice([DAYS[0], f"{DAYS[0]} 09:30-10:00", f"{DAYS[0]} 10:10-12:00"])]
            if "rooms" in means:
                entry["rooms"] = [drawn.choice(scenario["rooms"])["id"]]
            if drawn.random() < 0.3:
                entry["weight"] = drawn.choice([0, 3])
            scenario["rules"].append({"preference": entry})
    return scenario


class _Expo:
    def __init__(self, random: random.Random) -> None:
        self.random = random
        self.names = ["a", "b", "c"][: random.choice([2, 2, 3])]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def minutes(self, *choices: int) -> str:
        return f"{self.random.choice(choices)}min"

    def window(self) -> str:
        day = self.random.choice(DAYS)
        start = self.random.choice([8, 9, 10])
        return self.random.choice([day, f"{day} {start:02}:00-{start + 2:02}:30", f"{day} {start:02}:30-12:00"])

    def scenario(self, seed: int) -> dict[str, Any]:
        days = DAYS if self.chance(0.4) else DAYS[:1]
        self.long = 0.25 if len(days) == 2 else 0.0
        expo: dict[str, Any] = {
            "id": f"random-{seed}",
            "title": "Random",
            "timezone": self.random.choice(["Asia/Shanghai", "Europe/Berlin"]),
            "days": days,
            "hours": "09:00-11:00" if len(days) == 1 else "09:00-10:30",
            "step": self.random.choice(["30min", "30min", "60min"]),
            "place": "Fair",
            "language": "en",
        }
        if self.chance(0.15):
            expo["slots"] = [{"at": "09:00-10:00"}, {"at": "09:30-10:30", "types": ["x"]}, {"at": "10:00-11:00"}]
        if self.chance(0.15):  # with starts at night, where time_window is no must
            expo["step"], self.names = "120min", self.names[:2]
            rules, waivers = [*self.rules(), {"time_window": {"weight": 4}}], []
        else:
            rules, waivers = self.rules(), self.waivers()
        rooms = self.rooms()
        travel = {"Fair - Hotel": self.minutes(15, 30, 45)} if rooms[-1]["id"] == "H" else {}
        return {
            "expo": expo,
            "sites": {"travel": travel},
            "rooms": rooms,
            "people": [{"id": "zoe", "away": [self.window()] if self.chance(0.3) else []}],
            "pools": {"interpreter": self.random.choice([1, 2])},
            "sessions": [self.session(name) for name in self.names],
            "rules": rules,
            "goals": {
                "prefer_when": 10,
                "hire": self.random.choice([0, 1]),
                "spare_room": self.random.choice([0, 3]),
                "home_room": self.random.choice([0, 4]),
            },
            "waivers": waivers,
        }

    def rooms(self) -> list[dict[str, Any]]:
        rooms: list[dict[str, Any]] = [
            {"id": "A", "name": "Hall A", "capacity": 50, "needs_met": ["video"], "cost_per_hour": 3},
            {"id": "B", "name": "Hall B", "capacity": 80},
        ]
        if self.chance(0.5):
            rooms.append({"id": "AB", "name": "Hall A+B", "cells": ["A", "B"]})
        elif self.chance(0.5):
            rooms.append({"id": "H", "name": "Hotel", "site": "Hotel", "kind": self.random.choice(["room", "open"])})
        for room in rooms:
            if self.chance(0.2):
                room["turnover"] = self.minutes(0, 15, 30)
            if self.chance(0.2):
                room[self.random.choice(["open", "closed"])] = [self.window()]
        return rooms

    def session(self, name: str) -> dict[str, Any]:
        session: dict[str, Any] = {
            "id": name,
            "title": f"Session {name}",
            "duration": self.minutes(30, 30, 60, 90),
            "attendance": self.random.choice([20, 40, 60, 100]),
            "tags": ["x"],
        }
        optional: dict[str, Callable[[], Any]] = {
            "when": lambda: [self.window(), self.window()],
            "rooms": lambda: self.random.choice([["A"], ["A", "B"]]),
            "needs": lambda: ["video"],
            "people": lambda: ["zoe"],
            "uses": lambda: {"interpreter": 1},
            "setup": lambda: self.minutes(15, 30),
            "teardown": lambda: self.minutes(10, 30),
            "series": lambda: "law",
            "type": lambda: "x",
            "priority": lambda: self.random.choice([1, 8, 30]),
            "prefer": lambda: {"when": [self.window()], "rooms": ["B"]},
            "programme": lambda: [
                {"for": "10min", "title": "Words"},
                {"for": "20min", "title": "More", "people": ["zoe"]},
            ],
        }
        shares = {"priority": 0.65, "people": 0.3, "prefer": 0.4, "series": 0.5}
        for field, value in optional.items():
            if self.chance(shares.get(field, 0.2)):
                session[field] = value()
        if name == "b" and self.chance(0.15):
            session["host"] = "a"
        if self.chance(self.long):
            session["duration"] = self.random.choice(["2d", "2d", "24h30min"])
            if session["duration"] == "2d" and self.chance(0.3):
                session["continuous"] = True
            session.pop("programme", None)
        if self.chance(0.1):
            session["start"] = f"{DAYS[0]} {self.random.choice(['09:00', '09:20', '10:00'])}"
            if self.chance(0.7):
                session["room"] = "A"
            session["pinned"] = self.chance(0.4)
        return session

    def rules(self) -> list[dict[str, Any]]:
        pair = self.random.sample(self.names, 2)
        choices: list[dict[str, dict[str, Any]]] = [
            {"room_clash": {"turnover": self.minutes(0, 15), "wall_move": self.minutes(0, 30)}},
            {"room_fit": {}},
            {"person_clash": {}},
            {"room_open": {}},
            {"before": {"sessions": pair, "gap": self.minutes(0, 30)}},
            {"follow": {"sessions": pair, "within": self.minutes(0, 30)}},
            {"together": {"sessions": pair}},
            {"same_room": {"sessions": pair}},
            {"same_day": {"sessions": pair}},
            {"apart": {"sessions": {"tag": "x"}}},
            {"alone": {"session": pair[0]}},
            {"at_most": {"sessions": {"tag": "x"}, "count": self.random.choice([1, 2]), "people": 120}},
            {"crowd": {"rooms": ["A", "B"], "within": self.minutes(15, 45), "people": 100}},
            {"audience": {"pairs": [[*pair, 3]]}},
        ]
        chosen = self.random.sample(choices, self.random.choice([1, 2, 3, 4]))
        for rule in chosen:
            for parameters in rule.values():
                if self.chance(0.65):
                    parameters["weight"] = self.random.choice([1, 6])
        return chosen

    def waivers(self) -> list[dict[str, Any]]:
        waivers: list[dict[str, Any]] = []
        rules = ["room_clash", "room_fit", "at_most", "apart", "crowd", "pool", "person_clash", "before"]
        rules += ["home_room", "spare_room", "room_open", "placed", "alone", "host", "busy_people", "person_away"]
        for rule in self.random.sample(rules, 2):
            if self.chance(0.4):
                sessions = self.random.sample(self.names, self.random.choice([1, 1, 2]))
                waivers.append({"rule": rule, "sessions": sessions, "by": "me", "why": "tested"})
                if self.chance(0.4):
                    waivers[-1]["until"] = DAYS[0]
        return waivers
