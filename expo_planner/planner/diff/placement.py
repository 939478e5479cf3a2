"""Whether and how the place of one session changes: the one comparison behind notices, repairs and releases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from expo_planner.domain.schedule import Placement

PlacementChange = Literal["added", "cancelled", "moved", "room", "length"]
"""How a place can change; `moved` is in time."""


def placement_changes(old: Placement | None, new: Placement | None) -> tuple[PlacementChange, ...]:
    """How a place changes from the old one to the new one, both in ticks of one clock; empty where it stays.

    None is no place: the session is `added` or `cancelled`, and nothing else is told of it.
    """
    return tuple(_changes(old, new))


def _changes(old: Placement | None, new: Placement | None) -> Iterator[PlacementChange]:
    if old is None or new is None:
        if new is not None:
            yield "added"
        elif old is not None:
            yield "cancelled"
        return
    if new.start != old.start:
        yield "moved"
    if new.room != old.room:
        yield "room"
    if new.end - new.start != old.end - old.start:
        yield "length"
