"""Demands on a session alone: they decide which placements it may have at all, or what each costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Room, Session, Waiver
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.concession import Concession
from expo_planner.rules.requirements.requirement import Breach, Clash, Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal
    from expo_planner.cpsat.vocabulary import Domain


@requirement
class Unary(Requirement):
    """A demand on one session's placement. Subclasses say in `breach` what breaks it.

    They also say what it depends on, so that a table of all placements is cheap to make: rooms with the same
    `room_key` are alike to it, `timed` tells whether the start matters, and demands of sessions with the same
    `likeness` are looked at once.
    """

    session: Session
    timed: bool = True

    def breach(self, placement: Placement) -> Breach | None:
        """What is wrong with this placement; None if it holds."""
        raise NotImplementedError

    def room_key(self, room: Room) -> Hashable:
        """What of a room matters to it."""
        return None

    @property
    def likeness(self) -> Hashable:
        """Demands of one kind that agree in this hold at the same placements, and are broken as badly elsewhere."""
        return self

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
        """When its clash happens."""
        return placement.window

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        return self.breach(placement) is None

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        placement = schedule.get(self.session.id)
        if placement is not None and (breach := self.breach(placement)) is not None:
            yield self.clash(breach._replace(window=self.window(placement)), self.witnesses)

    def alike(self, candidates: Domain) -> Iterator[tuple[list[str], tuple[int, ...]]]:
        """The candidates as groups of rooms that are alike to it, with the starts that they share.

        Starts are told apart by identity: hashing long tuples took a third of a construction.
        """
        groups: dict[Hashable, list[str]] = defaultdict(list)
        for room, starts in candidates.items():
            groups[self.room_key(self.expo.rooms[room]), id(starts)].append(room)
        for rooms in groups.values():
            yield rooms, candidates[rooms[0]]

    def breaches(self, room: str, starts: tuple[int, ...]) -> Iterator[tuple[Placement, Breach | None]]:
        """What is wrong with each of the placements in a room; one stands for all where the start does not matter."""
        for start in starts if self.timed else starts[:1]:
            placement = self.expo.place_session(self.session, room, start)
            yield placement, self.breach(placement)

    def holding(self, room: str, starts: tuple[int, ...]) -> tuple[int, ...]:
        """Those of the starts at which it holds in a room."""
        held = tuple(placement.start for placement, breach in self.breaches(room, starts) if breach is None)
        return held if self.timed or not held else starts

    def amounts(self, room: str, starts: tuple[int, ...]) -> list[int]:
        """How badly each start in a room breaks it; one stands for all where the start does not matter."""
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
            for placement, breach in self.breaches(rooms[0], starts):
                if breach is not None and breach.amount:
                    by_amount[breach.amount] += [placement.start] if self.timed else list(starts)
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
