"""audience: sessions that the same people want to attend."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from expo_planner.domain.choices import AudienceChoices
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Schedule
from expo_planner.rules.requirements import Breach, Clash, Disjoint, Requirement, requirement
from expo_planner.rules.rule import ChoicesOf, Example, Pairs, Rule

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

BOTH_WANTED = Text(
    "{first} and {second} overlap, {when}; {people} people want to attend both",
    "{first}与{second}在{when}重叠，有{people}人两场都想参加",
)
NEVER_BOTH = Text(
    "{first} and {second} overlap whenever they take place; {people} people want to attend both",
    "{first}与{second}的各次均重叠，有{people}人两场都想参加",
)
NO_CHOICES = AudienceChoices()


@requirement
class AttendBoth(Requirement):
    """Of two sessions that take place several times, some time of the one does not overlap some time of the other."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    people: int

    @property
    def sessions(self) -> tuple[str, ...]:
        return (*self.first, *self.second)

    def room_key(self, room: Room) -> Hashable:
        return None

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        here, there = ([name for name in names if name in schedule] for names in (self.first, self.second))
        if not here or not there:
            return
        if all(schedule[one].window.meets(schedule[other].window) for one, other in product(here, there)):
            names = (*here, *there)
            first, second = self.expo.sessions[self.first[0]], self.expo.sessions[self.second[0]]
            message = NEVER_BOTH.fill(first=first, second=second, people=self.people)
            start, end = min(schedule[name].start for name in names), max(schedule[name].end for name in names)
            yield self.clash(Breach(message, amount=self.people, window=Window(start, end)), names)

    def post(self, board: Board, when: Literal) -> None:
        apart = [self._apart(board, one, other) for one, other in product(self.first, self.second)]
        placed = (board.any_of(*map(board.placed, names)) for names in (self.first, self.second))
        board.exclude(when, *placed, board.none_of(*apart))

    @staticmethod
    def _apart(board: Board, one: str, other: str) -> Literal:
        """A literal that holds only if two sessions are placed and do not overlap."""
        apart = board.literal()
        board.imply(apart, board.all_of(board.placed(one), board.placed(other)))
        board.separate(one, other, 0, apart)
        return apart

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        broken = board.literal()
        excused = board.any_of(*(self._excuses(board, waiver) for waiver in waivers))
        self.post(board, board.none_of(broken, excused))
        yield broken, self.people

    def _excuses(self, board: Board, waiver: Waiver) -> Literal:
        """Whether the waiver covers a clash: its sessions are placed, and the first of all begins in time."""
        holds = [board.placed(name) for name in sorted(waiver.sessions)]
        if (deadline := self.deadline(waiver)) is not None:
            holds.append(board.any_of(*(board.starts_before(name, deadline) for name in self.sessions)))
        return board.all_of(*holds)


@dataclass(frozen=True, kw_only=True)
class Audience(Rule):
    """Sessions that the same people want to attend do not overlap; this is always a wish.

    Each overlapping pair costs the weight times the number of those people. Of a session that takes place several
    times, people attend one: it costs only if it overlaps the other at all times.
    """

    weight: int | None = 1
    pairs: Pairs = ()
    file: ChoicesOf = NO_CHOICES

    title = Text("shared audience", "同一批观众")
    about = Text(
        "Each overlapping pair costs the weight for every person who wants to attend both; of a session that takes place "
        "several times, people attend one. List the pairs here, or "
        "name a `file` of choices (csv, xlsx or json) with the columns person and session or sessions.",
        "两场重叠时，每有一位想同时参加的观众，即计一次权重；多次举办的活动，观众只须参加其中一次。可直接列出各对活动及人数，或用 file 给出观众选择的文件"
        "（csv、xlsx 或 json），含 person 与 session 或 sessions 两列。",
    )
    usage = "audience: {pairs: [[a, b, 120]], weight: 1}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: one, title: Part one, duration: 1h}
                  - {id: two, title: Part two, duration: 1h, priority: 500}
                rules: [audience: {pairs: [[one, two, 120]], weight: 2}]
                """,
            accepts="one A 09:00, two B 10:00",
            rejects="one A 09:00, two B 09:30",
            says="“Part one” and “Part two” overlap, Thu 6 Jul 09:30–10:00; 120 people want to attend both",
            cost=240,
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: tour, title: Tour, duration: 30min, times: 2, rooms: [A]}
                  - {id: talk, title: Talk, duration: 90min, rooms: [B]}
                rules: [audience: {pairs: [[tour, talk, 12]]}]
                """,
            accepts="tour A 09:00, tour-2 A 10:00, talk B 09:30",
            rejects="tour A 09:00, tour-2 A 10:00, talk B 09:00",
            says="“Tour” and “Talk” overlap whenever they take place; 12 people want to attend both",
            cost=12,
        ),
    )

    def problems(self) -> Iterator[Text]:
        if not self.pairs and not self.file.lists:
            yield Text("give `pairs` or a `file`", "请给出 pairs 或 file")

    def requirements(self, expo: Expo) -> Iterator[Disjoint | AttendBoth]:
        demand = Text("{first} and {second} share an audience", "{first}与{second}面向同一批观众")
        terms = self.terms(expo)
        terms["weight"] = 1 if self.weight is None else self.weight
        file = self.file.of_whole_sessions(expo.first_time) if expo.repeated else self.file
        for one, other, people in (*self.pairs, *file.pairs):
            times = expo.times_of(one), expo.times_of(other)
            first, second = (expo.sessions[name] for name, *_ in times)
            filled = demand.fill(first=first, second=second)
            if len(times[0]) > 1 or len(times[1]) > 1:
                if first is not second:
                    yield AttendBoth(**terms, demand=filled, first=times[0], second=times[1], people=people)
                continue
            yield Disjoint(**terms, demand=filled, first=first, second=second, says=BOTH_WANTED, people=people)
