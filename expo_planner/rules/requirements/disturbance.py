"""What changing a published schedule counts, for everyone who has to be told."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.domain.schedule import Placement


@dataclass(frozen=True)
class Disturbance:
    """How often each person told counts: where the start changes, the room alone, or the session is dropped."""

    start: int = 2
    room: int = 1
    dropped: int = 4

    def times(self, before: Placement, after: Placement | None) -> int:
        """How often a change counts: 0 for a session that stays; `after` None: it has no place any more."""
        if after is None:
            return self.dropped
        return self.start if after.start != before.start else self.room if after.room != before.room else 0


DISTURBANCE = Disturbance()
