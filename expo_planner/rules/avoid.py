"""avoid: sessions keep away from times and rooms that their organiser does not want."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from expo_planner.domain.entities import Room
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Goal

BAD_TIME = Text("{session} is on {when}; it should avoid {avoided}", "{session}宜避开{avoided}，现为{when}")
BAD_ROOM = Text("{session} is in {room}, which it should avoid", "{session}宜避开{room}，现安排在此")
BAD_TAG = Text(
    "{session} is in {room}, which has {tags}; it should avoid that",
    "{session}宜避开有{tags}的场地，现安排在{room}",
)


@requirement
class OutsideTimes(Unary):
    """The session touches none of the windows that it avoids."""

    def breach(self, placement: Placement) -> Breach | None:
        avoid, span = self.session.avoid, self.expo.clock.span
        met = [] if avoid is None else [window for window in avoid.when if window.meets(placement.window)]
        if avoid is None or not met:
            return None
        facts = {"session": self.session, "when": span(placement.window), "avoided": [span(one) for one in met]}
        return Breach(BAD_TIME.fill(**facts), amount=avoid.weight)

    @property
    def likeness(self) -> Hashable:
        return (self.session.shape, self.session.avoid)


@requirement
class OutsideRooms(Unary):
    """The session is in none of the rooms that it avoids."""

    timed: bool = False

    def breach(self, placement: Placement) -> Breach | None:
        avoid, room = self.session.avoid, self.expo.rooms[placement.room]
        if avoid is None or not self._avoided(room):
            return None
        return Breach(BAD_ROOM.fill(session=self.session, room=room.name), amount=avoid.weight, rooms=(room.id,))

    def room_key(self, room: Room) -> Hashable:
        return self._avoided(room)

    def _avoided(self, room: Room) -> bool:
        """Whether a room, or one of several at once, is among those to avoid."""
        avoid = self.session.avoid
        return avoid is not None and not {room.id, *room.parts}.isdisjoint(avoid.rooms)

    @property
    def likeness(self) -> Hashable:
        return self.session.avoid


@requirement
class WithoutTags(Unary):
    """The session is in no room with one of the tags that it avoids."""

    timed: bool = False

    def breach(self, placement: Placement) -> Breach | None:
        avoid, room = self.session.avoid, self.expo.rooms[placement.room]
        tags = frozenset[str]() if avoid is None else avoid.tags & room.needs_met
        if avoid is None or not tags:
            return None
        facts = {"session": self.session, "room": room.name, "tags": sorted(tags)}
        return Breach(BAD_TAG.fill(**facts), amount=avoid.weight, rooms=(room.id,))

    def room_key(self, room: Room) -> Hashable:
        return self.session.avoid is not None and not self.session.avoid.tags.isdisjoint(room.needs_met)

    @property
    def likeness(self) -> Hashable:
        return self.session.avoid


@dataclass(frozen=True, kw_only=True)
class Avoid(Goal):
    """Costs the weight, times the session's own, for each of three things: a time, a room, a tag of a room.

    Each is counted once for a session, however many of its windows the session touches.
    """

    default = 10
    title = Text("times and rooms that a session avoids", "宜避开的时段和场地（活动）")
    about = Text(
        "Costs the weight, times the `weight` under the session's `avoid`, for each session that touches one of the "
        "times it avoids, and again if it is in one of the rooms or in a room with one of the tags (from needs_met).",
        "活动写有 avoid 的：与所列时段之一重叠，计一次权重乘以其 weight；安排在所列场地之一、或在具备所列设备（needs_met）的"
        "场地，各再计一次。",
    )
    usage = "avoid: 10"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, step: 1h, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B, needs_met: [stage]}]
                sessions:
                  - id: panel
                    title: Panel
                    duration: 1h
                    avoid: {when: ["2023-07-06 09:00-10:30"], rooms: [B], tags: [stage], weight: 2}
                goals: {avoid: 5}
                """,
            accepts="panel A 11:00",
            rejects="panel B 10:00",
            says="“Panel” is on Thu 6 Jul 10:00–11:00; it should avoid Thu 6 Jul 09:00–10:30",
            clashes=3,
            cost=30,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Unary]:
        demand = Text("{session} is where and when it is welcome", "{session}避开不宜的时段和场地")
        for session in expo.sessions.values():
            if session.avoid is None:
                continue
            filled = demand.fill(session=session)
            for asked, kind in (
                (session.avoid.when, OutsideTimes),
                (session.avoid.rooms, OutsideRooms),
                (session.avoid.tags, WithoutTags),
            ):
                if asked and session.avoid.weight:
                    yield kind(**self.terms(expo), demand=filled, session=session, goal=True)
