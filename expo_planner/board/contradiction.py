"""What was changed on the board and by hand in the file, to different ends, until a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from expo_planner.domain.clock import MINUTE
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement
from expo_planner.roundtrip.merge.three_way import FieldChange

Kept = Mapping[str, str]
"""A placement that is kept: its room and its start as an instant."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Our change that the file contradicts: of a field, or of where a session is placed (`kept`, None for nowhere)."""

    session: str = ""
    kept: Kept | None = None
    field: FieldChange | None = None

    @classmethod
    def of(cls, expo: Expo, ours: tuple[str, Placement | None] | FieldChange) -> Contradiction:
        """The contradiction of a change of ours that is lost."""
        if isinstance(ours, FieldChange):
            return cls(field=ours)
        return cls(ours[0], place_to_json(expo, ours[1]))

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about."""
        return (self.session,) if self.field is None else (self.field.section, self.field.name, self.field.field)

    def placement(self, expo: Expo) -> Placement | None:
        """Where our change placed the session; None if it took it off, or if the room is gone."""
        if self.kept is None or self.kept["room"] not in expo.rooms:
            return None
        return expo.place_session(expo.sessions[self.session], self.kept["room"], start_from_json(expo, self.kept))

    def to_json(self) -> dict[str, Any]:
        """The contradiction as JSON values."""
        field = self.field and [self.field.section, self.field.name, self.field.field, self.field.old, self.field.new]
        return {"session": self.session, "placement": self.kept, "field": field}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Contradiction:
        """A contradiction that was kept."""
        return cls(told["session"], told["placement"], told["field"] and FieldChange(*told["field"]))


def place_to_json(expo: Expo, placement: Placement | None) -> dict[str, str] | None:
    """A placement as JSON values, whatever the first day of the expo is."""
    return None if placement is None else {"room": placement.room, "start": expo.clock.iso(placement.start)}


def start_from_json(expo: Expo, kept: Kept) -> int:
    """The start of a placement that was kept, in ticks."""
    return (datetime.fromisoformat(kept["start"]) - expo.clock.origin) // MINUTE
