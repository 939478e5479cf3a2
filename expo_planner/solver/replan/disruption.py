"""Disruptions of a published schedule: rooms close, speakers cancel, sessions are dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from expo_planner.domain.clock import Window, union
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import Scenario


@dataclass(frozen=True, kw_only=True)
class Disruption:
    """What has changed, and what must not change.

    Rooms are `closed` and people are `away` in half-open windows. `dropped` sessions and those that they host do not
    take place. Sessions that overlap a `frozen` window stay as they are. At `most` this many sessions change, not
    counting dropped ones.
    """

    closed: tuple[tuple[str, Window], ...] = ()
    away: tuple[tuple[str, Window], ...] = ()
    dropped: frozenset[str] = frozenset()
    frozen: tuple[Window, ...] = ()
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Disrupted:
    """A scenario after a disruption, and the schedule `before` it.

    `absent` sessions are no longer placed. `frozen` sessions are pinned to their old placements.
    """

    scenario: Scenario
    before: Schedule
    absent: frozenset[str]
    frozen: frozenset[str]
    most: int | None


def disrupt(scenario: Scenario, before: Schedule, disruption: Disruption) -> Disrupted:
    """Applies a disruption to the rooms, people and sessions of a scenario."""
    expo = scenario.expo
    absent = with_hosted(expo, disruption.dropped)
    frozen = frozenset(
        name
        for name, place in before.items()
        if any(window.meets(place.window) for window in disruption.frozen)
        and name not in absent
        and not expo.sessions[name].pinned
    )
    closed, away = _by_name(disruption.closed), _by_name(disruption.away)
    rooms = {
        name: replace(room, closed=union((*room.closed, *closed[name]))) if name in closed else room
        for name, room in expo.rooms.items()
    }
    people = {
        name: replace(person, away=union((*person.away, *away[name]))) if name in away else person
        for name, person in expo.people.items()
    }
    sessions = {
        name: _dropped(session) if name in absent else _pinned(session, before[name]) if name in frozen else session
        for name, session in expo.sessions.items()
    }
    sessions = {name: _unassigned(one) if name not in before else one for name, one in sessions.items()}
    after = replace(expo, rooms=rooms, people=people, sessions=sessions)
    return Disrupted(
        scenario=replace(scenario, expo=after), before=before, absent=absent, frozen=frozen, most=disruption.most
    )


def _by_name(pairs: Iterable[tuple[str, Window]]) -> Mapping[str, list[Window]]:
    windows: dict[str, list[Window]] = defaultdict(list)
    for name, window in pairs:
        windows[name].append(window)
    return dict(windows)


def with_hosted(expo: Expo, names: frozenset[str]) -> frozenset[str]:
    """The sessions and all that they host, directly or not."""
    more = names.union(session.id for session in expo.sessions.values() if session.host in names)
    return names if more == names else with_hosted(expo, more)


def _dropped(session: Session) -> Session:
    """The session as an optional, unplaced one."""
    return replace(session, priority=0, start=None, room=None, pinned=False)


def _unassigned(session: Session) -> Session:
    """The session, free of what the file says of it if it is an assignment: the schedule says who fills a role."""
    return session if session.filling is None else replace(session, start=None, room=None, pinned=False)


def _pinned(session: Session, place: Placement) -> Session:
    return replace(session, pinned=True, start=place.start, room=place.room)
