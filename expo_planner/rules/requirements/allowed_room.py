"""A session is in one of the rooms that it names."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Self

from expo_planner.domain.entities import Room
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.concession import Concession
from expo_planner.rules.requirements.requirement import Breach, requirement
from expo_planner.rules.requirements.unary import Unary

IN_ANOTHER_ROOM = Text("allow {session} to use {room}", "允许{session}使用{room}")


@requirement
class AllowedRoom(Unary):
    """The room is one of those that the session names."""

    timed: bool = False

    def breach(self, placement: Placement) -> Breach | None:
        if self.expo.allows(self.session.rooms, self.expo.rooms[placement.room]):
            return None
        rooms = self.expo.rooms
        text = Text(
            "{session} is in {room}, which is not one of its rooms ({rooms})",
            "{session}安排在{room}，不在其可用场地（{rooms}）之列",
        )
        allowed = [rooms[room].name for room in self.session.rooms]
        facts = {"session": self.session, "room": rooms[placement.room].name, "rooms": allowed}
        return Breach(text.fill(**facts), rooms=(placement.room,))

    @property
    def concession(self) -> Concession:
        return Concession(self.rule, self.sessions, ("rooms",))

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        expo, session = alike[0].expo, alike[0].session
        return IN_ANOTHER_ROOM.fill(session=session, room=expo.rooms[schedule[session.id].room].name)

    @property
    def likeness(self) -> Hashable:
        return self.session.rooms

    def room_key(self, room: Room) -> Hashable:
        return self.expo.allows(self.session.rooms, room)

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.session.at("rooms"),)
