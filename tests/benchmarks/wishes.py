"""What single sessions of a made expo ask for: seats, equipment, rooms and times, as musts and as preferences."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.planting import Planted
from benchmarks.quarters import Span, half_days, minutes, whole_day
from benchmarks.venue import Room, Rooms

ON_ITS_DAY, IN_ITS_HALF = 0.3, 0.1
IN_NAMED_ROOMS, PREFERS_TIME, PREFERS_ROOM = 0.2, 0.5, 0.3
TRUE = 0.7
"""How many of the preferences the planted schedule meets, or nearly does."""
NEEDS, USES, OPTIONAL = 0.15, 0.1, 0.02


def ask(one: Planted, rooms: Rooms, days: int, home: Room | None, drawn: random.Random) -> dict[str, Any]:
    """The fields of a session, all of which the planted schedule keeps; `home` is the room that its series prefers."""
    fields: dict[str, Any] = {"duration": minutes(one.span.length)}
    if one.host is not None:
        return fields | {"host": one.host}
    attendance = round(one.room.capacity * drawn.uniform(0.55, 1))
    needs = tuple(name for name in one.room.equipment if drawn.random() < NEEDS)
    fields |= {"attendance": attendance}
    if needs:
        fields["needs"] = list(needs)
    fields |= {name: minutes(length) for name in ("setup", "teardown") if (length := getattr(one, name))}
    fitting = [room for room in rooms.values() if room.capacity >= attendance and {*needs} <= {*room.equipment}]
    if drawn.random() < IN_NAMED_ROOMS:
        fitting = _with(one.room, drawn.sample(fitting, min(len(fitting), drawn.randint(2, 4))))
        fields["rooms"] = [room.id for room in fitting]
    window = _window(one, drawn)
    if window is not None:
        fields["when"] = [str(window)]
    if drawn.random() < USES:
        fields["uses"] = {"interpreter": 1}
    if drawn.random() < OPTIONAL:
        fields["priority"] = drawn.randint(20, 60)
    prefer = _prefers(one, window, fitting, days, home, drawn)
    return fields | ({"prefer": prefer} if prefer else {})


def _with(room: Room, others: list[Room]) -> list[Room]:
    """The other rooms and this one, in order; two at least, where there are others."""
    return sorted({other.id: other for other in [room, *others]}.values(), key=lambda one: one.id)


def _window(one: Planted, drawn: random.Random) -> Span | None:
    """The time within which a session has to be, if any."""
    roll = drawn.random()
    day = one.span.day
    if roll < ON_ITS_DAY:
        return whole_day(day)
    if roll < ON_ITS_DAY + IN_ITS_HALF:
        return next((half for half in half_days([day]) if half.holds(one.span)), whole_day(day))
    return None


def _prefers(
    one: Planted, window: Span | None, fitting: list[Room], days: int, home: Room | None, drawn: random.Random
) -> dict[str, Any]:
    """Preferences that the session's own demands leave open."""
    prefer: dict[str, Any] = {}
    if drawn.random() < PREFERS_TIME:
        day = one.span.day if drawn.random() < TRUE else drawn.randrange(days)
        halves = [half for half in half_days([day]) if window is None or window.holds(half)]
        halves = [half for half in halves if half != window and half.length >= one.span.length]
        if halves:
            prefer["when"] = [str(drawn.choice(halves))]
    if home is not None and home in fitting:
        prefer["rooms"] = [home.id]
    elif drawn.random() < PREFERS_ROOM:
        prefer["rooms"] = [(one.room if drawn.random() < TRUE else drawn.choice(fitting)).id]
    return prefer
