"""A counting problem: groups of like sessions that share resources over time, such as the rooms of one class.

Time is divided at points, the ticks at which some session may begin to use a resource. A session that uses a resource
from one tick to another covers the points in between. At each point, the sessions that cover it use at most the
capacity of the resource. All other rules are dropped, so what is impossible here is impossible in every schedule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ticks = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Resource:
    """A resource that sessions share, such as the rooms of a class or a pool; `points` are ticks, in order.

    `cells` are the ids of the rooms it stands for; empty for people, pools and other limits.
    """

    capacity: int
    points: Ticks
    cells: tuple[str, ...] = ()


class Cover(NamedTuple):
    """The points of a resource that placements cover, as half-open ranges of indices, and the amount that each uses."""

    resource: int
    begin: Ticks
    end: Ticks
    amount: int


@dataclass(frozen=True)
class RoomClassStarts:
    """Like placements of a group: one for each start (a tick), in any room of one class; `rooms` are their ids."""

    rooms: tuple[str, ...]
    starts: Ticks
    covers: tuple[Cover, ...]


@dataclass(frozen=True)
class Group:
    """Sessions with the same placements and lengths, by id."""

    names: tuple[str, ...]
    blocks: tuple[RoomClassStarts, ...]


@dataclass(frozen=True)
class CountingProblem:
    """Groups of sessions that must all be placed, and the resources that they share."""

    groups: tuple[Group, ...]
    resources: tuple[Resource, ...]

    @property
    def asked(self) -> int:
        """The number of sessions that must be placed."""
        return sum(len(group.names) for group in self.groups)

    def of(self, groups: Iterable[Group]) -> CountingProblem:
        """The same resources, asked for by these groups only."""
        return replace(self, groups=tuple(groups))
