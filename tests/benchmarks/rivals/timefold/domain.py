"""The model as Timefold knows it: sessions are planned, their room and their start are its variables, all else is fact.

Importing this starts a Java machine. Time is counted in steps of the expo's grid.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import HardSoftScore


@dataclass(eq=False)
class Room:
    """A room, a hall of several cells, or a place outside that takes none: with the host, or left out.

    Only rooms of one `block` may share cells.
    """

    id: Annotated[str, PlanningId]
    block: str
    site: str
    cells: set[str]


@dataclass(eq=False)
class Timeslot:
    """A step of the grid."""

    id: Annotated[str, PlanningId]
    step: int
    day: int


@planning_entity
@dataclass(eq=False)
class Session:
    """A session; `closed` are the starts that it may not have in a room, and `late` is what starts cost.

    `home` is the weight of a room beyond one a day for its series.
    """

    id: Annotated[str, PlanningId]
    length: int
    before: int
    after: int
    host: str
    series: str
    home: int
    alone: bool
    prices: dict[str, int]
    late: dict[int, int]
    closed: dict[str, set[int]]
    rooms: Annotated[list[Room], ValueRangeProvider(id="rooms")]
    starts: Annotated[list[Timeslot], ValueRangeProvider(id="starts")]
    room: Annotated[Room | None, PlanningVariable(value_range_provider_refs=["rooms"])] = field(default=None)
    start: Annotated[Timeslot | None, PlanningVariable(value_range_provider_refs=["starts"])] = field(default=None)

    def begins(self) -> int:
        return self.start.step

    def ends(self) -> int:
        return self.start.step + self.length

    def taken_from(self) -> int:
        return self.start.step - self.before

    def taken_until(self) -> int:
        return self.start.step + self.length + self.after

    def running(self) -> list[int]:
        return list(range(self.begins(), self.ends()))

    def leaving(self, within: int) -> list[int]:
        return list(range(self.ends(), self.ends() + within))

    def day(self) -> int:
        return self.start.day

    def is_left_out(self) -> bool:
        return self.room.id == "left out"

    def is_closed(self) -> bool:
        return self.start.step in self.closed[self.room.id]

    def price(self) -> int:
        return self.prices[self.room.id]

    def lateness(self) -> int:
        return 0 if self.is_left_out() else self.late[self.start.step]

    def shares(self, other: Session) -> bool:
        return len(self.room.cells & other.room.cells) > 0

    def crowding(self, other: Session) -> int:
        return min(self.taken_until(), other.taken_until()) - max(self.taken_from(), other.taken_from())

    def outside(self, host: Session) -> int:
        return max(host.begins() - self.begins(), 0) + max(self.ends() - host.ends(), 0)

    def overlap(self, other: Session) -> int:
        return min(self.ends(), other.ends()) - max(self.begins(), other.begins())


@dataclass(eq=False)
class Pair:
    """Two sessions that a relation names; without `weight` it is a must. Lengths are steps."""

    id: Annotated[str, PlanningId]
    kind: str
    first: str
    second: str
    gap: int
    weight: int


@dataclass(eq=False)
class Limit:
    """So much at once at most."""

    id: Annotated[str, PlanningId]
    most: int


@dataclass(eq=False)
class Load:
    """What a session takes of a limit: while it runs or, with `within`, for so long after its end in some rooms."""

    limit: Limit
    session: str
    amount: int
    within: int
    rooms: set[str]


@dataclass(eq=False)
class Needed:
    """A person who is needed in a session, and what a day beyond one costs."""

    person: str
    session: str
    weight: int


@dataclass(eq=False)
class Reserve:
    """A cell that could be the one that is free in a half-hour, of so many, and what it costs where none is."""

    half_hour: int
    until: int
    block: str
    cell: str
    of: int
    weight: int


@planning_solution
@dataclass(eq=False)
class Timetable:
    """The whole."""

    rooms: Annotated[list[Room], ProblemFactCollectionProperty]
    timeslots: Annotated[list[Timeslot], ProblemFactCollectionProperty]
    pairs: Annotated[list[Pair], ProblemFactCollectionProperty]
    loads: Annotated[list[Load], ProblemFactCollectionProperty]
    needed: Annotated[list[Needed], ProblemFactCollectionProperty]
    reserves: Annotated[list[Reserve], ProblemFactCollectionProperty]
    sessions: Annotated[list[Session], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)
