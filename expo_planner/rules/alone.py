"""alone: nothing else runs during a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements import Disjoint
from expo_planner.rules.rule import AnySessionIds, Example, Rule, SessionId

BESIDE = Text(
    "{second} overlaps {first}, {when}; nothing else may run during {first}",
    "{second}与{first}在{when}同时进行，而{first}进行时不应安排其他活动",
)


@dataclass(frozen=True, kw_only=True)
class Alone(Rule):
    """Nothing else runs during the session, except sessions that it hosts and those in `except`."""

    session: SessionId
    except_: AnySessionIds = ()

    title = Text("runs alone", "独占时段")
    about = Text(
        "No other session may overlap it, except those it hosts and those listed in `except`. One clash for each "
        "other session.",
        "该活动进行时不安排其他活动（其附属活动和 except 所列除外）；每场其他活动各计一处冲突。",
    )
    usage = "alone: {session: opening, except: {category: 展览}}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:30, language: en}
                categories: [Stands, Forums]
                rooms: [{id: A, name: Hall A, kind: open}]
                sessions:
                  - {id: opening, title: Opening, duration: 1h}
                  - {id: speech, title: Speech, duration: 30min, host: opening, priority: 1}
                  - {id: stands, title: Stands, duration: 1h, category: Stands}
                  - {id: panel, title: Panel, duration: 30min, category: Forums, priority: 2}
                rules: [alone: {session: opening, except: {category: Stands}}]
                """,
            accepts="opening A 09:00, speech A 09:30, stands A 09:00, panel A 10:00",
            rejects="opening A 09:30, stands A 09:00, panel A 10:00",
            says="“Panel” overlaps “Opening”, Thu 6 Jul 10:00–10:30; nothing else may run during “Opening”",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Disjoint]:
        alone = expo.sessions[self.session]
        demand = Text("nothing else runs during {session}", "{session}进行时不安排其他活动")
        beside = {alone.id, *self.except_}
        for other in expo.own_sessions.values():
            if other.id not in beside and other.host != alone.id:
                filled = demand.fill(session=alone)
                yield Disjoint(**self.terms(expo), demand=filled, first=alone, second=other, says=BESIDE)
