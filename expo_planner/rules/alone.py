"""alone: a session beside which nothing else runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements import Disjoint
from expo_planner.rules.rule import Example, Rule, SessionId, SessionIds

BESIDE = Text(
    "{second} runs beside {first} {when}, which is to have that time to itself",
    "{second}在{when}与{first}同时进行，而后者进行时不应安排其他活动",
)


@dataclass(frozen=True, kw_only=True)
class Alone(Rule):
    """Nothing else runs during the session, but sessions that it hosts and those of `except`."""

    session: SessionId
    except_: SessionIds = ()

    title = Text("nothing else beside it", "独占时段")
    about = Text(
        "No other session overlaps it, but those that it hosts and those excepted. One clash for each other session.",
        "该活动进行时不安排其他活动（它承载的活动和 except 所列除外）；每场其他活动各计一处冲突。",
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
            says="“Panel” runs beside “Opening” Thu 6 Jul 10:00–10:30, which is to have that time to itself",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Disjoint]:
        alone = expo.sessions[self.session]
        demand = Text("nothing else runs beside {session}", "{session}进行时不安排其他活动")
        beside = {alone.id, *self.except_}
        for other in expo.sessions.values():
            if other.id not in beside and other.host != alone.id:
                filled = demand.fill(session=alone)
                yield Disjoint(**self.terms(expo), demand=filled, first=alone, second=other, says=BESIDE)
