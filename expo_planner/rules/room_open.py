"""room_open: sessions take place while their room is open."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from expo_planner.domain.clock import Window, inside, within
from expo_planner.domain.entities import Room
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Rule

OPEN_ROOM = Text("open {room} for {session}, {when}", "让{room}在{when}为{session}开放")
NOT_OPEN = Text(
    "{session} uses {room}, {when}, when it is not open; choose another time or room, or open the room",
    "{session}在{when}占用{room}，但该场地此时不开放，请改期、换场地或延长开放时间",
)
CLOSED = Text(
    "{session} uses {room}, {when}, but the room is closed {closed}",
    "{session}在{when}占用{room}，而该场地{closed}关闭",
)


@requirement
class WhileOpen(Unary):
    """The session's room is open while it is taken. `limits` are the places in the file that say when it is."""

    limits: tuple[Source, ...] = ()
    keeps_hours = True

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        expo, session = alike[0].expo, alike[0].session
        place = schedule[session.id]
        taken = expo.clock.span(expo.taken(session, place))
        return OPEN_ROOM.fill(session=session, room=expo.rooms[place.room].name, when=taken)

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.session.source, *self.limits)

    @property
    def likeness(self) -> Hashable:
        return self.session.shape

    def breach(self, placement: Placement) -> Breach | None:
        expo, room = self.expo, self.expo.rooms[placement.room]
        taken = expo.taken(self.session, placement)
        opened, by_hours = expo.opened(room)
        facts = {"session": self.session, "room": room.name, "when": expo.clock.span(taken)}
        if opened is not None and not inside(opened, taken):
            return Breach(NOT_OPEN.fill(**facts), rooms=(room.id,))
        if by_hours and not all(inside(expo.hours, piece) for piece in self._within_hours(placement)):
            return Breach(NOT_OPEN.fill(**facts), rooms=(room.id,))
        closed = next((window for window in expo.closed(room) if window.meets(taken)), None)
        if closed is not None:
            return Breach(CLOSED.fill(**facts, closed=expo.clock.span(closed)), rooms=(room.id,))
        return None

    def _within_hours(self, placement: Placement) -> Iterator[Window]:
        """What must lie within the expo's hours, with setup before the first part and teardown after the last."""
        pieces = self.expo.within_hours(self.session, placement.window)
        for piece in pieces:
            before = self.session.setup if piece is pieces[0] else 0
            after = self.session.teardown if piece is pieces[-1] else 0
            yield Window(piece.start - before, piece.end + after)

    def holding(self, room: str, starts: tuple[int, ...]) -> tuple[int, ...]:
        """By windows for a session that cannot span days: the room's usable time shortened by what is taken."""
        session = self.session
        if session.length is None or not session.short:
            return super().holding(room, starts)
        usable = self.expo.usable(self.expo.rooms[room])
        return within(starts, usable, session.length + session.teardown, before=session.setup)

    def room_key(self, room: Room) -> Hashable:
        return (self.expo.opened(room), self.expo.closed(room))


@dataclass(frozen=True, kw_only=True)
class RoomOpen(Rule):
    """A session, with setup and teardown, lies inside one open window of its room and overlaps no closed one.

    A room without `open` has the expo's hours, in which a continuous session starts and ends; a joined hall is open when
    all its cells are, and a closed cell closes it. One clash for each session; hosted sessions are ignored.
    """

    always = True
    title = Text("open rooms", "场地开放")
    about = Text(
        "A session, with setup and teardown, lies inside one open window of its room and overlaps no closed one. A "
        "room without open windows is open during the expo's hours, and for the nights of a continuous session that "
        "starts and ends within them; a closed cell closes every joined hall it belongs to.",
        "活动连同布场、撤场须处于场地的一个开放时段之内，且不与关闭时段重叠；未写开放时段的按展会开放时间，昼夜连续的"
        "活动只须在该时间内开始和结束；厅关闭，则含该厅的合并厅随之关闭。",
    )
    usage = "room_open"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, language: en}
                rooms:
                  - {id: A, name: Hall A, open: ["2023-07-06 09:00-10:30", "2023-07-06 10:30-11:00"]}
                  - {id: B, name: Hall B, closed: ["2023-07-06 11:00-12:00"]}
                  - {id: AB, name: Hall A+B, cells: [A, B]}
                sessions: [{id: panel, title: Panel, duration: 1h, setup: 15min, teardown: 15min}]
                """,
            accepts="panel A 09:30",
            rejects="panel B 10:00",
            says="“Panel” uses Hall B, Thu 6 Jul 09:45–11:15, but the room is closed Thu 6 Jul 11:00–12:00",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[WhileOpen]:
        demand = Text("{session} needs an open room", "{session}须在场地开放时间内")
        limited = Text("{session} needs an open room ({limits})", "{session}须在场地开放时间内（{limits}）")

        @cache  # most sessions name no rooms, and looking through all rooms for each took most of a check
        def limiting(rooms: tuple[str, ...]) -> tuple[list[Message], tuple[Source, ...]]:
            usable = [expo.rooms[room] for room in rooms or expo.rooms]
            cells = [expo.rooms[part] for room in usable for part in (room.id, *room.cells)]
            restricted = {room.id: room for room in cells if room.open is not None or room.closed}.values()
            return [_limit(expo, room) for room in restricted], tuple(room.source for room in restricted)

        for session in expo.sessions.values():
            if session.host is None:
                limits, places = limiting(session.rooms)
                filled = (limited if limits else demand).fill(session=session, limits=limits)
                yield WhileOpen(**self.terms(expo), demand=filled, session=session, limits=places)


def _limit(expo: Expo, room: Room) -> Message:
    """The open or closed windows of a room, as the file gives them."""
    if room.closed:
        text, windows = Text("{room}: closed {windows}", "{room}{windows}关闭"), room.closed
    else:
        text, windows = Text("{room}: open {windows}", "{room}仅{windows}开放"), room.open or ()
    return text.fill(room=room.name, windows=[expo.clock.span(window) for window in windows])
