"""The time that a session takes, as requirements speak of it to CP-SAT."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple


class Stay(NamedTuple):
    """A session's time in some rooms (None: in any), begun so many minutes sooner and ended so many later.

    With `from_end` it is only the minutes after its end.
    """

    session: str
    rooms: Collection[str] | None = None
    before: int = 0
    after: int = 0
    from_end: bool = False
