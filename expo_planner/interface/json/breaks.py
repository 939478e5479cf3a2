"""Common breaks, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.plain_text import JsonDocument

if TYPE_CHECKING:
    from expo_planner.planner.breaks import Break


def breaks_document(expo: Expo, breaks: list[Break]) -> list[JsonDocument]:
    """The result of `plan check --breaks`, by time; without `start` and `end`, a session runs through the break."""
    return [
        {
            "start": None if one.time is None else expo.clock.iso(one.time.start),
            "end": None if one.time is None else expo.clock.iso(one.time.end),
            "people": one.people,
            "sessions": list(one.sessions),
        }
        for one in breaks
    ]
