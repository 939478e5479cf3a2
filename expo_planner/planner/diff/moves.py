"""The sessions whose placements change from one schedule of an expo to another, and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.planner.diff.placement import placement_changes


@dataclass(frozen=True)
class Move:
    """The change of one session's placement. `before` or `after` is None if it was not or is no longer placed.

    `told` is the number of people to notify; `people` are the ids of the session's participants among them.
    """

    session: str
    before: Placement | None
    after: Placement | None
    told: int
    people: tuple[str, ...]


def moves_between(expo: Expo, before: Schedule, after: Schedule) -> tuple[Move, ...]:
    """The changed placements, in the order of the file; for sessions that were not placed, nobody must be notified."""
    return tuple(
        Move(name, old, new, 0 if old is None else session.told, session.named)
        for name, session in expo.sessions.items()
        if placement_changes(old := before.get(name), new := after.get(name))
    )
