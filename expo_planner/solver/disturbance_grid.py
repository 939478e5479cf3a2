"""What moving a session counts at every placement at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import DISTURBANCE


def disturbance_grid(
    before: Placement, rooms: Sequence[str], starts: Sequence[int] | npt.NDArray[np.intp]
) -> npt.NDArray[np.int64]:
    """How often everyone told counts, rooms × starts: as `DISTURBANCE.times` says of each placement."""
    same_room = np.array([room == before.room for room in rooms], dtype=np.bool_)
    same_start = np.asarray(starts) == before.start
    times = np.full((len(rooms), len(starts)), DISTURBANCE.start, dtype=np.int64)
    times[:, same_start] = DISTURBANCE.room
    times[np.ix_(same_room, same_start)] = 0
    return times
