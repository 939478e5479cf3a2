"""length_of_stay: people need not wait days for their next session."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from expo_planner.domain.entities import Person, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, ByDay, Clash, requirement
from expo_planner.rules.rule import Example, Goal

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression

LONG_STAY = Text("{person} must stay for {count} days", "{person}前后须停留{count}天")


@requirement
class ShortStay(ByDay):
    """One person stays for one day; each night until they are no longer needed is counted."""

    person: Person

    def dates(self, session: str, placement: Placement) -> Set[date]:
        """The dates on which a session needs the person."""
        return self.expo.days_needed(self.person.id, self.expo.sessions[session], placement)

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return frozenset(self.dates(session, placement))

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        dates = self.by_date(schedule)
        if len(dates) > 1:
            nights = (max(dates) - min(dates)).days
            there = set().union(*dates.values())
            names = tuple(name for name in self.members if name in there)
            window = self.span(schedule, names)
            message = LONG_STAY.fill(person=self.person.name, count=nights + 1)
            yield self.clash(Breach(message, amount=nights, people=(self.person.id,), window=window), names)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        candidates = self.candidates(board)
        part: dict[str, set[int]] = {}
        for members in candidates.values():
            for name, starts in members.items():
                part.setdefault(name, set()).update(starts)
        needed = {
            day: board.any_of(*(board.start_among(name, starts) for name, starts in members.items()))
            for day, members in candidates.items()
        }
        paid = board.negation(self.covered(board, waivers, part))
        days = list(needed)
        for place, (day, following) in enumerate(pairwise(days), 1):
            before, after = days[:place], days[place:]
            stays = board.all_of(
                board.any_of(*(needed[one] for one in before)), board.any_of(*(needed[one] for one in after)), paid
            )
            yield stays, (following - day).days


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
