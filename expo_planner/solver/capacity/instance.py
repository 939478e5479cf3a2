"""A counting problem: groups of like sessions that share resources over time, such as the rooms of one class.

Time is divided at points, the ticks at which some session may begin to use a resource. A session that uses a resource
from one tick to another covers the points in between. At each point, the sessions that cover it use at most the
capacity of the resource. All other rules are dropped, so what is impossible here is impossible in every schedule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo

Ticks = npt.NDArray[np.int64]


def ends(expo: Expo, session: Session, starts: Ticks) -> Ticks:
    """The end of a session for each start."""
    if session.length is not None:
        return starts + session.length
    return np.array([expo.end(session, int(start)) for start in starts], dtype=np.int64)


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
    """Sessions with the same placements and lengths, by id; each is worth as much."""

    names: tuple[str, ...]
    blocks: tuple[RoomClassStarts, ...]
    worth: int = 1


@dataclass(frozen=True)
class CountingProblem:
    """Groups of sessions that must all be placed, and the resources that they share."""

    groups: tuple[Group, ...]
    resources: tuple[Resource, ...]

    @property
    def asked(self) -> int:
        """The worth of all sessions that must be placed; their number where each is worth 1."""
        return sum(len(group.names) * group.worth for group in self.groups)

    def worth(self, worth: Mapping[str, int]) -> CountingProblem:
        """The same sessions, each with its own worth."""
        groups: list[Group] = []
        for group in self.groups:
            alike: dict[int, list[str]] = {}
            for name in group.names:
                alike.setdefault(worth[name], []).append(name)
            groups += [Group(tuple(names), group.blocks, own) for own, names in alike.items()]
        return replace(self, groups=tuple(groups))

    def at_most(self, count: int) -> CountingProblem:
        """The same problem, in which no more than so many sessions are placed, as a further resource."""
        number, once = len(self.resources), np.zeros(1, dtype=np.int64)
        groups = []
        for group in self.groups:
            blocks = []
            for block in group.blocks:
                every = Cover(number, np.zeros_like(block.starts), np.ones_like(block.starts), 1)
                blocks.append(replace(block, covers=(*block.covers, every)))
            groups.append(replace(group, blocks=tuple(blocks)))
        return CountingProblem(tuple(groups), (*self.resources, Resource(count, once)))

    def of(self, groups: Iterable[Group]) -> CountingProblem:
        """The same resources, asked for by these groups only."""
        return replace(self, groups=tuple(groups))
