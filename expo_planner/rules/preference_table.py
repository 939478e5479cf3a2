"""preference_table: what it costs to have sessions at some times or in some rooms, from a csv table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements.avoided_places import AvoidedTimes, avoided
from expo_planner.rules.rule import Example, Prices, Rule


@dataclass(frozen=True, kw_only=True)
class PreferenceTable(Rule):
    """What each of many sessions costs in windows and in rooms; always a wish.

    A session costs the sum of its entries: of each window that it touches, and of its room. `weight` multiplies it.
    """

    weight: int | None = 1
    costs: Prices

    title = Text("tables of preferences", "意向表")
    about = Text(
        "What each session costs if it touches a window, such as 2023-07-06 上午, or is in a room, times the weight. "
        "Write it here, or name a csv file or workbook with a row for each session and a column for each window or room; "
        "its first column is `session`, and an empty cell costs nothing.",
        "每场活动与某时段（如 2023-07-06 上午）重叠、或安排在某场地的代价，乘以权重。可直接写在此处，或给出 csv、xlsx 文件："
        "每行一场活动，每列一个时段或场地，首列为 session，空白为零。",
    )
    usage = "preference_table: {costs: slots.csv}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions: [{id: panel, title: Panel, duration: 1h}, {id: debate, title: Debate, duration: 1h}]
                rules:
                  - preference_table:
                      costs: {panel: {2023-07-06 09:00-10:00: 3, B: 2}, debate: {B: 4}}
                      weight: 2
                """,
            accepts="panel A 10:00, debate A 09:00",
            rejects="panel B 09:30, debate A 11:00",
            says="“Panel” is on Thu 6 Jul 09:30–10:30 in Hall B, which costs 3",
            clashes=2,
            cost=10,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[AvoidedTimes]:
        terms = self.terms(expo)
        for price in self.costs:
            when = () if price.when is None else (price.when,)
            rooms = () if price.room is None else (price.room,)
            yield avoided(terms, expo.sessions[price.session], when, rooms, price.cost)
