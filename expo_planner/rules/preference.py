"""preference: what it costs to have sessions at some times or in some rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements.avoided_places import AvoidedTimes, avoided
from expo_planner.rules.rule import Amount, AnySessionIds, Example, RoomIds, Rule, Windows


@dataclass(frozen=True, kw_only=True)
class Preference(Rule):
    """Each of the sessions that runs during one of the windows, in one of the rooms, costs `cost`; always a wish.

    Without `when` it costs that at any time, without `rooms` in any room. A session costs once, however many of the
    windows it touches; several entries for one session add up. `weight` multiplies the cost.
    """

    weight: int | None = 1
    sessions: AnySessionIds
    when: Windows = ()
    rooms: RoomIds = ()
    cost: Amount

    title = Text("times and rooms to avoid", "宜避开的时段与场地")
    about = Text(
        "Each of the sessions that runs at any time during `when`, in one of `rooms`, costs `cost`, times the weight; "
        "without `when` at any time, without `rooms` in any room. One entry for each line of a penalty table.",
        "所列活动凡与 when 的任一时段重叠、且在 rooms 的任一场地进行的，每场计 cost 乘以权重；不写 when 则不论时间，不写 "
        "rooms 则不论场地。扣分表的每一行写成一项。",
    )
    usage = "preference: {sessions: [a], when: [2023-07-06 上午], rooms: [7A], cost: 7}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, step: 30min, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions: [{id: panel, title: Panel, duration: 1h}]
                rules: [preference: {sessions: [panel], when: ["2023-07-06 10:00-11:00"], rooms: [B], cost: 7}]
                """,
            accepts="panel B 11:00",
            rejects="panel B 09:30",
            says="“Panel” is on Thu 6 Jul 09:30–10:30 in Hall B, which costs 7",
            cost=7,
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 09:00-11:00, step: 1h, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: panel, title: Panel, duration: 1h, tags: [law]}
                  - {id: debate, title: Debate, duration: 2h, tags: [law], priority: 2}
                rules:
                  - preference: {sessions: {tag: law}, when: [2023-07-07], cost: 3}
                  - preference: {sessions: [panel], rooms: [A], cost: 2, weight: 2}
                """,
            accepts="panel B 2023-07-06 10:00, debate A 2023-07-06 09:00",
            rejects="panel A 2023-07-06 10:00, debate B 2023-07-07 09:00",
            says="“Panel” is on Thu 6 Jul 10:00–11:00 in Hall A, which costs 2",
            clashes=2,
            cost=7,
        ),
    )

    def problems(self) -> Iterator[Text]:
        if not self.when and not self.rooms:
            yield Text("give `when`, `rooms` or both", "请给出 when 或 rooms，或两者都给")

    def requirements(self, expo: Expo) -> Iterator[AvoidedTimes]:
        terms = self.terms(expo)
        for name in self.sessions:
            yield avoided(terms, expo.sessions[name], self.when, self.rooms, self.cost)
