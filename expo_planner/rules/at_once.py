"""at_once: the number of sessions at one time in an open or online room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements import RoomLimit, requirement
from expo_planner.rules.rule import Example, Rule

TOO_MANY = Text(
    "{load} sessions at once in {room}, {when}; there is space for {limit}: {sessions}",
    "{room}在{when}同时有{load}场，最多容纳{limit}场：{sessions}",
)


@requirement
class SessionsInRoom(RoomLimit):
    """So many sessions run in one room at the same time, not more."""


@dataclass(frozen=True, kw_only=True)
class PlacesInRoom(Rule):
    """In an open or online room with `at_once`, at most so many sessions run at the same time.

    One clash for each maximal period. Hosted sessions are passed over.
    """

    always = True
    title = Text("places in open rooms", "开放场地场次")
    about = Text(
        "In an open or online room with `at_once`, such as tables, stands or licences for online meetings, at most so "
        "many sessions run at the same time. One clash for each continuous period over the limit, naming every session "
        "that runs in it. Hosted sessions are not counted.",
        "开放或线上场地写有 at_once 的（如洽谈桌、展位、线上会议账号），同时最多举行这么多场。每段连续超限计一处冲突，列出"
        "其间所有活动；附属活动不计。",
    )
    usage = "at_once"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:30, language: en}
                rooms: [{id: A, name: Tables, kind: open, at_once: 2}, {id: B, name: Yard, kind: open}]
                sessions:
                  - {id: one, title: Talk one, duration: 1h, rooms: [A]}
                  - {id: two, title: Talk two, duration: 30min, rooms: [A]}
                  - {id: three, title: Talk three, duration: 30min, rooms: [A], priority: 4}
                """,
            accepts="one A 09:00, two A 09:30, three A 10:00",
            rejects="one A 09:00, two A 09:30, three A 09:30",
            says="3 sessions at once in Tables, Thu 6 Jul 09:30–10:00; there is space for 2: “Talk one”, “Talk two”, “Talk three”",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[SessionsInRoom]:
        demand = Text("at most {limit} sessions at once in {room}", "{room}同时最多{limit}场")
        loads = {one.id: 1 for one in expo.sessions.values() if one.host is None}
        for room in expo.rooms.values():
            if room.at_once is not None:
                yield SessionsInRoom(
                    **self.terms(expo),
                    demand=demand.fill(room=room.name, limit=room.at_once),
                    loads=loads,
                    limit=room.at_once,
                    says=TOO_MANY,
                    facts={"room": room.name},
                    rooms=(room.id,),
                    place=room.source,
                )
