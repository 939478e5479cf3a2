"""The checker and the solver beside the reference: what they say differently of one expo."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from differential.brute import Brute
from differential.facts import Facts, Made, Places
from differential.reference import Judged, Reference
from expo_planner.checker import check
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.load import loads
from expo_planner.planner.result import Outcome
from expo_planner.planner.solve import solve
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Clash
from expo_planner.solver.limits import Effort

IN_ORDER = {"host", "before", "follow", "together", "same_room", "same_day"}
"""Rules whose clashes name their sessions in a fixed order."""

TIMED = {"apart", "alone", "audience", "at_most", "pool", "occupancy"}
"""Rules of whose clashes the meaning says when they are."""

IN_ROOMS = {"room_open", "room_fit", "occupancy"}
"""Rules whose clashes are of one room."""

Said = tuple[Any, ...]


def read(made: Made) -> Scenario:
    return loads(json.dumps(made), name="made.json")


def as_schedule(expo: Expo, places: Places) -> Schedule:
    """The reference's places as a schedule of the planner."""
    return Schedule(
        {
            name: expo.place_session(
                expo.sessions[name], room, expo.clock.tick(datetime.fromtimestamp(start * 60, UTC))
            )
            for name, (room, start) in places.items()
        }
    )


def _minute(expo: Expo, tick: int) -> int:
    """A tick as the reference's instant."""
    return int(expo.clock.local(tick).timestamp()) // 60


def random_places(facts: Facts, drawn: random.Random) -> Places:
    """Any schedule: sessions where they may be, and where they may not; many of them touch or overlap."""
    hours = facts.all_hours
    places: dict[str, tuple[str, int]] = {}
    for name, session in facts.sessions.items():
        if drawn.random() < 0.1:
            continue
        room = drawn.choice([*facts.rooms, *session.get("rooms", [])])
        window = drawn.choice(hours)
        step = drawn.choice([5, 15, 30, 60])
        start = drawn.randrange(window.start - 60, window.end + 30, step)
        if places and drawn.random() < 0.4:
            room, start = drawn.choice([*places.values()])
            start += drawn.choice([0, 0, 30, 60, -30])
        if session.get("host") in places and drawn.random() < 0.6:
            room = places[session["host"]][0]
        if drawn.random() < 0.05 and facts.zone.day(start) in facts.dates:  # in the night that the clock changes
            start = facts.zone.at(facts.zone.day(start), 0) + drawn.randrange(0, 240, 10)
        if "start" in session and drawn.random() < 0.4:
            start = facts.written(session)
            room = facts.together(session.get("room", room))
        places[name] = (room, start)
    return {name: place for name, place in places.items() if facts.has_end(name, place[1])}


def of_checker(expo: Expo, clash: Clash) -> Said:
    """A clash of the checker, as far as the meaning of its rule determines it."""
    window = None
    if clash.rule in TIMED and clash.window is not None:
        window = tuple(_minute(expo, tick) for tick in clash.window)
    severity = "cost" if clash.goal else "error" if clash.weight is None else "warning"
    return said(clash.rule, severity, clash.waiver is not None, clash.sessions, clash.people, clash.rooms, window)


def of_reference(judged: Judged) -> Said:
    """The same of a clash of the reference."""
    found = judged.found
    window = tuple(found.when) if judged.rule in TIMED and found.when is not None else None
    severity = "cost" if judged.goal else "error" if judged.weight is None else "warning"
    return said(judged.rule, severity, judged.waived, found.sessions, found.people, found.rooms, window)


def said(
    rule: str,
    severity: str,
    waived: bool,
    sessions: tuple[str, ...],
    people: tuple[str, ...],
    rooms: tuple[str, ...],
    window: tuple[int, ...] | None,
) -> Said:
    sessions = sessions if rule in IN_ORDER else tuple(sorted(sessions))
    return (rule, severity, waived, sessions, people, rooms if rule in IN_ROOMS else (), window)


def costs_by_rule(clashes: list[tuple[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for rule, cost in clashes:
        total[rule] += cost
    return {rule: cost for rule, cost in total.items() if cost}


def differences(reference: Reference, scenario: Scenario, places: Places) -> list[str]:
    """What the checker says of a schedule otherwise than the reference."""
    judged = reference.judge(places)
    report = check(scenario, as_schedule(scenario.expo, places))
    ours = Counter(of_checker(scenario.expo, clash) for clash in report.clashes)
    theirs = Counter(of_reference(one) for one in judged if not one.goal)
    found = [f"only the checker: {one}" for one in (ours - theirs).elements()]
    found += [f"only the reference: {one}" for one in (theirs - ours).elements()]
    cost = costs_by_rule([(clash.rule, clash.cost) for clash in report.costs])
    other = costs_by_rule([(one.rule, one.cost) for one in judged])
    found += [
        f"{rule} costs {cost.get(rule, 0)} by the checker, {other.get(rule, 0)} by the reference"
        for rule in sorted({*cost, *other})
        if cost.get(rule, 0) != other.get(rule, 0)
    ]
    return found


def as_places(expo: Expo, schedule: Schedule) -> Places:
    """A schedule of the planner as the reference's places."""
    return {name: (place.room, _minute(expo, place.start)) for name, place in schedule.items()}


def wrong_optimum(brute: Brute, scenario: Scenario) -> list[str]:
    """What the solver finds otherwise than brute force, or claims of its schedule otherwise than the reference."""
    outcome = solved(scenario)
    best = brute.cheapest()
    if (outcome.status, outcome.cost) != (("infeasible", 0) if best is None else ("optimal", best)):
        return [f"the solver: {outcome.status}, {outcome.cost}; brute force: {best}"]
    return differences(brute.reference, scenario, as_places(scenario.expo, outcome.schedule)) if outcome.found else []


def solved(scenario: Scenario) -> Outcome:
    return solve(scenario, Effort(time_limit=60, workers=1))
