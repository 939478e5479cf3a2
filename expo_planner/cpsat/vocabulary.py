"""The words of the board that need no solver: placements of a session, and the time that it takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

Domain: TypeAlias = Mapping[str, tuple[int, ...]]
"""Of every room that a session may have, its starts there, in ascending order."""
RoomStart: TypeAlias = tuple[str, int]
"""A room and a start."""


class Stay(NamedTuple):
    """A session's time in some rooms (None: in any), begun so many minutes sooner and ended so many later.

    With `from_end` it is only the minutes after its end.
    """

    session: str
    rooms: Collection[str] | None = None
    before: int = 0
    after: int = 0
    from_end: bool = False
