"""room_fit: the room is large enough, has the equipment, and is allowed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from expo_planner.domain.entities import Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.requirements.allowed_room import AllowedRoom
from expo_planner.rules.rule import Example, Rule

MAKE_DO = Text("put {session} in {room} anyway", "让{session}将就使用{room}")

NO_SEATS = Text(
    "{session} expects {attendance} people; the largest room it may use, {room}, seats {capacity}",
    "{session}预计{attendance}人，可用的最大会场{room}只能容纳{capacity}人",
)
NO_EQUIPMENT = Text(
    "{session} needs {needs}; none of the rooms it may use has that", "{session}需要{needs}，可用的会场均不具备"
)

TOO_FEW_ROOMS = Text(
    "{session} needs {need} rooms at once, but is in {room} alone", "{session}须同时使用{need}个场地，现只安排在{room}"
)

NOT_TOGETHER = Text(
    "{session} needs {need} rooms at once; so many cannot be taken together",
    "{session}须同时使用{need}个场地，而没有这么多场地可同时使用",
)


def usable_rooms(session: Session, expo: Expo) -> list[Room]:
    """The rooms that a session may use, one or several at once: those it names, or any of kind room."""
    return [expo.rooms[room] for room in expo.rooms_for(session)]


def make_do(demand: Unary, schedule: Schedule) -> Message:
    """The way out of a room that does not fit: the session uses it anyway."""
    room = demand.expo.rooms[schedule[demand.session.id].room]
    return MAKE_DO.fill(session=demand.session, room=room.name)


@requirement
class LargeEnough(Unary):
    """The room seats everyone expected. A room without a capacity fits any number."""

    timed: bool = False

    def breach(self, placement: Placement) -> Breach | None:
        room, attendance = self.expo.rooms[placement.room], self.session.attendance or 0
        if room.capacity is None or attendance <= room.capacity:
            return None
        text = Text(
            "{session} expects {attendance} people, but {room} seats {capacity}; choose a larger room",
            "{session}预计{attendance}人，{room}只能容纳{capacity}人，请换更大的会议室",
        )
        facts = {"session": self.session, "room": room.name, "capacity": room.capacity}
        return Breach(text.fill(attendance=attendance, **facts), rooms=(room.id,))

    def never(self) -> Message | None:
        rooms = [(room.capacity, room) for room in usable_rooms(self.session, self.expo) if room.capacity is not None]
        if len(rooms) < len(usable_rooms(self.session, self.expo)) or not rooms:
            return None
        capacity, room = max(rooms, key=lambda one: one[0])
        if capacity >= (self.session.attendance or 0):
            return None
        facts = {"session": self.session, "attendance": self.session.attendance}
        return NO_SEATS.fill(**facts, room=room.name, capacity=capacity)

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        return make_do(alike[0], schedule)

    @property
    def likeness(self) -> Hashable:
        return self.session.attendance

    def room_key(self, room: Room) -> Hashable:
        return room.capacity

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.session.at("attendance"),)


@requirement
class Equipped(Unary):
    """The room has the equipment that the session needs."""

    timed: bool = False

    def breach(self, placement: Placement) -> Breach | None:
        room = self.expo.rooms[placement.room]
        missing = sorted(self.session.needs - room.needs_met)
        if not missing:
            return None
        text = Text(
            "{session} needs {missing}, which {room} does not have",
            "{session}需要{missing}，{room}不具备",
        )
        facts = {"session": self.session, "room": room.name, "missing": missing}
        return Breach(text.fill(**facts), rooms=(room.id,))

    def never(self) -> Message | None:
        rooms = usable_rooms(self.session, self.expo)
        if not rooms or any(self.session.needs <= room.needs_met for room in rooms):
            return None
        return NO_EQUIPMENT.fill(session=self.session, needs=sorted(self.session.needs))

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        return make_do(alike[0], schedule)

    @property
    def likeness(self) -> Hashable:
        return self.session.needs

    def room_key(self, room: Room) -> Hashable:
        return room.needs_met

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.session.at("needs"),)


@requirement
class EnoughRooms(Unary):
    """The session has as many rooms at once as it needs."""

    timed: bool = False

    def breach(self, placement: Placement) -> Breach | None:
        room, need = self.expo.rooms[placement.room], self.session.rooms_needed
        if max(len(room.parts), 1) >= need:
            return None
        facts = {"session": self.session, "room": room.name, "need": need}
        return Breach(TOO_FEW_ROOMS.fill(**facts), rooms=(room.id,))

    def never(self) -> Message | None:
        if any(len(room.parts) >= self.session.rooms_needed for room in self.expo.rooms.values()):
            return None
        return NOT_TOGETHER.fill(session=self.session, need=self.session.rooms_needed)

    @property
    def likeness(self) -> Hashable:
        return self.session.rooms_needed

    def room_key(self, room: Room) -> Hashable:
        return len(room.parts)

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.session.at("rooms_needed"),)


@dataclass(frozen=True, kw_only=True)
class RoomFit(Rule):
    """The room seats those expected, has the equipment needed, and is one of the rooms named, where some are.

    A room without a capacity fits any number. A session with `rooms_needed` is in so many rooms at once; their seats
    add up, and each has the equipment. One clash for each session and reason; hosted sessions are ignored.
    """

    always = True
    title = Text("suitable rooms", "场地合适")
    about = Text(
        "The room seats everyone expected, has the equipment the session needs, and is one of the rooms the session "
        "names. A joined hall seats as many as all its cells together and has what every one of its cells has; so do several rooms that a session with "
        "`rooms_needed` takes at once.",
        "预计人数不超过容量，设备齐全，且在该活动指定的场地之列；合并厅的容量为各厅之和，设备取各厅共有者；写有 rooms_needed "
        "的活动同时使用多个场地，计法相同。",
    )
    usage = "room_fit"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
                rooms:
                  - {id: A, name: Hall A, capacity: 50, needs_met: [video]}
                  - {id: B, name: Hall B, capacity: 60, needs_met: [video, sound]}
                  - {id: AB, name: Hall A+B, cells: [A, B]}
                  - {id: C, name: Hall C}
                sessions: [{id: panel, title: Panel, duration: 30min, attendance: 100, needs: [video], rooms: [A, AB]}]
                """,
            accepts="panel AB 09:30",
            rejects="panel A 09:00",
            says="“Panel” expects 100 people, but Hall A seats 50; choose a larger room",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A, needs_met: [video]}, {id: B, name: Hall B, needs_met: [sound]}]
                sessions: [{id: panel, title: Panel, duration: 30min, needs: [video], rooms: [A]}]
                """,
            accepts="panel A 09:30",
            rejects="panel B 09:00",
            says="“Panel” needs video, which Hall B does not have",
            clashes=2,
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A, capacity: 60}, {id: B, name: Hall B, capacity: 50}, {id: C, name: Hall C}]
                sessions: [{id: panel, title: Panel, duration: 30min, attendance: 100, rooms: [A, B], rooms_needed: 2}]
                """,
            accepts="panel A+B 09:30",
            rejects="panel A 09:30",
            says="“Panel” needs 2 rooms at once, but is in Hall A alone",
            clashes=2,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Unary]:
        for session in expo.sessions.values():
            if session.host is not None:
                continue
            terms, facts = self.terms(expo), {"session": session}
            if session.attendance:
                demand = Text("{session} needs {seats} seats", "{session}需要{seats}个座位")
                demand_filled = demand.fill(**facts, seats=session.attendance)
                yield LargeEnough(**terms, demand=demand_filled, session=session)
            if session.rooms_needed > 1:
                demand = Text("{session} takes {need} rooms at once", "{session}须同时使用{need}个场地")
                filled = demand.fill(**facts, need=session.rooms_needed)
                yield EnoughRooms(**terms, demand=filled, session=session)
            if session.needs:
                demand = Text("{session} needs {needs}", "{session}需要{needs}")
                yield Equipped(**terms, demand=demand.fill(**facts, needs=sorted(session.needs)), session=session)
            if session.rooms:
                rooms = [expo.rooms[room].name for room in session.rooms]
                demand = Text("{session} must be in {rooms}", "{session}只能安排在{rooms}")
                yield AllowedRoom(**terms, demand=demand.fill(**facts, rooms=rooms), session=session)
