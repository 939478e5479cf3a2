"""Random expos of every kind of demand: changes of the clock, nights, several days, joined halls, windows that touch.

They are wider than those of `tests/expos.py`, and `small` ones have few enough schedules for brute force.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from differential.facts import Made
from differential.times import minute

One = TypeVar("One")

CALENDARS = [
    ("Asia/Shanghai", "2023-07-05"),
    ("Europe/Berlin", "2023-03-25"),
    ("Europe/Berlin", "2023-10-28"),
    ("America/New_York", "2023-03-11"),
    ("America/New_York", "2023-11-04"),
    ("Australia/Lord_Howe", "2023-04-01"),  # puts its clock back by half an hour
    ("Africa/Cairo", "2023-04-27"),  # skips the hour after midnight
    ("Asia/Kathmandu", "2023-12-31"),  # 5:45 from Greenwich, and a new year
]
"""Zones and first days; on most of the second days the clock changes."""

OPTIONAL = {"room_clash": ("turnover", "wall_move"), "before": ("gap",), "follow": ("within",)}
"""Parameters that rules may leave out."""


def wide_expo(seed: int, *, small: bool = False) -> Made:
    """A scenario as JSON, the same for the same seed."""
    scenario = _Wide(random.Random(f"{seed} {small}"), small).scenario(seed)
    further = _Wide(random.Random(f"preference {seed} {small}"), small)
    scenario = further.with_preference(scenario) if further.chance(0.25) else scenario
    people = _Wide(random.Random(f"people {seed} {small}"), small)
    scenario = people.with_demands(scenario) if people.chance(0.5) else scenario
    several = _Wide(random.Random(f"several {seed} {small}"), small)
    scenario = several.with_several_rooms(scenario) if several.chance(0.3) else scenario
    again = _Wide(random.Random(f"again {seed} {small}"), small)
    return again.with_repeats(scenario) if again.chance(0.3) else scenario


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class _Wide:
    """One expo being made. `opens` and `closes` are about the hours in which things happen."""

    def __init__(self, drawn: random.Random, small: bool) -> None:
        self.drawn, self.small = drawn, small
        zone, first = drawn.choice(CALENDARS)
        self.zone = zone
        count = drawn.choice([1, 2, 2] if small else [1, 2, 2, 3])
        self.days = [str(date.fromisoformat(first) + timedelta(days=number)) for number in range(count)]
        if count == 3 and self.chance(0.4):  # nothing happens on the day between
            del self.days[1]
        self.gap = len(self.days) < count
        self.night = len(self.days) > 1 and self.chance(0.25)
        self.opens = 0 if self.night and self.chance(0.5) else 9 * 60
        self.closes = self.opens + (150 if small else drawn.choice([180, 300, 540]))
        self.names = ["a", "b", "c", "d", "e", "f", "g"][: drawn.choice([2, 2, 3] if small else [3, 4, 5, 7])]
        self.people = ["zoe", "max", "翟瑞光"]

    def chance(self, share: float) -> bool:
        return self.drawn.random() < share

    def one(self, choices: Sequence[One]) -> One:
        return self.drawn.choice(choices)

    def minutes(self, *choices: int) -> str:
        chosen = self.one(choices)
        return f"{chosen // 60}h{chosen % 60}min" if chosen >= 60 and self.chance(0.3) else f"{chosen}min"

    def some(self, choices: Sequence[One], most: int = 2) -> list[One]:
        return self.drawn.sample(list(choices), min(self.one(range(1, most + 1)), len(choices)))

    # times

    def moment(self) -> int:
        """A minute of the day about the expo's hours, where windows begin and end."""
        return min(max(self.opens + 30 * self.one(range(-1, (self.closes - self.opens) // 30 + 2)), 0), 24 * 60)

    def window(self) -> str:
        day = self.one(self.days)
        first, last = sorted([self.moment(), self.moment()])
        if first == last:
            last = first + 30
        if last > 24 * 60:
            first, last = first - 30, 24 * 60
        whole: list[str] = [f"{day} {clock(first)}-{clock(last)}"] * 5
        whole += [day, f"{day} {self.one(['上午', 'morning', 'early', 'late'])}", f"{self.days[0]}..{self.days[-1]}"]
        if len(self.days) > 1 and first < 24 * 60:
            to = self.one([" .. ", " 至 "])
            whole += [f"{self.days[0]} {clock(first)}{to}{self.days[-1]} {clock(last)}"] * 2
        return self.one(whole)

    def windows(self) -> list[str]:
        """One window, two, or two that touch."""
        if self.chance(0.4):
            first, middle, last = sorted([self.moment(), self.moment(), self.moment()])
            if first < middle < last:
                day = self.one(self.days)
                return [f"{day} {clock(middle)}-{clock(last)}", f"{day} {clock(first)}-{clock(middle)}"]
        return [self.window() for _ in range(self.one([1, 1, 2]))]

    def hours(self) -> Any:
        if self.night:
            closes, opens = clock(self.closes), clock(self.opens)
            return self.one(
                ["00:00-24:00", {self.days[0]: "18:00-24:00", "default": [f"{opens}-{closes}", "22:00-24:00"]}]
            )
        usual = f"{clock(self.opens)}-{clock(self.closes)}"
        if self.chance(0.2):
            pause = self.opens + 60
            return [
                f"{clock(self.opens)}-{clock(pause)}",
                f"{clock(pause + self.one([0, 30]))}-{clock(self.closes + 30)}",
            ]
        if self.chance(0.2):
            return {self.days[-1]: f"{clock(self.opens + 30)}-{clock(self.closes)}", "default": usual}
        return usual

    # the parts of a scenario

    def scenario(self, seed: int) -> Made:
        expo: Made = {
            "id": f"wide-{seed}",
            "title": "Wide",
            "timezone": self.zone,
            "days": self.one([self.days, self.days if self.gap else f"{self.days[0]}..{self.days[-1]}"]),
            "hours": self.hours(),
            "parts": {
                "early": f"{clock(self.opens)}-{clock(self.opens + 60)}",
                "late": f"{clock(self.opens + 60)}-24:00",
            },
            "step": self.minutes(30, 60, 60, 90) if self.small else self.minutes(15, 30),
            "place": "Fair",
            "language": "en",
        }
        if self.chance(0.15):
            expo["slots"] = self.slots()
        if self.small and (self.night or "slots" not in expo) and len(self.days) > 1:
            expo["step"] = self.minutes(60, 120)
        rooms = self.rooms()
        travel = {"Fair - Hotel": self.minutes(15, 30, 45), "Pier - Fair": self.minutes(10, 60)}
        sites = {room.get("site", "Fair") for room in rooms if room.get("kind") != "online"} | {"Fair"}
        scenario: Made = {
            "expo": expo,
            "sites": {"travel": {pair: time for pair, time in travel.items() if {*pair.split(" - ")} <= sites}},
            "rooms": rooms,
            "people": [self.person(name) for name in self.people if self.chance(0.6)],
            "pools": {"interpreter": self.one([0, 1, 2, 2]), "camera": 1},
            "sessions": [self.session(name, rooms) for name in self.names],
        }
        scenario["rules"] = self.rules(scenario)
        scenario["goals"] = {
            name: self.one(weights)
            for name, weights in {
                "prefer_when": [0, 3, 10],
                "prefer_rooms": [0, 5],
                "snug_room": [0, 1, 2],
                "turned_away": [0, 1, 1, 2],
                "home_room": [0, 4],
                "busy_people": [0, 2, 3],
                "hire": [0, 1, 2],
                "spare_room": [0, 0, 3],
            }.items()
            if self.chance(0.7)
        }
        scenario["waivers"] = self.waivers()
        if not scenario["waivers"] or self.chance(0.3):
            del scenario["waivers"]
        return scenario

    def slots(self) -> list[Made]:
        slots: list[Made] = []
        for start in range(self.opens, self.closes, 60):
            slots.append({"at": f"{clock(start)}-{clock(min(start + self.one([60, 90, 120]), 24 * 60))}"})
            if self.chance(0.3):
                slots[-1]["types"] = self.some(["x", "y"])
            if self.chance(0.2):
                slots[-1]["day"] = self.one(self.days)
        return slots

    def rooms(self) -> list[Made]:
        rooms: list[Made] = [
            {"id": "A", "name": "Hall A", "capacity": 50, "needs_met": ["video"], "cost_per_hour": 3},
            {"id": "B", "name": "Hall B", "capacity": 80, "needs_met": self.one([["video"], ["video", "piano"], []])},
        ]
        if self.chance(0.2):
            del rooms[1]["capacity"]
        if self.chance(0.5):
            rooms.append({"id": "AB", "name": "Hall A+B", "cells": ["A", "B"]})
            optional: Made = {"capacity": 140, "needs_met": ["video"], "cost_per_hour": 5}
            rooms[-1] |= {field: value for field, value in optional.items() if self.chance(0.2)}
            if not self.small and self.chance(0.6):
                rooms.append({"id": "C", "name": "Hall C", "capacity": 30})
                rooms.append({"id": "BC", "name": "Hall B+C", "cells": ["B", "C"]})
        if self.chance(0.4):
            rooms.append({"id": "H", "name": "Hotel", "site": "Hotel", "kind": self.one(["room", "room", "open"])})
        if self.chance(0.5):
            rooms.append({"id": "O", "name": "Floor", "kind": "open", "capacity": self.one([0, 50, 60, 100, 150])})
        if not self.small and self.chance(0.4):
            rooms.append({"id": "P", "name": "Pier", "site": "Pier", "capacity": 200, "cost_per_hour": 1})
        if self.chance(0.25):
            rooms.append({"id": "web", "name": "Online", "kind": "online"})
        for room in rooms:
            if self.chance(0.25):
                room["turnover"] = self.minutes(0, 15, 30)
            for field in ("open", "closed"):
                if self.chance(0.1 if self.small else 0.25):
                    room[field] = self.windows()
        return rooms

    def person(self, name: str) -> Made:
        person: Made = {"id": name}
        if self.chance(0.4):
            person["away"] = self.windows()
        if self.chance(0.3):
            person["available"] = self.windows()
        return person

    def programme(self, minutes: int) -> list[Made]:
        """Items that fit into so many minutes."""
        items: list[Made] = []
        while minutes >= 10 and len(items) < 3:
            took = min(minutes, self.one([10, 15, 20, 30]))
            items.append({"for": f"{took}min", "title": "Words"})
            if self.chance(0.6):
                items[-1]["people"] = self.some(self.people)
            minutes -= took
        return items

    def session(self, name: str, rooms: list[Made]) -> Made:
        minutes = self.one([30, 30, 60, 60, 90] if self.small else [20, 30, 45, 60, 90, 150])
        session: Made = {"id": name, "title": f"Session {name}", "duration": f"{minutes}min"}
        ids = [room["id"] for room in rooms]
        optional: dict[str, tuple[float, Callable[[], Any]]] = {
            "attendance": (0.8, lambda: self.one([0, 20, 40, 60, 100])),
            "tags": (0.8, lambda: self.some(["x", "y"])),
            "when": (0.2, self.windows),
            "rooms": (0.25, lambda: self.some(ids, 3)),
            "needs": (0.2, lambda: self.some(["video", "piano"])),
            "people": (0.4, lambda: self.some(self.people)),
            "uses": (0.3, lambda: {pool: self.one([0, 1, 1]) for pool in self.some(["interpreter", "camera"])}),
            "setup": (0.25, lambda: self.minutes(15, 30)),
            "teardown": (0.25, lambda: self.minutes(10, 30)),
            "series": (0.4, lambda: self.one(["law", "art"])),
            "type": (0.3, lambda: self.one(["x", "y"])),
            "priority": (0.5, lambda: self.one(["must", 0, 1, 8, 30])),
            "prefer": (0.4, lambda: {"when": self.windows(), "rooms": self.some(ids)}),
            "programme": (0.3, lambda: self.programme(minutes)),
        }
        if self.small:  # else most would have no schedule
            optional["priority"] = (0.7, lambda: self.one(["must", 0, 1, 8, 30]))
            optional |= {field: (0.12, optional[field][1]) for field in ("when", "rooms", "needs")}
        session |= {field: value() for field, (share, value) in optional.items() if self.chance(share)}
        if "O" in ids and self.chance(0.5):
            session["rooms"] = [*session.get("rooms", []), "O"] if "O" not in session.get("rooms", []) else ["O"]
        if name != "a" and self.chance(0.2):
            session["host"] = self.one(self.names[: self.names.index(name)])
        if len(self.days) > 1 and self.chance(0.1):
            session["duration"] = self.one(["2d", "2d", "25h"])
        if len(self.days) > 1 and self.chance(0.2):
            session["continuous"] = self.one([True, True, False])
        start = f"{self.one(self.days)} {clock(self.one([self.opens, self.opens + 20, self.opens + 60]))}"
        if self.chance(0.07 if self.small else 0.15):
            session["start"] = start
            if session["duration"] == "2d":
                session["start"] = start = f"{self.days[0]}{start[10:]}"
            if len(self.days) > 1 and self.chance(0.4):
                first, last = self.days[0] + start[10:], f"{self.days[1]} {clock(self.closes)}"
                session["start"] = f"{first}{self.one([' .. ', ' 至 '])}{last}"
                del session["duration"]
            elif "programme" in session and session["duration"] != "2d" and self.chance(0.6):
                begins = minute(start[11:])
                session["programme"] = [
                    {
                        "at": f"{clock(begins + 5)}-{clock(begins + 15)}",
                        "title": "Words",
                        "people": self.some(self.people),
                    },
                    {"for": "5min", "title": "More", "people": self.some(self.people)},
                ]
            session["pinned"] = self.chance(0.4)
        if self.chance(0.7 if "start" in session else 0.03):
            session["room"] = self.one(ids)
            session["pinned"] = self.chance(0.3)
        return session

    def rules(self, scenario: Made) -> list[Made]:
        several = self.drawn.sample(self.names, min(len(self.names), self.one([2, 2, 3])))
        group: Any = self.one([several, several, *self.groups(scenario)])
        rooms = [room["id"] for room in scenario["rooms"]]
        limits: Made = {"count": self.one([1, 2])} if self.chance(0.7) else {}
        if not limits or self.chance(0.5):
            limits["people"] = self.one([60, 120])
        choices: list[Made] = [
            {"room_clash": {"turnover": self.minutes(0, 15), "wall_move": self.minutes(0, 30)}},
            {"room_fit": {}},
            {"person_clash": {}},
            {"person_away": {}},
            {"room_open": {}},
            {"host": {}},
            {"pool": {}},
            {"occupancy": {}},
            {"placed": {}},
            {"before": {"sessions": several, "gap": self.minutes(0, 30)}},
            {"follow": {"sessions": several, "within": self.minutes(0, 30)}},
            {"together": {"sessions": several}},
            {"same_room": {"sessions": group}},
            {"same_day": {"sessions": group}},
            {"apart": {"sessions": group}},
            {"alone": {"session": several[0]} | ({"except": several[1:]} if self.chance(0.4) else {})},
            {"at_most": {"sessions": group} | limits},
            {
                "crowd": {
                    "rooms": self.some(rooms, 3),
                    "within": self.minutes(15, 30, 45),
                    "people": self.one([60, 100]),
                }
            },
            {"audience": {"pairs": [[*self.drawn.sample(self.names, 2), self.one([0, 3, 20])] for _ in range(2)]}},
        ]
        if not self.small:
            choices += [{"time_window": {}}, {"pinned": {}}]
        chosen = self.drawn.sample(choices, self.one([1, 2, 3, 4] if self.small else [1, 2, 3, 4, 6]))
        for rule in chosen:
            for name, parameters in rule.items():
                for optional in OPTIONAL.get(name, ()):
                    if self.chance(0.3):
                        parameters.pop(optional, None)
                if self.chance(0.6):
                    parameters["weight"] = self.one([1, 2, 6])
        return chosen

    def with_preference(self, scenario: Made) -> Made:
        """The scenario with times or rooms that cost something for some of its sessions."""
        days, sessions = scenario["expo"]["days"], [session["id"] for session in scenario["sessions"]]
        self.days = days.split("..") if isinstance(days, str) else days
        where: Made = {"rooms": self.some([room["id"] for room in scenario["rooms"]])}
        entry = self.one([{"when": self.windows()}, where, where | {"when": self.windows()}])
        entry |= {"sessions": self.some(sessions), "cost": self.one([1, 4])}
        if self.chance(0.3):
            entry["weight"] = self.one([0, 3])
        waivers = scenario.get("waivers", [])
        if self.chance(0.2):
            waivers = [*waivers, {"rule": "preference", "sessions": entry["sessions"], "by": "me", "why": "tested"}]
        return scenario | {"rules": [*scenario["rules"], {"preference": entry}], "waivers": waivers}

    def with_demands(self, scenario: Made) -> Made:
        """The scenario with some of the demands on people, breaks, and what sessions avoid."""
        days, sessions = scenario["expo"]["days"], scenario["sessions"]
        self.days = days.split("..") if isinstance(days, str) else days
        if self.chance(0.4) and all(room["id"] != "web" for room in scenario["rooms"]):
            scenario["rooms"].append({"id": "web", "name": "Online", "kind": "online"})
        ids, rooms = [session["id"] for session in sessions], [room["id"] for room in scenario["rooms"]]
        halls = [*rooms, *self.some(rooms)]
        for room in scenario["rooms"]:
            if room.get("kind") in ("open", "online") and self.chance(0.5):
                room["at_once"] = self.one([1, 1, 2])
        for session in sessions:
            if self.chance(0.3):
                asked = {"when": self.windows(), "rooms": self.some(rooms), "tags": self.some(["video", "piano"])}
                session["avoid"] = {field: asked[field] for field in self.some([*asked], 3)}
                session["avoid"] |= {"weight": self.one([0, 1, 3])} if self.chance(0.4) else {}
            if self.chance(0.3):
                session["people"] = self.some(self.people)
            if self.chance(0.4) and "web" in rooms:
                session["rooms"] = list(dict.fromkeys([*session.get("rooms", []), "web"]))
        for person in scenario["people"]:
            if self.chance(0.3):
                person["pause"] = self.minutes(0, 15, 30)
            if self.chance(0.6):
                person["timezone"] = self.one(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])
            if self.chance(0.4):
                person["waking"] = self.one(["08:00-21:00", "10:00-12:00", "00:00-24:00", "06:30-24:00"])
        some = {"people": self.some(self.people)} if self.chance(0.4) else {}
        clash = next((rule["person_clash"] for rule in scenario["rules"] if "person_clash" in rule), None)
        pauses = {"pause": self.minutes(0, 15, 30), "walk": self.minutes(0, 10, 20)}
        pauses = {name: pauses[name] for name in self.some([*pauses])}
        if clash is not None:
            clash |= pauses
        choices: list[Made] = [
            *([] if clash is not None else [{"person_clash": pauses}] * 2),
            {"workload": some | {"count": self.one([1, 2])}},
            {"workload": some | {"hours": self.minutes(45, 90, 150), "count": 3}},
            {"night_rest": some | {"rest": self.one(["8h", "20h", "23h"])}},
            {"waking_hours": {}},
            {"at_once": {}},
            {
                "breaks": {"sessions": self.some(ids, 3), "at": clock((self.opens + 60) % (24 * 60)), "for": "30min"}
                | ({"shift": self.minutes(0, 10, 30)} if self.chance(0.7) else {})
                | ({"days": [self.one(self.days)]} if self.chance(0.3) else {})
            },
            {
                "preference_table": {
                    "costs": {
                        name: {head: self.one([0, 2, 5]) for head in {self.one(halls), self.window()}}
                        for name in self.some(ids)
                    }
                }
            },
        ]
        rules: list[Made] = []
        for rule in self.drawn.sample(choices, self.one([1, 2, 3])):
            if not any(name in one for one in rules for name in rule if name in ("person_clash", "breaks")):
                rules.append(rule)
            for parameters in rule.values():
                if self.chance(0.6):
                    parameters["weight"] = self.one([1, 2, 6])
        goals = {"length_of_stay": self.one([0, 2]), "even_workload": self.one([0, 1, 3]), "avoid": self.one([0, 5])}
        waivers = list(scenario.get("waivers", []))
        named = [
            "workload",
            "night_rest",
            "waking_hours",
            "breaks",
            "avoid",
            "at_once",
            "even_workload",
            "length_of_stay",
        ]
        for rule_name in self.drawn.sample(named, self.one([0, 1, 2])):
            waivers.append({"rule": rule_name, "sessions": self.some(ids), "by": "me", "why": "tested"})
            if self.chance(0.4):
                waivers[-1]["until"] = self.days[0]
        return scenario | {
            "rules": [*scenario["rules"], *rules],
            "goals": scenario["goals"] | {name: goals[name] for name in self.some([*goals], 3)},
            "waivers": waivers,
        }

    def with_several_rooms(self, scenario: Made) -> Made:
        """The scenario with sessions that take several rooms at once."""
        halls = [room["id"] for room in scenario["rooms"] if room.get("kind", "room") == "room"]
        for session in scenario["sessions"]:
            if self.chance(0.5):
                session["rooms_needed"] = 2
                if self.chance(0.5):
                    session["rooms"] = self.some(halls, 3)
            if "room" in session and self.chance(0.6) and {"A", "B"} <= {*halls}:
                session["room"] = self.one([["A", "B"], "A+B", "B+A"])
        return scenario

    def with_repeats(self, scenario: Made) -> Made:
        """The scenario with sessions that take place several times."""
        added: list[Made] = []
        for session in scenario["sessions"]:
            at = any("at" in item for item in session.get("programme", []))
            if at or "duration" not in session or "start" in session or not self.chance(0.4):
                continue
            if self.small and any("times" in one for one in scenario["sessions"]):  # few can all be tried
                break
            session["times"] = self.one([2, 2, 2, 3])
            if self.chance(0.7):
                session["spread"] = self.one(["days", "half_days", *(f"{minutes}min" for minutes in (45, 90, 150))])
            if self.chance(0.4):
                own: Made = {"id": f"{session['id']}-2", "repeats": session["id"]}
                own |= {"duration": "30min"} if self.chance(0.3) and "programme" not in session else {}
                own |= {"priority": self.one([0, 2])} if self.chance(0.3) else {}
                own |= {"title": "Once more"} if self.chance(0.3) else {}
                added.append(own)
        if self.chance(0.4):
            rule: Made = {"weight": self.one([1, 5])} if self.chance(0.6) else {}
            scenario["rules"].append({"repeats": rule})
        return scenario | {"sessions": [*scenario["sessions"], *added]}

    @staticmethod
    def groups(scenario: Made) -> list[Made]:
        """Selections that there are, by tag and by series."""
        tags = sorted({tag for session in scenario["sessions"] for tag in session.get("tags", [])})
        series = sorted({session["series"] for session in scenario["sessions"] if "series" in session})
        return [*({"tag": tag} for tag in tags), *({"series": one} for one in series)]

    def waivers(self) -> list[Made]:
        waivers: list[Made] = []
        rules = ["room_clash", "room_fit", "at_most", "apart", "crowd", "pool", "person_clash", "before", "follow"]
        rules += ["room_open", "placed", "alone", "host", "person_away", "same_room", "same_day", "together"]
        rules += ["home_room", "busy_people", "prefer_when", "prefer_rooms", "snug_room", "hire", "audience"]
        rules += ["occupancy", "occupancy", "turned_away"]
        if not self.small:
            rules += ["time_window", "pinned"]
        for rule in self.drawn.sample(rules, self.one([1, 2, 4])):
            waivers.append({"rule": rule, "sessions": self.some(self.names), "by": "me", "why": "tested"})
            if self.chance(0.4):
                waivers[-1]["until"] = self.days[0]
        return waivers
