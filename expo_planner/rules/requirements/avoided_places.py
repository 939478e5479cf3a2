"""Times and rooms that a session had better not have, each at a price."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Session
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements.requirement import Breach, Terms, requirement
from expo_planner.rules.requirements.unary import Unary

BETTER = Text("{session} is at a better time or in a better room", "{session}排在更合适的时段或场地")
UNWELCOME = Text("{session} is on {when} in {room}, which costs {cost}", "{session}排在{when}、{room}，代价为{cost}")


@requirement
class AvoidedTimes(Unary):
    """The session does not touch the windows, or costs so much; without windows, at any time."""

    windows: tuple[Window, ...]
    cost: int

    @property
    def likeness(self) -> Hashable:
        return (self.session.shape, self.windows, self.cost)

    def breach(self, placement: Placement) -> Breach | None:
        if self.windows and not any(window.meets(placement.window) for window in self.windows):
            return None
        room, when = self.expo.rooms[placement.room], self.expo.clock.span(placement.window)
        facts = {"session": self.session, "when": when, "room": room.name, "cost": self.cost}
        return Breach(UNWELCOME.fill(**facts), amount=self.cost, rooms=(room.id,))

    def amounts(self, room: str, starts: tuple[int, ...]) -> list[int]:
        """By windows for a session of fixed length: tables have thousands of entries."""
        length = self.session.length
        if length is None:
            return super().amounts(room, starts)
        cost = self.cost * self.touches(room)
        if not self.timed:
            return [cost] * len(starts[:1])
        return [cost * any(begin - length < start < end for begin, end in self.windows) for start in starts]

    def touches(self, room: str) -> bool:
        """Whether the room is one of those meant."""
        return True


@requirement
class AvoidedRooms(AvoidedTimes):
    """The session does not touch the windows in some of the rooms, or costs so much."""

    among: frozenset[str]

    @property
    def likeness(self) -> Hashable:
        return (super().likeness, self.among)

    def room_key(self, room: Room) -> Hashable:
        return room.id in self.among

    def touches(self, room: str) -> bool:
        return room in self.among

    def breach(self, placement: Placement) -> Breach | None:
        return super().breach(placement) if self.touches(placement.room) else None


def avoided(
    terms: Terms, session: Session, windows: tuple[Window, ...], rooms: Collection[str], cost: int
) -> AvoidedTimes:
    """The wish that a session does not touch the windows, or the rooms, or the windows in the rooms.

    Without windows it is for any time, without rooms for any room.
    """
    wish = Terms(**(terms | {"weight": 1 if terms["weight"] is None else terms["weight"]}))
    demand, timed = BETTER.fill(session=session), bool(windows)
    if not rooms:
        return AvoidedTimes(**wish, demand=demand, session=session, timed=timed, windows=windows, cost=cost)
    among = frozenset(terms["expo"].including(rooms))
    return AvoidedRooms(**wish, demand=demand, session=session, timed=timed, windows=windows, cost=cost, among=among)
