"""A session stays where the file puts it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Self

from expo_planner.domain.entities import Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.concession import Concession
from expo_planner.rules.requirements.perturbation import RULE as KEEP
from expo_planner.rules.requirements.requirement import Breach, requirement
from expo_planner.rules.requirements.unary import Unary

MOVE = Text("move {session} to {spot}", "将{session}改到{spot}")
STANDS = Text("{session} stays at {spot}", "{session}已排在{spot}，保持不动")
MOVED = Text(
    "{session} is pinned to {pinned}, but is at {found}; move it back or unpin it",
    "{session}已固定在{pinned}，现排在{found}，请移回原处或取消固定",
)


@requirement
class StaysPut(Unary):
    """The session keeps what the file gives it: a start, a room, or both."""

    @classmethod
    def standing(cls, expo: Expo, session: Session) -> Self:
        """The demand that a session with a start or a room in the file keeps them, although it is not pinned."""
        bare = cls(expo=expo, rule=KEEP, demand=STANDS.fill(), session=session)
        spot = bare.spot(session.room, session.start)
        return cls(expo=expo, rule=KEEP, demand=STANDS.fill(session=session, spot=spot), session=session)

    @property
    def concession(self) -> Concession:
        times = self.expo.keep.start
        return Concession(self.rule, self.sessions, ("start", "room", "pinned"), times, self.session.keep.start)

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        expo, session = alike[0].expo, alike[0].session
        place = schedule[session.id]
        return MOVE.fill(session=session, spot=[expo.rooms[place.room].name, expo.clock.span(place.window)])

    @property
    def whole(self) -> bool:
        """Whether it gives both room and start."""
        return self.session.room is not None and self.session.start is not None

    def breach(self, placement: Placement) -> Breach | None:
        session = self.session
        if session.start in (None, placement.start) and session.room in (None, placement.room):
            return None
        facts = {"session": session, "pinned": self.spot(session.room, session.start)}
        found = self.spot(placement.room, placement.start)
        return Breach(MOVED.fill(**facts, found=found), rooms=(placement.room,))

    def spot(self, room: str | None, start: int | None) -> list[object]:
        """A start and a room as people read them."""
        spot: list[object] = [] if start is None else [self.expo.clock.moment(start)]
        return spot if room is None else [*spot, self.expo.rooms[room].name]

    def room_key(self, room: Room) -> Hashable:
        return room.id == self.session.room

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.session.at("start" if self.session.start is not None else "room"),)
