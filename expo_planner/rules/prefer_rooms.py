"""prefer_rooms: sessions are in a room that their organiser prefers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from expo_planner.domain.entities import Room
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Goal


@requirement
class InPreferredRoom(Unary):
    """The session is in one of the rooms that it prefers."""

    timed: bool = False

    def breach(self, placement: Placement) -> Breach | None:
        if self._preferred(placement.room):
            return None
        rooms = self.expo.rooms
        text = Text(
            "{session} is in {room}; it prefers {rooms}",
            "{session}希望安排在{rooms}，现为{room}",
        )
        preferred = [rooms[room].name for room in self.session.prefer_rooms]
        facts = {"session": self.session, "rooms": preferred, "room": rooms[placement.room].name}
        return Breach(text.fill(**facts), rooms=(placement.room,))

    @property
    def likeness(self) -> Hashable:
        return self.session.prefer_rooms

    def room_key(self, room: Room) -> Hashable:
        return self._preferred(room.id)

    def _preferred(self, room: str) -> bool:
        """Whether a room, or one of several at once, is among those preferred."""
        return not {room, *self.expo.rooms[room].parts}.isdisjoint(self.session.prefer_rooms)


@dataclass(frozen=True, kw_only=True)
class PreferRooms(Goal):
    """Costs the weight, once, for each session that is in none of its preferred rooms."""

    default = 5
    title = Text("preferred rooms", "意向场地")
    about = Text(
        "Costs the weight for each session that has preferred rooms but is in none of them.",
        "写有意向场地而未排入其中的活动，每场计一次权重。",
    )
    usage = "prefer_rooms: 5"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}, {id: C, name: Hall C}]
                sessions: [{id: panel, title: Panel, duration: 1h, prefer: {rooms: [B, C]}}]
                """,
            accepts="panel C 09:00",
            rejects="panel A 09:00",
            says="“Panel” is in Hall A; it prefers Hall B, Hall C",
            cost=5,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[InPreferredRoom]:
        demand = Text("{session} is in a preferred room", "{session}排在意向场地")
        for session in expo.sessions.values():
            if session.prefer_rooms:
                filled = demand.fill(session=session)
                yield InPreferredRoom(**self.terms(expo), demand=filled, session=session, goal=True)
