"""Demands on two sessions, and on every pair of many."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, Self

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Session, Waiver
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.concession import Concession
from expo_planner.rules.requirements.overlaps import overlapping
from expo_planner.rules.requirements.requirement import Breach, Clash, Extra, Requirement, requirement
from expo_planner.rules.requirements.unary import Unary

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal


def between(one: Placement | Window, other: Placement | Window) -> Window:
    """The overlap of two windows, or the gap between them if they do not overlap."""
    return Window(*sorted((max(one.start, other.start), min(one.end, other.end))))


@requirement
class Pairwise(Requirement):
    """A demand on two placed sessions. Subclasses state in `breach` what breaks it, and post it."""

    first: Session
    second: Session
    rooms_matter: ClassVar[bool] = True
    """Whether the rooms matter, not only the times."""
    ties: ClassVar[bool] = False
    """Whether the placement of one leaves the other few: the same room, if rooms matter, and some of the starts."""
    same_day: ClassVar[bool] = False
    """Whether both start on one day."""
    in_a_row: ClassVar[bool] = False
    """Whether the second starts in the room of the first, soon after that ends."""

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        """The breach by these two placements; None if the demand holds."""
        raise NotImplementedError

    @property
    def concession(self) -> Concession | None:
        return Concession(self.rule, self.sessions)

    @property
    def reach(self) -> int | None:
        """The distance in minutes from which on the two cannot break it; None: they can at any distance."""
        return None

    def room_key(self, room: Room) -> Hashable:
        """The property of a room that matters to it, given the placement of the other session."""
        return room.id if self.rooms_matter else None

    def starts_beside(self, session: str, other: Placement) -> Window | None:
        """A superset of the starts at which it holds for one of the two, given the other's placement; None: any."""
        return None

    @property
    def sessions(self) -> tuple[str, ...]:
        return (self.first.id, self.second.id)

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        first, second = schedule.get(self.first.id), schedule.get(self.second.id)
        if first is not None and second is not None and (breach := self.breach(first, second)) is not None:
            yield self.clash(breach._replace(window=self.window(first, second)), self.sessions)

    def window(self, first: Placement, second: Placement) -> Window:
        """The time of the clash."""
        return between(first, second)

    def begins_before(self, board: Board, deadline: int) -> Literal:
        """Whether a clash of the two would begin before a tick (the start of `window`)."""
        first, second = self.sessions
        return board.any_of(
            board.all_of(board.starts_before(first, deadline), board.starts_before(second, deadline)),
            board.ends_before(first, deadline),
            board.ends_before(second, deadline),
        )

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        deadlines = [self.deadline(waiver) for waiver in waivers if waiver.sessions <= set(self.sessions)]
        if None in deadlines:
            return
        excused = board.any_of(*(self.begins_before(board, deadline) for deadline in deadlines if deadline is not None))
        broken = board.literal()
        self.post(board, board.none_of(broken, excused))
        yield broken, self.amount

    @property
    def amount(self) -> int:
        """The amount of one clash of the two."""
        return 1

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        other = schedule.get(self.second.id if session == self.first.id else self.first.id)
        if other is None:
            return True
        return self.breach(*((placement, other) if session == self.first.id else (other, placement))) is None

    def given(self, session: str, other: Placement) -> GivenOther:
        """The demand on one of the two while the other keeps its placement."""
        one = self.first if session == self.first.id else self.second
        return GivenOther(**self.terms, demand=self.demand, goal=self.goal, session=one, pair=self, other=other)

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        first, second = self.sessions
        if first in free and second in free:
            yield self
        elif first in free and second in schedule:
            yield self.given(first, schedule[second])
        elif second in free and first in schedule:
            yield self.given(second, schedule[first])


@requirement
class GivenOther(Unary):
    """The demand on one of two sessions while the other keeps its placement."""

    pair: Pairwise
    other: Placement

    def breach(self, placement: Placement) -> Breach | None:
        return self.pair.breach(*self._both(placement))

    def _both(self, placement: Placement) -> tuple[Placement, Placement]:
        ahead = self.session.id == self.pair.first.id
        return (placement, self.other) if ahead else (self.other, placement)

    def room_key(self, room: Room) -> Hashable:
        return self.pair.room_key(room)

    @property
    def witnesses(self) -> tuple[str, ...]:
        return self.pair.sessions

    def window(self, placement: Placement) -> Window:
        return self.pair.window(*self._both(placement))


@requirement
class AllPairs(Requirement):
    """A demand on every pair of many sessions, its `members`. Subclasses give the pairs and may post all at once.

    In a schedule, only pairs that are `busy` at the same time are examined.
    """

    members: tuple[str, ...]

    @property
    def sessions(self) -> tuple[str, ...]:
        return self.members

    def pair(self, first: str, second: str) -> Pairwise | None:
        """The demand on two of them; None if there is none."""
        raise NotImplementedError

    def pairs(self) -> Iterator[Pairwise]:
        """The demands on all pairs."""
        return (pair for names in combinations(self.members, 2) if (pair := self.pair(*names)) is not None)

    def busy(self, schedule: Schedule) -> Sequence[tuple[Window, str]]:
        """The busy times of the placed sessions; two that do not overlap cannot break the demand. Default: any can."""
        return [(Window(0, 1), name) for name in self.members if name in schedule]

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        return self.all_broken([self], schedule)

    @classmethod
    def all_broken(cls, alike: Sequence[Self], schedule: Schedule) -> Iterator[Clash]:
        """The clashes of all of them, found in one search for sessions that are busy at the same time."""
        busy = [one.busy(schedule) for one in alike]
        near = overlapping([[window for window, _ in own] for own in busy])
        for one, own, pairs in zip(alike, busy, near, strict=True):
            for first, second in pairs:
                pair = one.pair(own[first][1], own[second][1])
                if pair is not None:
                    yield from pair.broken_by(schedule)

    def post(self, board: Board, when: Literal) -> None:
        for pair in self.pairs():
            pair.post(board, when)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        for pair in self.pairs():
            yield from pair.count(board, waivers)

    def around(self, schedule: Schedule, session: str, placement: Placement) -> Iterable[str]:
        if (reach := self.reach) is None:
            return super().around(schedule, session, placement)
        near = Window(placement.start - reach, placement.end + reach)
        return schedule.near(near, self.session_set) - {session}

    @property
    def reach(self) -> int | None:
        """The distance in minutes from which on no two of them can break it; None: some can at any distance."""
        return None

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        return all(
            pair.admits(schedule, session, placement)
            for other in self.around(schedule, session, placement)
            if (pair := self.pair(other, session)) is not None
        )

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        moving = tuple(sorted(self.session_set & free))
        if len(moving) > 1:
            yield replace(self, members=moving)
        for name in moving:
            for other in self.members:
                if other not in free and other in schedule and (pair := self.pair(other, name)) is not None:
                    yield from pair.restricted(schedule, free)


@requirement
class Disjoint(Pairwise):
    """Two sessions do not overlap. `says` may use {first}, {second} and {when}; `people` is the amount of a clash."""

    says: Text
    people: int = 1
    rooms_matter = False

    @property
    def reach(self) -> int:
        return 0

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        if not first.window.meets(second.window):
            return None
        span = self.expo.clock.span(between(first, second))
        facts = {"first": self.first, "second": self.second, "when": span, "people": self.people}
        return Breach(self.says.fill(**facts), amount=self.people)

    def beside(self, schedule: Mapping[str, Placement], session: str) -> Iterator[Extra]:
        other = schedule.get(self.second.id if session == self.first.id else self.first.id)
        if other is not None and self.weight:
            yield Extra(self.weight * self.people, window=other.window)

    def post(self, board: Board, when: Literal) -> None:
        board.separate(self.first.id, self.second.id, 0, when)

    @property
    def amount(self) -> int:
        return self.people
