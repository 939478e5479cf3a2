"""placed: every session has a room and a start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements.placed import HasPlace
from expo_planner.rules.rule import Example, Rule

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, kw_only=True)
class Placed(Rule):
    """A session with `priority: must` is always placed; any other costs its priority when it is left out."""

    always = True
    title = Text("every session is placed", "活动均已排定")
    about = Text(
        "A session with `priority: must` is always placed. One with a number may be left out, which costs that number.",
        "priority 为 must 的活动必须排定；为数字的活动可以不排，代价即该数字。",
    )
    usage = "placed"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: opening, title: Opening, duration: 1h, when: ["2023-07-06"]}
                  - {id: panel, title: Panel, duration: 1h, priority: 4}
                """,
            accepts="opening A 09:00, panel A 09:30",
            rejects="panel A 09:00",
            says="“Opening” is not placed yet",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[HasPlace]:
        demand = Text("{session} must be placed", "{session}必须排定")
        for session in expo.own_sessions.values():
            terms = self.terms(expo)
            optional = session.priority is not None
            if optional:
                terms["weight"] = session.priority
            yield HasPlace(**terms, demand=demand.fill(session=session), session=session, goal=optional)
