"""person_away: people are available when they are needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from expo_planner.domain.clock import Window, difference, inside, within
from expo_planner.domain.entities import Person
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Rule

COME_ANYWAY = Text("ask {people} to come for {session} after all, {when}", "请{people}仍在{when}出席{session}")
AWAY = Text(
    "{person} is needed in {session}, {when}, but is away {away}",
    "{session}{when}需要{person}出席，但其{away}不在",
)
NOT_AVAILABLE = Text(
    "{person} is needed in {session}, {when}, but is available only {available}",
    "{session}{when}需要{person}出席，但其仅{available}有空",
)
EVER = Window(-(10**9), 10**9)


@requirement
class WhenThere(Unary):
    """One person is available, and not away, whenever a session needs them."""

    person: Person

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        expo, session = alike[0].expo, alike[0].session
        broken = (clash.judged(expo, expo.waivers) for one in alike for clash in one.broken_by(schedule))
        people = {person for clash in broken if clash.error for person in clash.people}
        names = [expo.people[person].name for person in sorted(people)]
        return COME_ANYWAY.fill(people=names, session=session, when=expo.clock.span(schedule[session.id].window))

    def breach(self, placement: Placement) -> Breach | None:
        span, person = self.expo.clock.span, self.person
        for present in self.expo.presences(self.session, placement).get(person.id, ()):
            facts = {"person": person.name, "session": self.session, "when": span(present)}
            away = next((window for window in person.away if window.meets(present)), None)
            if away is not None:
                return Breach(AWAY.fill(**facts, away=span(away)), people=(person.id,))
            if person.available is not None and not inside(person.available, present):
                available = [span(window) for window in person.available]
                return Breach(NOT_AVAILABLE.fill(**facts, available=available), people=(person.id,))
        return None

    def holding(self, room: str, starts: tuple[int, ...]) -> tuple[int, ...]:
        """By windows for a session that cannot span days: then presences keep their distance from its start."""
        if not self.session.short or not starts:
            return super().holding(room, starts)
        first = self.expo.place_session(self.session, room, starts[0])
        there = difference(self.person.available or (EVER,), self.person.away)
        for present in self.expo.presences(self.session, first).get(self.person.id, ()):
            begins, ends = present.start - first.start, present.end - first.start
            starts = within(starts, there, ends, before=-begins)
        return starts

    @property
    def asked(self) -> tuple[Source, ...]:
        return (self.person.source, self.source)

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.person.source, self.session.source)


@dataclass(frozen=True, kw_only=True)
class PersonAway(Rule):
    """A session needs a person only outside their `away` windows and, where given, inside one `available` window.

    One clash for each person and session.
    """

    always = True
    title = Text("people are available", "人员在场")
    about = Text(
        "Nobody is needed while they are away. Where a person has available windows, each presence lies inside one of "
        "them.",
        "出席时间不与本人的 away 时段重叠；给出 available 的，须处于其中一个时段之内。",
    )
    usage = "person_away"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, language: en}
                rooms: [{id: A, name: Hall A}]
                people:
                  - {id: zoe, name: Zoe, away: ["2023-07-06 11:00-11:30"]}
                  - {id: max, name: Max, available: ["2023-07-06 09:00-10:00", "2023-07-06 10:00-11:30"]}
                sessions:
                  - id: panel
                    title: Panel
                    duration: 90min
                    people: [Max]
                    programme: [{for: 30min, title: Welcome}, {for: 1h, title: Debate, people: [zoe]}]
                """,
            accepts="panel A 09:30",
            rejects="panel A 10:00",
            says="Zoe is needed in “Panel”, Thu 6 Jul 10:30–11:30, but is away Thu 6 Jul 11:00–11:30",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[WhenThere]:
        demand = Text("{person} must be free for {session}", "{person}须能出席{session}")
        for person, sessions in expo.everyone.items():
            known = expo.people[person]
            if known.away or known.available is not None:
                for name in sessions:
                    session = expo.sessions[name]
                    filled = demand.fill(person=known.name, session=session)
                    yield WhenThere(**self.terms(expo), demand=filled, person=known, session=session)
