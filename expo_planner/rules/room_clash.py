"""room_clash: a room holds one session at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements.room_cell import OneAtATime
from expo_planner.rules.rule import Example, Minutes, Rule

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, kw_only=True)
class RoomClash(Rule):
    """A room holds one session at a time, setup and teardown included; a joined hall takes up its cells.

    `turnover` is the least time between two sessions in a room, unless the room has its own; `wall_move` the least
    time between sessions in two different rooms that share a cell. One clash for each pair; a session and its host do not clash.
    """

    turnover: Minutes = 0
    wall_move: Minutes = 0

    always = True
    title = Text("one session at a time", "一厅一场")
    about = Text(
        "Two sessions in the same room, or in rooms that share a cell, leave the turnover between them, setup and "
        "teardown counted. Rooms of kind open and online hold any number of sessions.",
        "同一场地或共用同一厅的两场活动之间（布场、撤场计入）须留出翻场时间；open 与 online 类场地不限场次。",
    )
    usage = "room_clash: {turnover: 15min, wall_move: 30min}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:30, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B, turnover: 0min}, {id: AB, name: Hall A+B, cells: [A, B]}]
                sessions:
                  - {id: opening, title: Opening, duration: 30min}
                  - {id: panel, title: Panel, duration: 30min, priority: 5}
                rules: [room_clash: {turnover: 15min, wall_move: 20min}]
                """,
            accepts="opening A 09:00, panel A 10:00",
            rejects="opening A 09:00, panel AB 09:30",
            says="only 0 min between “Opening” and “Panel” in Hall A, Thu 6 Jul 09:30, setup and teardown counted; 20 min is required",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A, turnover: 10min}, {id: B, name: Hall B}, {id: C, name: Hall C}, {id: AB, name: Hall A+B, cells: [A, B]}, {id: BC, name: Hall B+C, cells: [B, C]}]
                sessions:
                  - {id: opening, title: Opening, duration: 30min, setup: 15min}
                  - {id: panel, title: Panel, duration: 60min, priority: 5, teardown: 10min}
                """,
            accepts="opening AB 09:30, panel C 09:30",
            rejects="opening AB 09:30, panel BC 09:30",
            says="“Opening” in Hall A+B and “Panel” in Hall B+C both use Hall B, Thu 6 Jul 09:30–10:00 (overlap 30 min)",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[OneAtATime]:
        members = tuple(session.id for session in expo.sessions.values() if session.host is None)
        for cell in expo.rooms.values():
            if cell.kind == "room" and not cell.joined:
                yield OneAtATime(
                    **self.terms(expo),
                    demand=Text("{room} holds one session at a time", "{room}同一时间只能安排一场").fill(
                        room=cell.name
                    ),
                    cell=cell,
                    rooms=frozenset(expo.joins[cell.id]),
                    members=members,
                    turnover=self.turnover,
                    wall_move=self.wall_move,
                )
