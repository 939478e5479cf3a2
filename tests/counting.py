"""Small random expos around the limit of their rooms, people and pools, and what brute force says of them."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import combinations
from typing import Any

from expo_planner.checker import check, judge
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import AllPairs, Pairwise, Requirement, Unary
from expo_planner.rules.requirements.room_cell import OneAtATime
from expo_planner.solver.domains.initial import InitialDomains

DAYS = ["2026-10-07", "2026-10-08"]


def expo_around_the_limit(seed: int, least: float = 0.3, most: float = 1.0) -> str:
    """A scenario file, JSON, whose sessions ask for about as many hours as its rooms have: `least` to `most` of them.

    The same for the same seed.
    """
    return json.dumps(_Expo(random.Random(f"counting {seed}")).scenario(seed, least, most), ensure_ascii=False)


class _Expo:
    def __init__(self, drawn: random.Random) -> None:
        self.random = drawn

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def minutes(self, *choices: int) -> str:
        return f"{self.random.choice(choices)}min"

    def scenario(self, seed: int, least: float, most: float) -> dict[str, Any]:
        self.days = DAYS if self.chance(0.25) else DAYS[:1]
        self.step = self.random.choice([30, 30, 60])
        self.hours = self.random.choice([2, 2, 3] if len(self.days) == 1 else [1, 2])
        self.simple = self.chance(0.3)
        """Many rules at once leave little to count: every third expo has few."""
        self.video = self.chance(0.4)
        self.shared = self.random.choice([0.0, 0.1, 0.1, 0.4])
        expo: dict[str, Any] = {
            "id": f"counting-{seed}",
            "title": "Counting",
            "timezone": "Europe/Berlin",
            "days": self.days,
            "hours": f"09:00-{9 + self.hours:02}:00",
            "step": f"{self.step}min",
            "place": "Fair",
            "language": "en",
        }
        if self.chance(0.15):
            later = [
                {"at": "10:15-11:15", **({"types": ["x"]} if self.chance(0.5) else {})},
                {"at": "10:00-11:00"},
            ]
            expo["slots"] = [{"at": "09:00-10:00"}, *(later[: self.random.choice([1, 2])] if self.hours > 1 else [])]
        rooms = self.rooms()
        asked = self.hours * 60 * len(self.days) * sum("cells" not in room for room in rooms)
        asked = round(asked * self.random.uniform(least, most))
        sessions: list[dict[str, Any]] = []
        alike = self.session() if self.chance(0.4) else None
        while len(sessions) < 2 or (asked > 0 and len(sessions) < 7):
            one = dict(alike) if alike is not None and self.chance(0.8) else self.session()
            asked -= 60 if one["duration"] == "2d" else int(one["duration"].removesuffix("min"))
            name = "abcdefg"[len(sessions)]
            sessions.append({"id": name, "title": f"Session {name}", **one})
        for one in sessions:
            self.place(one, rooms, sessions)
        return {
            "expo": expo,
            "sites": {"travel": {"Fair - Hotel": "30min"} if any("site" in room for room in rooms) else {}},
            "rooms": rooms,
            "people": [
                {"id": "zoe", **self.some({"away": self.window, "available": self.window}, 0.2)},
                {"id": "max"},
            ],
            "pools": {"interpreter": self.random.choice([1, 1, 2])},
            "sessions": sessions,
            "rules": self.rules([one["id"] for one in sessions]),
            "waivers": self.waivers([one["id"] for one in sessions]),
        }

    def window(self) -> list[str]:
        day, start = self.random.choice(self.days), self.random.choice([9, 9, 10] if self.hours > 1 else [9])
        hour, long = f"{day} {start:02}:00-{start + 1:02}:00", f"{day} {start:02}:00-{start + 2:02}:00"
        return [self.random.choice([day, hour, long, f"{day} 09:30-11:30"])]

    def some(self, fields: dict[str, Any], share: float) -> dict[str, Any]:
        return {field: value() for field, value in fields.items() if self.chance(share)}

    def rooms(self) -> list[dict[str, Any]]:
        rooms: list[dict[str, Any]] = [
            {"id": name, "name": f"Hall {name}", **self.some({"capacity": lambda: self.random.choice([50, 80])}, 0.4)}
            for name in "ABC"[: self.random.choice([1, 2, 2, 3])]
        ]
        if self.video:
            rooms[0]["needs_met"] = ["video"]
        if len(rooms) > 1 and self.chance(0.4):
            rooms.append({"id": "AB", "name": "Hall A+B", "cells": ["A", "B"]})
        if self.chance(0.1):
            kind = self.random.choice(["room", "open", "online"])
            rooms.append({"id": "H", "name": "Hotel", "kind": kind, **({} if kind == "online" else {"site": "Hotel"})})
        for room in rooms:
            if self.chance(0.15):
                room["turnover"] = self.minutes(0, 15, 30)
            if self.chance(0.1):
                room[self.random.choice(["open", "closed"])] = self.window()
        return rooms

    def session(self) -> dict[str, Any]:
        session: dict[str, Any] = {"duration": self.minutes(*([30, 30, 60, 90] if self.step == 30 else [60, 60, 45]))}
        if len(self.days) == 2 and self.chance(0.1):
            session["duration"] = "2d"
        return (
            session
            | self.some(
                {
                    "attendance": lambda: self.random.choice([20, 30, 40, 50, 60, 80]),
                    "when": self.window,
                    "rooms": lambda: ["A"],
                    "setup": lambda: self.minutes(15, 30),
                    "teardown": lambda: self.minutes(10, 30),
                    "type": lambda: "x",
                },
                0.05 if self.simple else 0.12,
            )
            | self.some(
                {
                    "needs": lambda: ["video"] if self.video else [],
                    "people": lambda: self.random.choice([["zoe"], ["zoe"], ["max"], ["zoe", "max"]]),
                    "uses": lambda: {"interpreter": 1},
                },
                self.shared,
            )
        )

    def place(self, session: dict[str, Any], rooms: list[dict[str, Any]], sessions: list[dict[str, Any]]) -> None:
        """What concerns one session and not those that are like it: priority, host, a place in the file."""
        if self.chance(0.1):
            session["priority"] = self.random.choice([1, 8, 30])
        if session["id"] == "b" and self.chance(0.1):
            session["host"] = "a"
        if self.chance(0.05):
            starts = ["09:00", "09:20", "10:00"] if self.hours > 1 else ["09:00"]
            session["start"] = f"{DAYS[0]} {self.random.choice(starts)}"
            if self.chance(0.7):
                session["room"] = self.random.choice(rooms)["id"]
            session["pinned"] = self.chance(0.4)

    def rules(self, names: list[str]) -> list[dict[str, Any]]:
        pair = self.random.sample(names, 2)
        some = self.random.sample(names, max(2, len(names) - 1))
        choices: list[dict[str, dict[str, Any]]] = [
            {"room_clash": {"turnover": self.minutes(0, 15), "wall_move": self.minutes(0, 30)}},
            {"before": {"sessions": pair, "gap": self.minutes(0, 30)}},
            {"follow": {"sessions": pair, "within": self.minutes(0, 30)}},
            {"together": {"sessions": pair}},
            {"same_room": {"sessions": pair}},
            {"same_day": {"sessions": pair}},
            {"apart": {"sessions": some}},
            {"alone": {"session": pair[0], **({"except": pair[1:]} if self.chance(0.3) else {})}},
            {"at_most": {"sessions": some, "count": self.random.choice([1, 2, 2])}},
            {"at_most": {"sessions": some, "people": 120}},
        ]
        chosen = self.random.sample(choices, self.random.choice([0, 1] if self.simple else [0, 1, 2, 3]))
        for rule in chosen:
            for parameters in rule.values():
                if self.chance(0.2):
                    parameters["weight"] = self.random.choice([1, 6])
        return chosen

    def waivers(self, names: list[str]) -> list[dict[str, Any]]:
        rules = ["room_clash", "room_clash", "placed", "apart", "room_open", "person_clash"]
        return [
            {
                "rule": self.random.choice(rules),
                "sessions": self.random.sample(names, self.random.choice([1, 1, 2])),
                "by": "me",
                "why": "tested",
                **({"until": DAYS[0]} if self.chance(0.3) else {}),
            }
            for _ in range(self.random.choice([0, 0, 0, 1, 2]) if not self.simple else 0)
        ]


class BruteForce:
    """Every schedule of a small expo, judged by the checker: pair by pair while it grows, as a whole in the end."""

    def __init__(self, scenario: Scenario, *, afresh: bool = False) -> None:
        self.scenario, self.expo = scenario, scenario.expo
        self.afresh = afresh
        self._pairs: dict[tuple[str, int, str], int] = {}
        self._placeable: dict[frozenset[str], bool] = {}

    @cached_property
    def musts(self) -> tuple[Requirement, ...]:
        """The demands that every schedule has to meet, but those that sessions are placed."""
        return tuple(one for one in self.scenario.requirements if one.weight is None and not one.gives_place)

    @cached_property
    def placements(self) -> dict[str, list[Placement]]:
        """For each session, where it may be if there were no others."""
        found: dict[str, list[Placement]] = {}
        for name, own in InitialDomains(self.expo, self.afresh).holding(()).items():
            session = self.expo.sessions[name]
            places = [self.expo.place_session(session, room, start) for room, starts in own.items() for start in starts]
            alone = [one for one in self.musts if isinstance(one, Unary) and one.session.id == name]
            found[name] = [place for place in places if self._holds(alone, {name: place})]
        return found

    @cached_property
    def required(self) -> frozenset[str]:
        """The sessions that every schedule has to place: musts, and those that the file fixes."""
        optional = {clash.sessions[0] for clash in self._left_out() if not clash.error}
        return frozenset(self.expo.sessions) - optional | self.standing

    @cached_property
    def standing(self) -> frozenset[str]:
        """The sessions that the file fixes."""
        initial = InitialDomains(self.expo, self.afresh)
        return frozenset(name for name, session in self.expo.sessions.items() if initial.fixed(session))

    def _left_out(self) -> Iterator[Any]:
        for one in self.scenario.requirements:
            if one.gives_place and one.rule == "placed":
                for clash in one.broken_by(Schedule()):
                    yield clash.judged(self.expo, self.expo.waivers)

    def _holds(self, demands: Collection[Requirement], places: dict[str, Placement]) -> bool:
        return not judge(self.expo, demands, Schedule(places)).errors

    def schedule(self, names: Collection[str], drawn: random.Random | None = None) -> Schedule | None:
        """A schedule that places these sessions, and the hosts of some, and breaks no other must; None if none does.

        With `drawn`, any such schedule.
        """
        wanted = set(names)
        while more := {self.expo.sessions[name].host for name in wanted} - wanted - {None}:
            wanted |= {host for host in more if host is not None}
        left = {name: (1 << len(self.placements[name])) - 1 for name in sorted(wanted)}
        return self._extended({}, left, drawn)

    def _extended(
        self, chosen: dict[str, Placement], left: dict[str, int], drawn: random.Random | None
    ) -> Schedule | None:
        if not left:
            errors = check(self.scenario, Schedule(chosen)).errors
            return None if any(one.sessions[0] in chosen for one in errors) else Schedule(chosen)
        name = min(left, key=lambda one: left[one].bit_count())
        numbers = [number for number in range(len(self.placements[name])) if left[name] >> number & 1]
        if drawn is not None:
            drawn.shuffle(numbers)
        others = {other: places for other, places in left.items() if other != name}
        for number in numbers:
            grown = {**chosen, name: self.placements[name][number]}
            fewer = {other: places & self._beside(name, number, other) for other, places in others.items()}
            if all(fewer.values()) and (not self._together or self._holds(self._together, grown)):
                found = self._extended(grown, fewer, drawn)
                if found is not None:
                    return found
        return None

    @cached_property
    def _together(self) -> tuple[Requirement, ...]:
        """Demands on more than two sessions: what a part of a schedule breaks, the whole breaks too."""
        waived = {waiver.rule for waiver in self.expo.waivers}
        return tuple(
            one
            for one in self.musts
            if not isinstance(one, Unary | Pairwise | AllPairs) and one.rule not in waived and len(one.sessions) > 2
        )

    def _beside(self, name: str, number: int, other: str) -> int:
        """The placements of another session, as bits, that one placement of this session allows."""
        key = (name, number, other)
        if key not in self._pairs:
            both = {name, other}
            demands = [
                one
                for one in self.musts
                if not isinstance(one, Unary)
                and (isinstance(one, OneAtATime) or both <= set(one.sessions))
                and (len(one.sessions) == 2 or one not in self._together)
            ]
            own = self.placements[name][number]
            self._pairs[key] = sum(
                1 << place
                for place, beside in enumerate(self.placements[other])
                if self._holds(demands, {name: own, other: beside})
            )
        return self._pairs[key]

    def placeable(self, names: Collection[str]) -> bool:
        """Whether some schedule places these sessions and breaks no other must; with more, none does if none did."""
        wanted = frozenset(names)
        if wanted not in self._placeable:
            known = any(not can and part <= wanted for part, can in self._placeable.items())
            self._placeable[wanted] = not known and self.schedule(wanted) is not None
        return self._placeable[wanted]

    def most(self, names: Collection[str]) -> int:
        """How many of these sessions can be placed at most in a schedule that breaks no must."""
        return max(
            (
                count
                for count in range(1, len(names) + 1)
                if any([self.placeable(chosen) for chosen in combinations(sorted(names), count)])
            ),
            default=0,
        )
