"""even_workload: people's sessions spread evenly over days and halves of days."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date

from expo_planner.domain.clock import HALF_DAY, Day
from expo_planner.domain.expo import Expo, Person
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, EvenLoad, Half, requirement
from expo_planner.rules.rule import Example, Goal

CROWDED = Text("{person} has {count} sessions on {day}", "{person}在{day}有{count}场")


@requirement
class EvenDays(EvenLoad):
    """One person's sessions are spread over the days, and over the halves of each."""

    person: Person

    def halves(self, session: str, placement: Placement) -> Set[Half]:
        """The half days on which a session begins to need the person; of several days, each."""
        clock = self.expo.clock
        present = self.expo.presences(self.expo.sessions[session], placement).get(self.person.id, ())
        days = ((clock.date(window.start), window.start) for window in present)
        return {Half(day, start >= clock.edge(day, HALF_DAY)) for day, start in days}

    def breach(self, day: date, count: int) -> Breach:
        message = CROWDED.fill(person=self.person.name, count=count, day=Day(day))
        return Breach(message, people=(self.person.id,))


@dataclass(frozen=True, kw_only=True)
class EvenWorkload(Goal):
    """Costs the weight for every two sessions of a person on one day, and again if both are on the same half of it.

    The sum is least if the sessions are spread evenly. A hosted session counts with its host.
    """

    default = 0
    title = Text("even workload", "工作量均匀")
    about = Text(
        "Costs the weight for every two sessions of a person that begin on one day, and once more if both begin before "
        "noon or both after: least where days, and halves of days, have equally many.",
        "同一人每两场在同一天开始，计一次权重；同在上午或同在下午的，再计一次。各天、各半天场次越均匀，合计越少。",
    )
    usage = "even_workload: 1"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 11:00-14:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: one, title: Part one, duration: 30min, people: [Zoe], start: 2023-07-06 11:00, room: A}
                  - {id: two, title: Part two, duration: 30min, people: [Zoe]}
                goals: {even_workload: 3, busy_people: 0}
                """,
            accepts="one A 2023-07-06 11:00, two A 2023-07-07 11:00",
            rejects="one A 2023-07-06 11:00, two A 2023-07-06 11:30",
            says="Zoe has 2 sessions on Thu 6 Jul",
            cost=6,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[EvenDays]:
        demand = Text("{person} has as much to do on every day", "{person}每天的场次均匀")
        for person, members in expo.engagements.items():
            known = expo.people[person]
            filled = demand.fill(person=known.name)
            yield EvenDays(**self.terms(expo), demand=filled, person=known, members=members, goal=True)
