"""What changes from one schedule to another: sessions added, cancelled, moved; programmes; whom that concerns.

`compare` is pure and knows no format: notices are made from it. `placement_changes`, which it asks of every session,
alone decides whether and how a place changes; repairs and releases ask it, too.
"""

from __future__ import annotations

from expo_planner.planner.diff.change import (
    KINDS,
    Changes,
    ItemChange,
    SessionChange,
    SessionChangeKind,
    SessionState,
    Version,
)
from expo_planner.planner.diff.compare import compare
from expo_planner.planner.diff.placement import PlacementChange, placement_changes

__all__ = [
    "KINDS",
    "Changes",
    "ItemChange",
    "PlacementChange",
    "SessionChange",
    "SessionChangeKind",
    "SessionState",
    "Version",
    "compare",
    "placement_changes",
]
