"""The price of changing a published schedule, for each person who must be notified."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.domain.schedule import Placement


@dataclass(frozen=True)
class Disturbance:
    """The factor on each person to notify: the start changes, only the room changes, or the session is dropped."""

    start: int = 2
    room: int = 1
    dropped: int = 4

    def times(self, before: Placement, after: Placement | None) -> int:
        """The factor of one change: 0 for a session that stays; `after` is None for a session that is dropped."""
        if after is None:
            return self.dropped
        return self.start if after.start != before.start else self.room if after.room != before.room else 0


DISTURBANCE = Disturbance()
