"""Conflicts, judged by themselves: an expo of what is told alone has no schedule, and with one demand less it has one.

The expo is made out of the file's own text: whatever a conflict does not tell is as generous there as can be. It is
solved as one model; nothing here knows how the explainer finds a conflict, or what it assumes.
"""

from __future__ import annotations

import copy
import json
import math
import random
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from differential.compare import read
from differential.expos import wide_expo
from differential.facts import Facts, Made
from expo_planner.explainer import Conflict, Demand, explain
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Requirement
from expo_planner.solver.exact import solve_whole
from expo_planner.solver.limits import Effort
from expo_planner.solver.problem import SearchProblem

EFFORT = Effort(time_limit=60)
PREMISES = {
    "grid of": "step",
    "it takes": "travel",
    "between two sessions": "turnover",
    "share a hall": "wall_move",
    "the expo is open": "hours",
    "with a slot": "slots",
    "the expo is on": "days",
}
"""What each sentence about the expo itself is about."""
SPARE = 6
"""The days that an expo has more, before and after its own, where its days are not told."""


def tight_expo(seed: int) -> Made:
    """A small expo in which every session has to have a place and hours are short, so that many have no schedule."""
    made, drawn = wide_expo(seed, small=True), random.Random(f"tight {seed}")
    for session in made["sessions"]:
        session.pop("priority", None)
        session["type"] = session.get("type", "x")
    if drawn.random() < 0.35:
        slots = [f"{hour:02}:00-{hour + 1:02}:00" for hour in (9, 11)][: drawn.choice([1, 2])]
        made["expo"] |= {"hours": "09:00-12:00", "slots": [{"at": at} for at in slots]}
    extra = drawn.choice([0, 1, 2, 3])
    for number in range(extra):
        made["sessions"].append({"id": f"more{number}", "title": f"More {number}", "duration": "1h", "type": "x"})
        if drawn.random() < 0.4:
            made["sessions"][-1]["people"] = ["zoe"]
    if drawn.random() < 0.5:
        del made["rooms"][2:]
        for session in made["sessions"]:
            session["rooms"] = [room for room in session.get("rooms", []) if room in ("A", "B")]
            if not session["rooms"]:
                del session["rooms"]
            session.pop("room", None)
            session.pop("prefer", None)
        made["rules"] = [rule for rule in made["rules"] if "crowd" not in rule]
        known = {room.get("site", "Fair") for room in made["rooms"]} | {"Fair"}
        travel = made["sites"]["travel"]
        made["sites"]["travel"] = {pair: time for pair, time in travel.items() if {*pair.split(" - ")} <= known}
    if drawn.random() < 0.4:
        made["expo"]["days"] = (
            [made["expo"]["days"][0]] if isinstance(made["expo"]["days"], list) else made["expo"]["days"]
        )
    return made


@dataclass(frozen=True)
class ToldAlone:
    """What a conflict tells: demands of the file, and of the expo itself what restricts everybody."""

    demands: tuple[Requirement, ...]
    premises: tuple[Demand, ...]

    @property
    def fewer(self) -> Iterator[tuple[str, ToldAlone]]:
        """With one member less."""
        for one in self.demands:
            rest = tuple(other for other in self.demands if other is not one)
            yield one.demand.say("en"), replace(self, demands=rest)
        for premise in self.premises:
            rest_of_expo = tuple(other for other in self.premises if other is not premise)
            yield premise.message.say("en"), replace(self, premises=rest_of_expo)

    def holds(self, made: Made) -> bool | None:
        """Whether an expo of this alone has a schedule; None if it could not be decided.

        Hours that are not told may be as they are, too: a session of two days lasts until closing time, so that longer
        hours make it longer.
        """
        found = [self._schedule(self._freed(read(given))) for given in self._generous(made)]
        return True if True in found else None if None in found else False

    def _schedule(self, scenario: Scenario) -> bool | None:
        known = {_key(one): one for one in scenario.requirements}
        kept = [known[_key(one)] for one in self.demands if one.rule != "keep"]
        alone = Scenario(expo=scenario.expo, rules=(), extra=tuple(kept))
        found = solve_whole(SearchProblem.of(alone), EFFORT).status
        return None if found == "unknown" else found != "infeasible"

    def _freed(self, scenario: Scenario) -> Scenario:
        """Without the starts, rooms and numbers of rooms that the file gives, but for what is told."""
        several = {name for one in self.demands if type(one).__name__ == "EnoughRooms" for name in one.sessions}
        keeping = {name for one in self.demands if one.rule in ("keep", "pinned") for name in one.sessions}
        sessions = {
            name: session if name in keeping else replace(session, start=None, room=None, pinned=False)
            for name, session in scenario.expo.sessions.items()
        }
        sessions = {
            name: session if name in several else replace(session, rooms_needed=1) for name, session in sessions.items()
        }
        return replace(scenario, expo=replace(scenario.expo, sessions=sessions))

    def _generous(self, made: Made) -> Iterator[Made]:
        """The expo with everything that is not told as generous as can be."""
        whole_days = any(re.fullmatch(r"[0-9]+d", session.get("duration", "")) for session in made["sessions"])
        for whole in (True, False) if whole_days else (True,):
            yield self._given(made, all_hours=whole)

    def _given(self, made: Made, *, all_hours: bool) -> Made:
        given: Made = copy.deepcopy(made)
        facts, expo = Facts(made), given["expo"]
        told = {kind: [one for one in self.premises if kind == _kind(one)] for kind in PREMISES.values()}
        finest = f"{_finest(made)}min"
        if not told["hours"] and all_hours:
            expo["hours"] = "00:00-24:00"
        if not told["slots"]:
            expo.pop("slots", None)
        if not told["step"]:
            expo["step"] = finest
        if not told["days"]:
            _lengthen(given, facts)
        sentences = " ".join(one.message.say("en") for one in told["travel"])
        travel = given["sites"]["travel"]
        kept = {pair: time for pair, time in travel.items() if all(site in sentences for site in pair.split(" - "))}
        given["sites"]["travel"] = kept
        _set_turnovers(given, told)
        rooms_told = {name for one in self.demands if type(one).__name__ == "AllowedRoom" for name in one.sessions}
        halls = [room["id"] for room in given["rooms"] if room.get("kind", "room") == "room"]
        for session in given["sessions"]:
            if session["id"] not in rooms_told and session.get("rooms"):
                session["rooms"] = [*dict.fromkeys([*session["rooms"], *halls])]
        return given


def _kind(premise: Demand) -> str:
    said = premise.message.say("en")
    return next(kind for words, kind in PREMISES.items() if words in said)


def _key(one: Requirement) -> tuple[Any, ...]:
    """What a demand is about, the same in an expo that is more generous."""
    parts = [getattr(getattr(one, name, None), "id", None) for name in ("session", "first", "second", "cell", "person")]
    return (type(one).__name__, one.rule, one.sessions, *parts, getattr(one, "limit", None), one.rooms)


def _finest(made: Made) -> int:
    """What divides every time and length of the text."""
    text = json.dumps(made)
    minutes = [int(hours) * 60 + int(rest) for hours, rest in re.findall(r"(\d\d):(\d\d)", text)]
    minutes += [int(one) for one in re.findall(r"(\d+)min", text)]
    minutes += [60 * int(one) for one in re.findall(r"(\d+)h", text)]
    return math.gcd(*minutes)


def _lengthen(given: Made, facts: Facts) -> None:
    """More days before and after, with the hours and slots of all."""
    expo, own = given["expo"], facts.dates
    new = [own[0] - timedelta(days=number) for number in range(SPARE, 0, -1)]
    new += [own[-1] + timedelta(days=number) for number in range(1, SPARE + 1)]
    hours = expo.get("hours", "00:00-24:00")
    if isinstance(hours, dict) and "default" not in hours:
        texts = [
            text for own_hours in hours.values() for text in ([own_hours] if isinstance(own_hours, str) else own_hours)
        ]
        expo["hours"] = hours | {"default": _joined(texts)}
    expo["days"] = [str(day) for day in sorted({*own, *new})]
    of_a_day = [slot for slot in expo.get("slots", []) if "day" in slot]
    expo.get("slots", []).extend({**slot, "day": str(day)} for day in new for slot in of_a_day)


def _joined(texts: Collection[str]) -> list[str]:
    """Hours of one day that overlap or touch as one."""
    spans = sorted(tuple(text.split("-")) for text in texts)
    found: list[tuple[str, str]] = []
    for first, last in spans:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return [f"{first}-{last}" for first, last in found]


def _set_turnovers(given: Made, told: dict[str, list[Demand]]) -> None:
    said = [one.message.say("en") for one in told["turnover"]]
    for room in given["rooms"]:
        own = f"{room.get('name', room['id'])} needs"
        if "turnover" in room and not any(one.startswith(own) for one in said):
            room["turnover"] = "0min"
    for rule in given["rules"]:
        if "room_clash" in rule:
            if not any(one.startswith("a room needs") for one in said):
                rule["room_clash"].pop("turnover", None)
            if not told["wall_move"]:
                rule["room_clash"].pop("wall_move", None)


def wrong_conflicts(made: Made) -> tuple[list[str], int]:
    """What is told as a conflict and is none, or told as minimal and is not; and how many conflicts there were."""
    scenario = read(made)
    found = explain(SearchProblem.of(scenario), seconds=60)
    wrong = [said for conflict in found.conflicts for said in wrong_conflict(made, conflict)]
    return wrong, len(found.conflicts)


def wrong_conflict(made: Made, conflict: Conflict) -> Iterator[str]:
    told = ToldAlone(conflict.requirements, conflict.premises)
    said = "; ".join(one.message.say("en") for one in conflict.members)
    if told.holds(made) is not False:
        yield f"can hold: {said}"
        return
    if not conflict.minimal:
        yield f"not minimal: {said}"
        return
    for left_out, fewer in told.fewer:
        if fewer.holds(made) is not True:
            yield f"cannot hold without “{left_out}”: {said}"
