"""Changes of an expo of which it is known beforehand what they do to its cost.

Each takes a scenario and gives another: the same in other words, harder, easier, or twice as dear.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from differential.facts import Facts, Made
from differential.reference import ALWAYS, GOALS, WISHES

Change = Callable[[Made, random.Random], Made]

WEEKS = timedelta(weeks=5)
"""How far an expo is moved to where no change of the clock is near, to either side of it."""


def everywhere(part: Any, text: Callable[[str], str]) -> Any:
    """The same with every text changed, but for the names of fields."""
    if isinstance(part, dict):
        return {text(key) if key[:1].isdigit() else key: everywhere(value, text) for key, value in part.items()}
    if isinstance(part, list):
        return [everywhere(one, text) for one in part]
    return text(part) if isinstance(part, str) else part


def ids(made: Made) -> dict[str, str]:
    """Other ids for sessions, rooms and people, that sort the other way round."""
    known = {one["id"] for kind in ("sessions", "rooms", "people") for one in made[kind]}
    named = {person for session in made["sessions"] for person in session.get("people", [])}
    items = [item for session in made["sessions"] for item in session.get("programme", [])]
    named |= {person for item in items for person in item.get("people", [])}
    new = {name: f"new-{1000 - number}" for number, name in enumerate(sorted(known | named))}
    again = [session for session in Facts(made).sessions.values() if "repeats" in session]
    return new | {one["id"]: new[one["repeats"]] + one["id"].removeprefix(one["repeats"]) for one in again}


def renamed(made: Made, drawn: random.Random) -> Made:
    new = ids(made)
    changed: Made = everywhere(made, lambda text: new.get(text, text))
    return changed


def moved(made: Made, by: timedelta) -> Made:
    """The same on other days."""

    def text(old: str) -> str:
        return re.sub(r"\d{4}-\d\d-\d\d", lambda day: str(date.fromisoformat(day[0]) + by), old)

    changed: Made = everywhere(made, text)
    return changed


def shuffled(made: Made, drawn: random.Random) -> Made:
    """Sessions, rooms, people, rules and waivers in another order; rules keep theirs, which means something."""
    changed, facts = copy.deepcopy(made), Facts(made)
    for rule in changed["rules"]:
        for parameters in rule.values():
            if "sessions" in parameters:
                parameters["sessions"] = facts.chosen(parameters["sessions"])
    for kind in ("sessions", "rooms", "people", "rules", "waivers"):
        drawn.shuffle(changed.get(kind, []))
    return changed


def doubled(made: Made, drawn: random.Random) -> Made:
    """All weights and priorities twice as high."""
    changed = copy.deepcopy(made)
    changed["goals"] = {name: 2 * made["goals"].get(name, default) for name, (_, default) in GOALS.items()}
    for rule in changed["rules"]:
        for name, parameters in rule.items():
            if "weight" in parameters or name in WISHES:
                parameters["weight"] = 2 * parameters.get("weight", 1)
    for session in changed["sessions"]:
        if session.get("priority", "must") != "must":
            session["priority"] *= 2
    return changed


def with_rule(made: Made, drawn: random.Random) -> Made:
    """One relation more."""
    names = [session["id"] for session in made["sessions"]]
    drawn.shuffle(names)
    rules: list[Made] = [
        {"apart": {"sessions": names}},
        {"same_room": {"sessions": names[:2]}},
        {"same_day": {"sessions": names}},
        {"together": {"sessions": names[:2]}},
        {"alone": {"session": names[0]}},
        {"at_most": {"sessions": names, "people": 50}},
        {"crowd": {"rooms": [made["rooms"][0]["id"]], "within": "1h", "people": 30}},
    ]
    chosen = drawn.choice(rules)
    if drawn.random() < 0.5:
        next(iter(chosen.values()))["weight"] = 3
    return made | {"rules": [*made["rules"], chosen]}


def longer_turnover(made: Made, drawn: random.Random) -> Made:
    changed = copy.deepcopy(made)
    for room in changed["rooms"]:
        room["turnover"] = "40min"
    return changed


def closed_room(made: Made, drawn: random.Random) -> Made:
    changed = copy.deepcopy(made)
    room = drawn.choice(changed["rooms"])
    day = min(re.findall(r"\d{4}-\d\d-\d\d", str(made["expo"]["days"])))
    room["closed"] = [*room.get("closed", []), f"{day} 09:00-10:00"]
    return changed


def without_rule(made: Made, drawn: random.Random) -> Made:
    """One relation less."""
    relations = [rule for rule in made["rules"] if not rule.keys() & ALWAYS.keys()]
    dropped = drawn.choice(relations) if relations else None
    return made | {"rules": [rule for rule in made["rules"] if rule is not dropped]}


def at_any_time(made: Made, drawn: random.Random) -> Made:
    """Sessions at any time, with whatever equipment, in rooms that never close."""
    changed = copy.deepcopy(made)
    for session in changed["sessions"]:
        session.pop("when", None)
        session.pop("needs", None)
    for room in changed["rooms"]:
        room.pop("closed", None)
    return changed


def one_room_more(made: Made, drawn: random.Random) -> Made:
    return made | {"rooms": [*made["rooms"], {"id": "new", "capacity": 1000, "needs_met": ["video", "piano"]}]}


def with_waiver(made: Made, drawn: random.Random) -> Made:
    """One clash more that is accepted."""
    rules = ["room_clash", "room_fit", "room_open", "person_clash", "placed", "host", "pool", "apart", "before"]
    rules += ["occupancy", "turned_away"]
    sessions = [drawn.choice(made["sessions"])["id"]]
    waiver = {"rule": drawn.choice(rules), "sessions": sessions, "by": "me", "why": "tested"}
    return made | {"waivers": [*made.get("waivers", []), waiver]}


SAME: dict[str, Change] = {"renamed": renamed, "shuffled": shuffled}
HARDER: dict[str, Change] = {
    "one rule more": with_rule,
    "longer turnover": longer_turnover,
    "a closed room": closed_room,
}
EASIER: dict[str, Change] = {
    "one rule less": without_rule,
    "any time": at_any_time,
    "one room more": one_room_more,
    "one waiver more": with_waiver,
}
