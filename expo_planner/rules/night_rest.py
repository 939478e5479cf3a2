"""night_rest: who works late begins late on the next day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import AllPresences, Breach, TwoPresences, between, requirement
from expo_planner.rules.rule import Example, People, PositiveMinutes, Rule

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

SHORT_NIGHT = Text(
    "{person} has {left} of rest between {first} and {second}, {when}; {need} are due",
    "{person}在{first}与{second}之间（{when}）只有{left}休息，应有{need}",
)


@requirement
class RestBetween(TwoPresences):
    """One person rests for so long between presences in two sessions on different days."""

    rest: int
    rooms_matter = False

    @property
    def reach(self) -> int:
        return self.rest

    def short(self, one: Window, other: Window) -> bool:
        """Whether two presences are on different days with too little rest between."""
        date = self.expo.clock.date
        left = max(one.start, other.start) - min(one.end, other.end)
        return left < self.rest and date(one.start) != date(other.start)

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        for one in self.presences(self.first, first):
            for other in self.presences(self.second, second):
                if self.short(one, other):
                    earlier, later = (self.first, self.second) if one <= other else (self.second, self.first)
                    facts = {
                        "person": self.person.name,
                        "first": earlier,
                        "second": later,
                        "when": self.expo.clock.span(between(one, other)),
                        "left": Duration(max(max(one.start, other.start) - min(one.end, other.end), 0)),
                        "need": Duration(self.rest),
                    }
                    return Breach(SHORT_NIGHT.fill(**facts), people=(self.person.id,))
        return None

    def post(self, board: Board, when: Literal) -> None:
        self.forbid(board, self.short, when)


@requirement
class NightsRest(AllPresences):
    """One person rests for so long between one day and the next."""

    rest: int

    @property
    def reach(self) -> int:
        return self.rest

    def pair(self, first: str, second: str) -> RestBetween:
        sessions = self.expo.sessions
        return RestBetween(
            **self.terms,
            demand=self.demand,
            first=sessions[first],
            second=sessions[second],
            person=self.person,
            rest=self.rest,
        )


@dataclass(frozen=True, kw_only=True)
class NightRest(Rule):
    """Between the presences of a person on different days there are at least `rest` minutes.

    Without `people` it is about everyone. A hosted session and its host are one engagement of a person whom both need.
    One clash for each person and pair of sessions.
    """

    rest: PositiveMinutes
    people: People = ()

    title = Text("rest between days", "夜间休息")
    about = Text(
        "Who is needed late has `rest` before the next day begins for them; without `people` this holds for everyone. "
        "One clash for each person and pair of sessions on different days.",
        "前一天结束得晚的人，到次日再出席之间至少休息 rest；不写 people 则适用于所有人。每人每两场（不在同一天）计一处冲突。",
    )
    usage = "night_rest: {rest: 11h}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 09:00-21:00, step: 1h, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: gala, title: Gala, duration: 2h, people: [Zoe], start: 2023-07-06 19:00, room: A}
                  - {id: panel, title: Panel, duration: 1h, people: [Zoe], when: [2023-07-07]}
                rules: [night_rest: {rest: 13h, people: [Zoe]}]
                """,
            accepts="gala A 2023-07-06 19:00, panel A 2023-07-07 10:00",
            rejects="gala A 2023-07-06 19:00, panel A 2023-07-07 09:00",
            says="Zoe has 12 h of rest between “Gala” and “Panel”, Thu 6 Jul 21:00 – Fri 7 Jul 09:00; 13 h are due",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[NightsRest]:
        demand = Text("{person} rests for {rest} between two days", "{person}两天之间至少休息{rest}")
        for person in self.people or expo.engagements:
            members, known = expo.engagements.get(person, ()), expo.people[person]
            if len(members) > 1:
                filled = demand.fill(person=known.name, rest=Duration(self.rest))
                yield NightsRest(**self.terms(expo), demand=filled, members=members, person=known, rest=self.rest)
