"""snug_room: no large room for a small audience."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from expo_planner.domain.entities import Room
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Goal

SEATS = 10


@requirement
class FewEmptySeats(Unary):
    """The session leaves fewer than ten seats empty."""

    timed: bool = False

    def breach(self, placement: Placement) -> Breach | None:
        room, attendance = self.expo.rooms[placement.room], self.session.attendance
        empty = 0 if room.capacity is None or attendance is None else room.capacity - attendance
        if empty < SEATS:
            return None
        text = Text(
            "{session} leaves {empty} of {capacity} seats empty in {room}",
            "{session}在{room}（{capacity}座）空出{empty}个座位",
        )
        facts = {"session": self.session, "room": room.name, "capacity": room.capacity, "empty": empty}
        return Breach(text.fill(**facts), amount=empty // SEATS, rooms=(room.id,))

    @property
    def likeness(self) -> Hashable:
        return self.session.attendance

    def room_key(self, room: Room) -> Hashable:
        return room.capacity


@dataclass(frozen=True, kw_only=True)
class SnugRoom(Goal):
    """Costs the weight for every ten seats left empty, where attendance and capacity are known."""

    default = 1
    title = Text("few empty seats", "少留空座")
    about = Text(
        "Costs the weight for every ten seats that a session leaves empty, where attendance and capacity are known. "
        "Hosted sessions are not counted.",
        "每空出整十个座位计一次权重（人数与容量均已知时）；附属活动不计。",
    )
    usage = "snug_room: 1"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A, capacity: 129}, {id: B, name: Hall B, capacity: 135}, {id: C, name: Hall C}]
                sessions: [{id: panel, title: Panel, duration: 1h, attendance: 100}]
                goals: {snug_room: 3}
                """,
            accepts="panel C 09:00",
            rejects="panel B 09:00",
            says="“Panel” leaves 35 of 135 seats empty in Hall B",
            cost=9,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[FewEmptySeats]:
        demand = Text("{session} fills its room", "{session}坐满会场")
        for session in expo.sessions.values():
            if session.attendance is not None and session.host is None:
                filled = demand.fill(session=session)
                yield FewEmptySeats(**self.terms(expo), demand=filled, session=session, goal=True)
