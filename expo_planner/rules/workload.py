"""workload: nobody has too many sessions, or too many hours, on one day."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from expo_planner.domain.clock import Day, intersection, union
from expo_planner.domain.entities import Person, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, ByDay, Clash, requirement
from expo_planner.rules.rule import Amount, Example, People, PositiveMinutes, Rule

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

TOO_MANY = Text(
    "{person} has {load} sessions on {day}; the limit is {limit}", "{person}在{day}有{load}场，上限为{limit}场"
)
TOO_LONG = Text(
    "{person} is needed for {load} on {day}; the limit is {limit}", "{person}在{day}须出席{load}，上限为{limit}"
)


@requirement
class SessionsADay(ByDay):
    """One person is needed in so many sessions a day, not more."""

    person: Person
    limit: int

    def loads(self, session: str, placement: Placement) -> Mapping[date, int]:
        """What a session takes of each day; its room does not matter."""
        return dict.fromkeys(self.expo.days_needed(self.person.id, self.expo.sessions[session], placement), 1)

    def breach(self, day: date, load: int) -> Breach:
        """The breach by a day with this load, which is over the limit."""
        facts = {"person": self.person.name, "day": Day(day)}
        return Breach(TOO_MANY.fill(**facts, load=load, limit=self.limit), people=(self.person.id,))

    def dates(self, session: str, placement: Placement) -> Set[date]:
        return self.loads(session, placement).keys()

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return frozenset(self.loads(session, placement).items())

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        for day, names in self.by_date(schedule).items():
            load = sum(self.loads(name, schedule[name])[day] for name in names)
            if load > self.limit:
                breach = self.breach(day, load)
                yield self.clash(breach._replace(window=self.span(schedule, names)), tuple(names))

    def post(self, board: Board, when: Literal) -> None:
        for day, part in self.candidates(board).items():
            board.exclude(when, self._over(board, day, part))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        for day, part in self.candidates(board).items():
            over = self._over(board, day, part)
            yield board.all_of(over, board.negation(self.covered(board, waivers, part))), 1

    def _over(self, board: Board, day: date, part: Mapping[str, Set[int]]) -> Literal:
        """Whether the loads of a day are over the limit."""
        literals: dict[str, Literal] = {}
        loads: dict[str, int] = {}
        for name, starts in part.items():
            by_load: dict[int, list[int]] = {}
            for start in sorted(starts):
                load = self.loads(name, Placement("", start, board.ends(name)[start]))[day]
                by_load.setdefault(load, []).append(start)
            for load, ticks in by_load.items():
                literals[f"{name} {load}"], loads[f"{name} {load}"] = board.start_among(name, ticks), load
        return board.exceeds(literals, loads, self.limit)


@requirement
class MinutesADay(SessionsADay):
    """One person is needed for so many minutes a day, not more."""

    def loads(self, session: str, placement: Placement) -> Mapping[date, int]:
        present = union(self.expo.presences(self.expo.sessions[session], placement).get(self.person.id, ()))
        minutes: dict[date, int] = {}
        for day in super().loads(session, placement):
            inside = intersection(present, (self.expo.clock.day(day),))
            minutes[day] = sum(window.end - window.start for window in inside)
        return minutes

    def breach(self, day: date, load: int) -> Breach:
        facts = {"person": self.person.name, "day": Day(day), "load": Duration(load), "limit": Duration(self.limit)}
        return Breach(TOO_LONG.fill(**facts), people=(self.person.id,))


@dataclass(frozen=True, kw_only=True)
class Workload(Rule):
    """On no day is one of the people needed in more than `count` sessions, or for more than `hours`.

    Without `people` it is about everyone. A hosted session and its host are one engagement of a person whom both need.
    One clash for each person, day and limit.
    """

    count: Amount | None = None
    hours: PositiveMinutes | None = None
    people: People = ()

    title = Text("limits on a person's day", "每人每天的工作量")
    about = Text(
        "On no day is one of the people needed in more than `count` sessions, or for more than `hours`; without `people` "
        "the limits hold for everyone. A hosted session counts with its host. One clash for each person, day and limit.",
        "每人每天出席的场次不超过 count，时间合计不超过 hours；不写 people 则适用于所有人。附属活动与其所属活动合计为一场。"
        "每人、每天、每项限制计一处冲突。",
    )
    usage = "workload: {count: 3, hours: 5h, people: [zhai]}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 09:00-12:00, step: 1h, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: one, title: Part one, duration: 30min, people: [Zoe, Max]}
                  - {id: two, title: Part two, duration: 30min, people: [Zoe]}
                  - {id: three, title: Part three, duration: 1h, people: [Zoe, Max]}
                rules:
                  - workload: {count: 2}
                  - workload: {hours: 80min, people: [Max], weight: 3}
                """,
            accepts="one A 2023-07-06 09:00, two A 2023-07-06 10:00, three A 2023-07-07 10:00",
            rejects="one A 2023-07-06 09:00, two A 2023-07-06 10:00, three A 2023-07-06 11:00",
            says="Zoe has 3 sessions on Thu 6 Jul; the limit is 2",
            clashes=2,
            cost=3,
        ),
    )

    def problems(self) -> Iterator[Text]:
        if self.count is None and self.hours is None:
            yield Text("give `count`, `hours` or both", "请给出 count 或 hours，或两者都给")

    def requirements(self, expo: Expo) -> Iterator[SessionsADay]:
        for person in self.people or expo.engagements:
            members, known = expo.engagements.get(person, ()), expo.people[person]
            if self.count is not None and len(members) > self.count:
                demand = Text("{person} has at most {limit} sessions a day", "{person}每天最多{limit}场")
                filled = demand.fill(person=known.name, limit=self.count)
                yield SessionsADay(**self.terms(expo), demand=filled, members=members, limit=self.count, person=known)
            if self.hours is not None and members:
                demand = Text("{person} is needed for at most {limit} a day", "{person}每天最多出席{limit}")
                filled = demand.fill(person=known.name, limit=Duration(self.hours))
                yield MinutesADay(**self.terms(expo), demand=filled, members=members, limit=self.hours, person=known)
