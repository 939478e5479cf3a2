"""The differences between two schedules: added, cancelled and moved sessions, programmes, and the people concerned.

`compare` is a pure function, independent of formats; notices are built from its result. `placement_changes` alone
decides whether and how a placement changes; repairs and releases use it, too. `moves_between` lists those that do.
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
from expo_planner.planner.diff.moves import Move, moves_between
from expo_planner.planner.diff.placement import PlacementChange, placement_changes

__all__ = [
    "KINDS",
    "Changes",
    "ItemChange",
    "Move",
    "PlacementChange",
    "SessionChange",
    "SessionChangeKind",
    "SessionState",
    "Version",
    "compare",
    "moves_between",
    "placement_changes",
]
