"""Compares two placements of a session, for notices, repairs and releases alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from expo_planner.domain.schedule import Announced

PlacementChange = Literal["added", "cancelled", "moved", "room", "length"]
"""The kinds of change of a placement; `moved` is a new start, `room` another room, or one that is to be announced."""


def placement_changes(old: Announced | None, new: Announced | None) -> tuple[PlacementChange, ...]:
    """The changes from the old placement to the new one, both in ticks of one clock; empty if they are equal.

    None means not placed: the session is then only `added` or `cancelled`.
    """
    return tuple(_changes(old, new))


def _changes(old: Announced | None, new: Announced | None) -> Iterator[PlacementChange]:
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
