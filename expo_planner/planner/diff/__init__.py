"""What changes from one schedule to another: sessions added, cancelled, moved; programmes; whom that concerns.

`compare` is pure and knows no format. Repairs, releases and `plan diff` all tell of changes by it.
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

__all__ = ["KINDS", "Changes", "ItemChange", "SessionChange", "SessionChangeKind", "SessionState", "Version", "compare"]
