"""How good each room and start would be for a session that is held above the board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.domain.schedule import Schedule
from expo_planner.planner.move import moved_schedule

if TYPE_CHECKING:
    from expo_planner.solver.index import DemandIndex

FREE, WISH_BROKEN, MUST_BROKEN, CLOSED = 0, 1, 2, 3
"""The levels: as good as now or better; dearer than now; breaks a must; outside the open hours of the room."""


@dataclass(frozen=True, slots=True)
class Shade:
    """The level of each room (rows) at each start (columns, in ticks), a byte for each."""

    rooms: tuple[str, ...]
    starts: tuple[int, ...]
    level: tuple[bytes, ...]


def shade(index: DemandIndex, schedule: Schedule, name: str) -> Shade:
    """Every room and start for a session while all others stay, except those that it hosts, which go along."""
    import numpy as np

    from expo_planner.solver.placements.placement_evaluation import PlacementEvaluation

    own = schedule.get(name)
    others = moved_schedule(index.expo, schedule, {name: None})
    found = PlacementEvaluation(index, name, others, own, everywhere=True)
    now = int(found.cost[found.kept].sum())
    level = np.where(found.fits, np.where(found.cost > now, WISH_BROKEN, FREE), MUST_BROKEN)
    for demand in index.alone.get(name, ()):
        if demand.keeps_hours and demand.weight is None:
            for where in found.grid.forbidden(demand):
                level[where] = np.where(found.fits[where], level[where], CLOSED)
    return Shade(found.grid.rooms, found.grid.starts, tuple(row.tobytes() for row in level.astype(np.uint8)))
