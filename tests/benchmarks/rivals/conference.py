"""The package conference-scheduler: events in given slots, by a program that PuLP writes and CBC solves.

It is helped where its model allows: slots are cut so that there is one for as good as every session, set-up is part of
an event's duration, and the prices of single sessions are its objective, which may be any function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from importlib import import_module
from itertools import combinations
from typing import Any

from benchmarks.rivals.cutting import Cut, cut
from benchmarks.rivals.found import Found, Stopwatch, lacking
from benchmarks.rivals.placements import Places, placements
from expo_planner.checker import check
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.apart import Apart

GIVEN = frozenset(
    {"room_clash", "room_open", "room_fit", "time_window", "person_clash", "person_away", "placed", "host"}
    | {"apart", "alone", "prefer_when", "prefer_rooms", "snug_room", "hire"}
)
"""The rules that its model is given, some of them decided when slots are cut."""
LEFT_OUT = (
    "free starts and joined halls (slots are cut before it begins)",
    "sessions that may be left out",
    "travel between sites",
    "overlap of slots of which neither lies inside the other (it does not see them as concurrent)",
    "before, follow, together, same_day, same_room, at_most, crowd, pool, and wishes that relate sessions",
    "home_room, busy_people, spare_room",
)
MOST = 70_000
"""Pairs of events and slots beyond which it would not end writing its program down."""
Table = Mapping[str, Mapping[str, Places]]


def absent() -> str:
    """Why it cannot be had, if so."""
    return lacking("conference_scheduler", "pulp")


def solve(scenario: Scenario, seconds: float, workers: int = 1) -> Found:
    """Its schedule after at most so many seconds; it tells nothing on the way."""
    watch = Stopwatch()
    pulp, scheduler = import_module("pulp"), import_module("conference_scheduler.scheduler")
    table = placements(scenario)
    sessions = [session for session in scenario.expo.sessions.values() if session.host is None]
    cuts = cut(scenario, table)
    if len(sessions) * len(cuts) > MOST:
        return Found(note=f"{len(sessions) * len(cuts):,} pairs of events and slots are too many to write down")
    alone = {one.alone for one in cuts}
    prices = {
        (row, column): price
        for row, session in enumerate(sessions)
        for column, slot in enumerate(cuts)
        if session.id not in alone or session.id == slot.alone
        if (price := _price(session, slot, table)) is not None
    }
    events, slots = _translate(scenario, sessions, cuts, prices.keys())

    def cost(X: Any, **_: Any) -> Any:
        return pulp.lpSum(price * X[pair] for pair, price in prices.items())

    solver = pulp.PULP_CBC_CMD(msg=False, threads=workers, timeLimit=max(seconds - watch.seconds, 1))
    try:
        pairs = scheduler.solution(events, slots, objective_function=cost, solver=solver)
    except ValueError as refusal:
        return Found((watch.known(None, None),), note=str(refusal))
    schedule = _schedule(scenario.expo, [(sessions[row], cuts[column]) for row, column in pairs])
    return Found((watch.known(check(scenario, schedule).cost, None),), schedule)


def _translate(
    scenario: Scenario, sessions: list[Session], cuts: list[Cut], fitting: Set[tuple[int, int]]
) -> tuple[list[Any], list[Any]]:
    """Events and slots as the package knows them; events are unavailable for slots and for other events."""
    resources = import_module("conference_scheduler.resources")
    expo = scenario.expo
    slots = [
        resources.Slot(
            venue=one.room,
            starts_at=expo.clock.local(one.window.start).replace(tzinfo=None),
            duration=one.window.end - one.window.start,
            capacity=expo.rooms[one.room].capacity or 10**6,
            session=str(expo.clock.date(one.window.start)),
        )
        for one in cuts
    ]
    events = {
        session.id: resources.Event(
            name=session.id,
            duration=(session.length or 0) + session.setup + session.teardown,
            demand=session.attendance or 0,
            unavailability=[slot for column, slot in enumerate(slots) if (row, column) not in fitting],
        )
        for row, session in enumerate(sessions)
    }
    for one, other in sorted(_apart(scenario)):
        events[one].add_unavailability(events[other])
        events[other].add_unavailability(events[one])
    return list(events.values()), slots


def _apart(scenario: Scenario) -> set[tuple[str, str]]:
    """Every two sessions that may not be at the same time: for a person, or as the scenario says."""
    groups: list[tuple[str, ...]] = list(scenario.expo.everyone.values())
    groups += [rule.sessions for rule in scenario.rules if isinstance(rule, Apart) and rule.weight is None]
    return {(min(pair), max(pair)) for group in groups for pair in combinations(group, 2)}


def _price(session: Session, slot: Cut, table: Table) -> int | None:
    """What the session costs at the start of the slot; None where it may not be or does not fit."""
    places = table[session.id].get(slot.room)
    start = slot.window.start + session.setup
    if places is None or start not in places.starts:
        return None
    fits = start + (session.length or 0) + session.teardown <= slot.window.end
    return int(places.prices[places.starts.index(start)]) if fits else None


def _schedule(expo: Expo, pairs: list[tuple[Session, Cut]]) -> Schedule:
    """Every session at the start of its slot, and hosted ones at that of their hosts."""
    placed = {
        session.id: expo.place_session(session, slot.room, slot.window.start + session.setup) for session, slot in pairs
    }
    return Schedule({**placed, **dict(_hosted(expo, placed))})


def _hosted(expo: Expo, placed: Mapping[str, Placement]) -> Iterator[tuple[str, Placement]]:
    for session in expo.sessions.values():
        if session.host is not None and session.host in placed:
            host = placed[session.host]
            yield session.id, expo.place_session(session, host.room, host.start)
