"""The types of the board that do not need the solver: domains, and the times of a session."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

Domain: TypeAlias = Mapping[str, tuple[int, ...]]
"""The placements that a session may have: for each room, its starts there (ticks), in ascending order."""
RoomStart: TypeAlias = tuple[str, int]
"""A room and a start."""


class Endpoint(NamedTuple):
    """The start of a session, or with `ends` its end, shifted by minutes."""

    session: str
    ends: bool = False
    shift: int = 0


class Stay(NamedTuple):
    """A session's time in some rooms (None: in any), extended by minutes before its start and after its end.

    With `from_end`, only the minutes after its end.
    """

    session: str
    rooms: Collection[str] | None = None
    before: int = 0
    after: int = 0
    from_end: bool = False
