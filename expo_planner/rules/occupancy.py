"""occupancy: the people at one time in an open room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements import RoomLimit, requirement
from expo_planner.rules.rule import Example, Rule

TOO_FULL = Text(
    "{load} people at once in {room}, {when}; it holds {capacity}: {sessions}",
    "{room}在{when}同时有{load}人，只能容纳{capacity}人：{sessions}",
)


@requirement
class RoomLoad(RoomLimit):
    """An open room never holds more people than its capacity while two sessions or more run in it.

    A session that is too large by itself fills the room, so that nobody else fits beside it and nobody is told twice.
    """

    rooms_only = True

    def stated(self, session: str) -> int:
        return self.expo.attendance(session)


@dataclass(frozen=True, kw_only=True)
class SafeOccupancy(Rule):
    """The people at one time in a room of kind `open` are at most its capacity, where it has one.

    One clash for each maximal period. Sessions without attendance and hosted ones are passed over; a session that alone
    is too large is left to room_fit.
    """

    always = True
    title = Text("people in open rooms", "开放场地人数")
    about = Text(
        "At no time do the sessions in an open room bring more people together than its capacity, where it has one. "
        "One clash for each continuous period in which two or more sessions are too many, naming every session that "
        "runs in it; a session that is too large by itself is a clash of room_fit. Hosted sessions are not counted.",
        "任一时刻，开放场地内各活动的人数之和不超过其容量（已填写容量时）。两场以上合计超限的每段连续时间计一处冲突，"
        "列出其间所有活动；单场即超出容量的，由 room_fit 提示。附属活动不计。",
    )
    usage = "occupancy"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:30, language: en}
                rooms: [{id: A, name: Floor, kind: open, capacity: 150}, {id: B, name: Yard, kind: open}]
                sessions:
                  - {id: one, title: Part one, duration: 1h, attendance: 100}
                  - {id: two, title: Part two, duration: 30min, attendance: 60, priority: 1}
                  - {id: three, title: Part three, duration: 30min, attendance: 200, priority: 2}
                """,
            accepts="one A 09:00, two A 10:00, three B 09:30",
            rejects="one A 09:00, two A 09:30, three A 09:30",
            says="360 people at once in Floor, Thu 6 Jul 09:30–10:00; it holds 150: “Part one”, “Part two”, “Part three”",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[RoomLoad]:
        demand = Text("at most {capacity} people at once in {room}", "{room}同时最多{capacity}人")
        crowds = {one.id: one.attendance for one in expo.sessions.values() if one.attendance and one.host is None}
        for room in expo.rooms.values() if crowds else ():
            if room.kind == "open" and room.capacity is not None:
                limit = max(room.capacity, 1)  # two are too many in a room for nobody
                facts = {"room": room.name, "capacity": room.capacity}
                yield RoomLoad(
                    **self.terms(expo),
                    demand=demand.fill(**facts),
                    loads={name: min(people, limit) for name, people in crowds.items()},
                    limit=limit,
                    says=TOO_FULL,
                    facts=facts,
                    rooms=(room.id,),
                    place=room.source,
                )
