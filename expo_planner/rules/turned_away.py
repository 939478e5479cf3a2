"""turned_away: people who find no seat."""

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
class SeatForEveryone(Unary):
    """Everyone who comes to the session finds a seat."""

    timed: bool = False
    even = True

    def breach(self, placement: Placement) -> Breach | None:
        room, attendance = self.expo.rooms[placement.room], self.session.attendance or 0
        if room.capacity is None or attendance <= room.capacity:
            return None
        text = Text(
            "{away} of the {attendance} people at {session} find no seat in {room}",
            "{session}的{attendance}人中有{away}人在{room}没有座位",
        )
        away = attendance - room.capacity
        facts = {"session": self.session, "room": room.name, "attendance": attendance, "away": away}
        return Breach(text.fill(**facts), amount=away, rooms=(room.id,))

    @property
    def likeness(self) -> Hashable:
        return self.session.attendance

    def room_key(self, room: Room) -> Hashable:
        return room.capacity


@dataclass(frozen=True, kw_only=True)
class TurnedAway(Goal):
    """Costs the weight for each person beyond the seats of the room, where attendance and capacity are known."""

    default = 1
    title = Text("a seat for everyone", "人人有座")
    about = Text(
        "Costs the weight for each person beyond the seats of the room, where attendance and capacity are known. It "
        "matters where room_fit is a wish or waived. Hosted sessions are not counted.",
        "每有一人没有座位计一次权重（人数与容量均已知时）；仅在 room_fit 为意愿或已豁免时起作用。附属活动不计。",
    )
    usage = "turned_away: 1"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A, capacity: 40}, {id: B, name: Hall B, capacity: 100}, {id: C, name: Hall C}]
                sessions: [{id: panel, title: Panel, duration: 1h, attendance: 100}]
                rules: [room_fit: {weight: 5}]
                goals: {turned_away: 3}
                """,
            accepts="panel B 09:00",
            rejects="panel A 09:00",
            says="60 of the 100 people at “Panel” find no seat in Hall A",
            cost=180,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[SeatForEveryone]:
        demand = Text("everyone at {session} finds a seat", "{session}人人有座")
        for session in expo.sessions.values():
            if session.attendance and session.host is None:
                yield SeatForEveryone(
                    **self.terms(expo), demand=demand.fill(session=session), session=session, goal=True
                )
