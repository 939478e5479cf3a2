"""home_room: a series keeps its room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from expo_planner.domain.clock import Day
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, DistinctCount, Use, requirement
from expo_planner.rules.rule import Example, Goal

WANDERS = Text(
    "the series {series} uses {count} rooms on {day}: {rooms}",
    "系列“{series}”在{day}用了{count}处场地：{rooms}",
)


@requirement
class OneRoomADay(DistinctCount):
    """The sessions of one series that start on one day share a room; each further room is counted."""

    series: str
    by_room = True

    def dates(self, session: str, placement: Placement) -> Set[date]:
        return {self.expo.clock.date(placement.start)}

    def breach(self, uses: Sequence[Use]) -> Breach:
        day, rooms = Day(uses[0].day), tuple(use.room for use in uses if use.room is not None)
        names = [self.expo.rooms[room].name for room in rooms]
        return Breach(WANDERS.fill(series=self.series, count=len(rooms), day=day, rooms=names), rooms=rooms)


@dataclass(frozen=True, kw_only=True)
class HomeRoom(Goal):
    """Costs the weight, per series and day, for every room beyond the first."""

    default = 4
    title = Text("a series keeps its room", "系列活动不换厅")
    about = Text(
        "Costs the weight for every room beyond the first that a series uses on one day.",
        "同一系列的活动在同一天每多用一处场地，计一次权重。",
    )
    usage = "home_room: 4"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: one, title: Part one, duration: 1h, series: law, when: ["2023-07-06"]}
                  - {id: two, title: Part two, duration: 30min, series: law}
                """,
            accepts="one A 2023-07-06 09:00, two B 2023-07-07 09:00",
            rejects="one A 2023-07-06 09:00, two B 2023-07-06 09:30",
            says="the series law uses 2 rooms on Thu 6 Jul: Hall A, Hall B",
            cost=4,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[OneRoomADay]:
        series: dict[str, list[str]] = {}
        for session in expo.sessions.values():
            if session.series is not None:
                series.setdefault(session.series, []).append(session.id)
        demand = Text("the series {series} keeps its room", "系列“{series}”不换场地")
        for name, members in series.items():
            if len(members) > 1:
                filled = demand.fill(series=name)
                yield OneRoomADay(**self.terms(expo), demand=filled, series=name, members=tuple(members), goal=True)
