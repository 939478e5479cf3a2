"""Several rooms that one session takes at once: a main room, and others for overflow or a video link.

Together they are a `Room` of their own, with all their cells, so that whatever is true of rooms is true of them. Its id
is the ids of its parts, the main room first, joined by a plus sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from expo_planner.domain.entities import Room

PLUS = "+"
"""Joins the ids of the parts; no room's own id has one."""


def several_id(parts: Iterable[str]) -> str:
    """The id of several rooms, the main room first."""
    return PLUS.join(parts)


def parts_of(room: str) -> tuple[str, ...]:
    """The ids of the rooms that an id names, the main room first."""
    return tuple(room.split(PLUS))


def several(rooms: Mapping[str, Room], parts: Sequence[str]) -> Room:
    """These rooms as one: seats and prices add up, equipment is what all have, the site is the main room's."""
    own = [rooms[part] for part in parts]
    seats = [room.capacity for room in own if room.capacity is not None]
    turnovers = [room.turnover for room in own if room.turnover is not None]
    english = [room.name_en or room.name for room in own] if any(room.name_en for room in own) else []
    return Room(
        id=several_id(parts),
        name=" + ".join(room.name for room in own),
        name_en=" + ".join(english) or None,
        site=own[0].site,
        capacity=sum(seats) if len(seats) == len(own) else None,
        needs_met=reduce(frozenset.intersection, (room.needs_met for room in own)),
        cells=tuple(dict.fromkeys(cell for room in own for cell in room.cells)),
        parts=tuple(parts),
        cost_per_hour=sum(room.cost_per_hour for room in own),
        turnover=max(turnovers, default=None),
        stream_url=next((room.stream_url for room in own if room.stream_url), None),
        source=own[0].source,
    )
