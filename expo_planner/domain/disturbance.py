"""The price of changing a schedule that people already know of, in people to notify."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.domain.schedule import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class Surcharge:
    """What a change of one session costs besides notifying people, such as a printed sign or sold seats.

    The amounts for a new start and for a new room are counted in people; a session that is dropped loses both.
    """

    start: int = 0
    room: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """The factor on each person to notify: the start changes, only the room changes, or the session is dropped."""

    start: int = 2
    room: int = 1
    dropped: int = 4

    def of_move(self, told: int, extra: Surcharge, *, start: bool, room: bool) -> int:
        """The price of a new start, a new room or both, for a session of which `told` people know."""
        factor = self.start if start else self.room if room else 0
        return factor * told + start * extra.start + room * extra.room

    def of_drop(self, told: int, extra: Surcharge) -> int:
        """The price of dropping such a session."""
        return self.dropped * told + extra.start + extra.room

    def of_change(self, told: int, extra: Surcharge, before: Placement, after: Placement | None) -> int:
        """The price of a change: 0 for a session that stays; `after` is None for a session that is dropped."""
        if after is None:
            return self.of_drop(told, extra)
        return self.of_move(told, extra, start=after.start != before.start, room=after.room != before.room)
