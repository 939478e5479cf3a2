"""pinned: a session that is pinned stays where the file says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements.pinned import StaysPut
from expo_planner.rules.rule import Example, Rule


@dataclass(frozen=True, kw_only=True)
class Pinned(Rule):
    """A session with `pinned: true` always keeps the start and room that the file gives it."""

    always = True
    title = Text("pinned sessions stay put", "固定不动")
    about = Text(
        "A session with `pinned: true` keeps the start and room in the file, whatever happens; not even a repair "
        "moves it.",
        "标有 pinned: true 的活动始终保持文件所写的时间和场地，应急调整也不会移动它。",
    )
    usage = "pinned"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:30, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: opening, title: Opening, duration: 30min, start: 2023-07-06 09:30, room: A, pinned: true}
                """,
            accepts="opening A 09:30",
            rejects="opening B 09:30",
            says="“Opening” is pinned to Thu 6 Jul 09:30, Hall A, but is at Thu 6 Jul 09:30, Hall B; move it back or unpin it",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[StaysPut]:
        demand = Text("{session} is pinned to {spot}", "{session}固定在{spot}")
        for session in expo.own_sessions.values():
            if session.pinned:
                bare = StaysPut(**self.terms(expo), demand=demand.fill(), session=session)
                spot = bare.spot(session.room, session.start)
                filled = demand.fill(session=session, spot=spot)
                yield StaysPut(**self.terms(expo), demand=filled, session=session)
