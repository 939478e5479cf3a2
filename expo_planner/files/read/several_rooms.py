"""The rooms that sessions take several at once → rooms of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice
from math import comb

from expo_planner.domain.entities import Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.several_rooms import parts_of, several, several_id
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.record_types import GivenFields

MOST = 300
"""Combinations of rooms that one session may choose from; each is one more room for the search."""
TOO_MANY = Text(
    "{count} combinations of {rooms} rooms are too many to choose from",
    "{rooms}个场地有{count}种组合，过多，无法逐一尝试",
)
NAME_SOME = Text("name fewer possible rooms under `rooms`", "请在 rooms 中写出较少的可用场地")
NOT_SEVERAL = Text(
    "{room} cannot be one of several rooms at once: it is of kind {kind}",
    "{room}的类型是 {kind}，不能与其他场地同时使用",
)
OVERLAPPING = Text("{one} and {other} share a hall", "{one}与{other}含有同一个厅")


def with_several_rooms(expo: Expo, given: Mapping[str, GivenFields], context: Context) -> Expo:
    """The expo with a room for every several that a session takes, or may take, at once."""
    made: dict[str, Room] = {}
    for session in expo.sessions.values():
        for parts in _wanted(expo, session, given[session.id], context):
            made.setdefault(several_id(parts), several(expo.rooms, parts))
    return replace(expo, rooms={**expo.rooms, **made}) if made else expo


def _wanted(expo: Expo, session: Session, given: GivenFields, context: Context) -> Iterator[tuple[str, ...]]:
    """The rooms that a session has at once, and those that it may have."""
    parts = parts_of(session.room) if session.room is not None else ()
    if len(parts) > 1 and _possible(expo, parts, given, context):
        yield parts
    if session.rooms_needed == 1 or session.host is not None:
        return
    named = [expo.rooms[room] for room in session.rooms if expo.rooms[room].kind == "room"]
    chosen = [*_together(named, session)]
    if not chosen:  # of those it does not name, so that an explanation can say that others would do
        named = _largest_first(expo)
        chosen = [one for one in _together(named, session) if len({room.site for room in one}) == 1]
    if comb(len(named), session.rooms_needed) <= MOST:
        yield from (tuple(room.id for room in one) for one in chosen)
    elif "rooms_needed" in given.values:  # who only says where the session is now has not asked for a choice
        message = TOO_MANY.fill(count=comb(len(named), session.rooms_needed), rooms=len(named))
        context.report.add(given.at("rooms_needed"), (*given.path, "rooms_needed"), message, NAME_SOME)


def _together(rooms: Sequence[Room], session: Session) -> Iterator[tuple[Room, ...]]:
    """As many of these rooms as a session needs at once, in every way without a common cell; at most some."""
    for chosen in islice(combinations(rooms, session.rooms_needed), MOST):
        cells = [cell for room in chosen for cell in room.cells]
        if len(set(cells)) == len(cells):
            yield chosen


def _largest_first(expo: Expo) -> list[Room]:
    """The rooms of kind room, so that the largest of several is the main one."""
    halls = (room for room in expo.rooms.values() if room.kind == "room")
    return sorted(halls, key=lambda room: -(room.capacity or 0))


def _possible(expo: Expo, parts: Sequence[str], given: GivenFields, context: Context) -> bool:
    """Whether these rooms can be taken at once; if not, why is reported."""
    rooms = [expo.rooms[part] for part in parts if part in expo.rooms]
    found = len(rooms) == len(parts)
    for room in rooms:
        if room.kind != "room":
            message = NOT_SEVERAL.fill(room=room.name, kind=room.kind)
            context.report.add(given.at("room"), (*given.path, "room"), message)
            found = False
    for one, other in combinations(rooms, 2):
        if not set(one.cells).isdisjoint(other.cells):
            message = OVERLAPPING.fill(one=one.name, other=other.name)
            context.report.add(given.at("room"), (*given.path, "room"), message)
            found = False
    return found
