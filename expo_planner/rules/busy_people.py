"""busy_people: people are needed on few days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from expo_planner.domain.entities import Person
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, DistinctCount, Use, requirement
from expo_planner.rules.rule import Example, Goal

MANY_DAYS = Text("{person} must come on {count} days", "{person}需要到场{count}天")


@requirement
class OneDay(DistinctCount):
    """One person is needed on one day only; each further day is counted."""

    person: Person
    by_room = False

    def dates(self, session: str, placement: Placement) -> Set[date]:
        """The dates on which a session needs the person."""
        return self.expo.days_needed(self.person.id, self.expo.sessions[session], placement)

    def breach(self, uses: Sequence[Use]) -> Breach:
        message = MANY_DAYS.fill(person=self.person.name, count=len(uses))
        return Breach(message, people=(self.person.id,))


@dataclass(frozen=True, kw_only=True)
class BusyPeople(Goal):
    """Costs the weight, per person, for every day beyond the first on which they are needed."""

    default = 2
    title = Text("few days per person", "少到场几天")
    about = Text(
        "Costs the weight for every day beyond the first on which a person is needed.",
        "每位人员每多到场一天，计一次权重。",
    )
    usage = "busy_people: 2"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: one, title: Part one, duration: 30min, people: [Zoe]}
                  - {id: two, title: Part two, duration: 30min, people: [Zoe, Max], priority: 9}
                """,
            accepts="one A 2023-07-06 09:00, two B 2023-07-06 09:30",
            rejects="one A 2023-07-06 09:00, two A 2023-07-07 09:00",
            says="Zoe must come on 2 days",
            cost=2,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[OneDay]:
        demand = Text("{person} comes on one day only", "{person}只需到场一天")
        for person, members in expo.everyone.items():
            known = expo.people[person]
            filled = demand.fill(person=known.name)
            yield OneDay(**self.terms(expo), demand=filled, person=known, members=members, goal=True)
