"""length_of_stay: people need not wait days for their next session."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date

from expo_planner.domain.expo import Expo, Person
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, DaySpan, requirement
from expo_planner.rules.rule import Example, Goal

LONG_STAY = Text("{person} must stay for {count} days", "{person}前后须停留{count}天")


@requirement
class ShortStay(DaySpan):
    """One person stays for one day; each further day until they are no longer needed is counted."""

    person: Person

    def dates(self, session: str, placement: Placement) -> Set[date]:
        """The dates on which a session needs the person."""
        present = self.expo.presences(self.expo.sessions[session], placement).get(self.person.id, ())
        return {day for window in present for day in self.expo.clock.dates(window)}

    def breach(self, days: int) -> Breach:
        return Breach(LONG_STAY.fill(person=self.person.name, count=days), people=(self.person.id,))


@dataclass(frozen=True, kw_only=True)
class LengthOfStay(Goal):
    """Costs the weight, per person, for every day from the first on which they are needed to the last, but one."""

    default = 0
    title = Text("short stays", "缩短停留")
    about = Text(
        "Costs the weight for every night between the first day on which a person is needed and the last: Monday and "
        "Friday are worse than Monday and Tuesday. busy_people counts the days themselves.",
        "每位人员从首次到末次出席之间每隔一夜，计一次权重：周一、周五不如周一、周二。到场天数本身由 busy_people 计算。",
    )
    usage = "length_of_stay: 2"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-05..2023-07-07, hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: one, title: Part one, duration: 1h, people: [Zoe], start: 2023-07-05 09:00, room: A}
                  - {id: two, title: Part two, duration: 1h, people: [Zoe]}
                goals: {length_of_stay: 3}
                """,
            accepts="one A 2023-07-05 09:00, two A 2023-07-05 09:00",
            rejects="one A 2023-07-05 09:00, two A 2023-07-07 09:00",
            says="Zoe must stay for 3 days",
            cost=6,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[ShortStay]:
        demand = Text("{person} does not wait for days", "{person}不空等")
        for person, members in expo.everyone.items():
            known = expo.people[person]
            filled = demand.fill(person=known.name)
            yield ShortStay(**self.terms(expo), demand=filled, person=known, members=members, goal=True)
