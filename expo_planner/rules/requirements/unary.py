"""Demands on one session: they decide which placements it may have, or what each costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, ClassVar

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Session, Waiver
from expo_planner.domain.i18n import Message
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.concession import Concession
from expo_planner.rules.requirements.requirement import Breach, Clash, Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal
    from expo_planner.cpsat.vocabulary import Domain


@requirement
class Unary(Requirement):
    """A demand on one session's placement. Subclasses state in `breach` what breaks it.

    They also state what it depends on, so that a grid of all placements is cheap to compute: rooms with the same
    `room_key` are alike, `timed` says whether the start matters, and demands with the same `likeness` are evaluated
    once.
    """

    session: Session
    timed: bool = True
    even: ClassVar[bool] = False
    """Whether, of schedules that cost the same, the one that breaks it more evenly is better."""

    def breach(self, placement: Placement) -> Breach | None:
        """The breach by this placement; None if the demand holds."""
        raise NotImplementedError

    def room_key(self, room: Room) -> Hashable:
        """The property of a room that matters to it."""
        return None

    @property
    def likeness(self) -> Hashable:
        """A key: demands of one class with equal keys hold, or are broken as badly, at the same placements."""
        return self

    def never(self) -> Message | None:
        """Why it holds nowhere at all, whatever else is given up; None if it may hold somewhere."""
        return None

    @property
    def sessions(self) -> tuple[str, ...]:
        return (self.session.id,)

    @property
    def concession(self) -> Concession | None:
        return Concession(self.rule, self.sessions)

    @property
    def witnesses(self) -> tuple[str, ...]:
        """The sessions that its clash names."""
        return self.sessions

    def window(self, placement: Placement) -> Window:
        """The time of its clash."""
        return placement.window

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        return self.breach(placement) is None

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        placement = schedule.get(self.session.id)
        if placement is not None and (breach := self.breach(placement)) is not None:
            yield self.clash(breach._replace(window=self.window(placement)), self.witnesses)

    def alike(self, candidates: Domain) -> Iterator[tuple[list[str], tuple[int, ...]]]:
        """The candidates as groups of rooms that are alike to the demand, with the starts that they share.

        Starts are compared by identity: hashing long tuples took a third of a construction.
        """
        groups: dict[Hashable, list[str]] = defaultdict(list)
        for room, starts in candidates.items():
            groups[self.room_key(self.expo.rooms[room]), id(starts)].append(room)
        for rooms in groups.values():
            yield rooms, candidates[rooms[0]]

    def breaches(self, room: str, starts: tuple[int, ...]) -> Iterator[tuple[Placement, Breach | None]]:
        """The breach by each of the placements in a room; one value for all if the start does not matter."""
        for start in starts if self.timed else starts[:1]:
            placement = self.expo.place_session(self.session, room, start)
            yield placement, self.breach(placement)

    def holding(self, room: str, starts: tuple[int, ...]) -> tuple[int, ...]:
        """The starts at which it holds in a room."""
        held = tuple(placement.start for placement, breach in self.breaches(room, starts) if breach is None)
        return held if self.timed or not held else starts

    def amounts(self, room: str, starts: tuple[int, ...]) -> list[int]:
        """The amount by which each start in a room breaks it; one value for all if the start does not matter."""
        return [0 if breach is None else breach.amount for _, breach in self.breaches(room, starts)]

    def post(self, board: Board, when: Literal) -> None:
        for rooms, starts in self.alike(board.placements(self.session.id)):
            held = self.holding(rooms[0], starts)
            if len(held) < len(starts):
                for room in rooms:
                    board.only_at(self.session.id, room, held, when)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        deadlines = [self.deadline(waiver) for waiver in waivers if waiver.sessions <= set(self.witnesses)]
        if None in deadlines:
            return
        excused = max((deadline for deadline in deadlines if deadline is not None), default=None)
        broken: dict[tuple[int, tuple[int, ...]], list[str]] = defaultdict(list)
        for rooms, starts in self.alike(board.placements(self.session.id)):
            by_amount: dict[int, list[int]] = defaultdict(list)
            amounts = self.amounts(rooms[0], starts)
            for tick, amount in zip(starts, amounts if self.timed else amounts * len(starts), strict=True):
                if amount:
                    by_amount[amount].append(tick)
            for amount, broken_at in by_amount.items():
                unexcused = tuple(
                    tick
                    for tick in broken_at
                    if excused is None
                    or self.window(self.expo.place_session(self.session, rooms[0], tick)).start >= excused
                )
                broken[amount, unexcused] += rooms
        for (amount, ticks), rooms in broken.items():
            yield board.at(self.session.id, rooms, ticks), amount
