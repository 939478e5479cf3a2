"""busy_people: people come on few days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from expo_planner.clock import Window
from expo_planner.expo import Expo, Person, Waiver
from expo_planner.language import Text
from expo_planner.requirements import Breach, Clash, Requirement, requirement
from expo_planner.rules.rule import Example, Goal
from expo_planner.schedule import Placement, Schedule

if TYPE_CHECKING:
    from expo_planner.solver.board import Board, Expression

MANY_DAYS = Text("{person} has to come on {count} days", "{person}需要到场{count}天")


@requirement
class OneDay(Requirement):
    """One person is needed on one day only; each further day counts."""

    person: Person
    members: tuple[str, ...]

    @property
    def sessions(self) -> tuple[str, ...]:
        return self.members

    def days(self, session: str, placement: Placement) -> set[date]:
        """The dates on which a session needs the person."""
        present = self.expo.presences(self.expo.sessions[session], placement).get(self.person.id, ())
        return {day for window in present for day in self.expo.clock.dates(window)}

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        placed = [name for name in self.members if name in schedule]
        days = {day for name in placed for day in self.days(name, schedule[name])}
        if len(days) > 1:
            message = MANY_DAYS.fill(person=self.person.name, count=len(days))
            ends = [schedule[name] for name in placed]
            window = Window(min(one.start for one in ends), max(one.end for one in ends))
            breach = Breach(message, len(days) - 1, people=(self.person.id,), window=window)
            yield self.clash(breach, tuple(placed))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        starts_on: dict[date, dict[str, set[int]]] = {}
        for name in self.members:
            for start, end in board.ends(name).items():
                for day in self.days(name, Placement("", start, end)):
                    starts_on.setdefault(day, {}).setdefault(name, set()).add(start)
        needed = {
            day: board.any_of(*(board.start_among(name, starts) for name, starts in by_name.items()))
            for day, by_name in sorted(starts_on.items())
        }
        covered = []
        for waiver in waivers:
            if waiver.sessions <= set(self.members):
                deadline = self.deadline(waiver)
                early = [board.starts_before(name, deadline) for name in self.members] if deadline is not None else []
                in_time = board.true if deadline is None else board.any_of(*early)
                covered.append(board.all_of(in_time, *(board.placed(name) for name in sorted(waiver.sessions))))
        yield board.excess(list(needed.values()), 1, unless=board.any_of(*covered)), 1


@dataclass(frozen=True, kw_only=True)
class BusyPeople(Goal):
    """The weight, per person, for every day with a presence but the first."""

    default = 2
    title = Text("few days for each person", "少到场几天")
    about = Text(
        "Costs the weight, for each person, for every day beyond one on which they are needed.",
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
            says="Zoe has to come on 2 days",
            cost=2,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[OneDay]:
        demand = Text("{person} comes on one day", "{person}只需到场一天")
        for person, members in expo.everyone.items():
            known = expo.people[person]
            filled = demand.fill(person=known.name)
            yield OneDay(**self.terms(expo), demand=filled, person=known, members=members, goal=True)
