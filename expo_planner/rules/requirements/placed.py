"""A session is placed: the only demand on sessions that are not placed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Self

from expo_planner.domain.entities import Room, Session, Waiver
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.concession import Concession
from expo_planner.rules.requirements.requirement import Breach, Clash, Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

NO_PLACE = Text(
    "{session} is not placed yet",
    "{session}尚未排定",
)
LEAVE_OUT = Text("leave {session} out", "不安排{session}")
LEFT_OUT = Text("{session} is left out", "{session}未能排入")


@requirement
class HasPlace(Requirement):
    """The session is placed: the only demand on sessions that are not placed."""

    session: Session
    gives_place = True

    @property
    def concession(self) -> Concession:
        lost = self.session.keep
        return Concession(self.rule, self.sessions, times=self.expo.keep.dropped, extra=lost.start + lost.room)

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        return LEAVE_OUT.fill(session=alike[0].session)

    @property
    def sessions(self) -> tuple[str, ...]:
        return (self.session.id,)

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        if self.session.id not in schedule:
            text = LEFT_OUT if self.goal else NO_PLACE
            yield self.clash(Breach(text.fill(session=self.session)), self.sessions)

    def room_key(self, room: Room) -> Hashable:
        return None

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return None

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        return True

    def post(self, board: Board, when: Literal) -> None:
        board.imply(when, board.placed(self.session.id))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        if not any(waiver.sessions <= {self.session.id} for waiver in waivers):
            yield board.negation(board.placed(self.session.id)), 1
