"""The results of the planner's commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from expo_planner.checker import Report
from expo_planner.domain.i18n import Message
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Clash
from expo_planner.solver.limits import Status

if TYPE_CHECKING:
    from expo_planner.explainer import Conflict, Way
    from expo_planner.solver.placements.diagnosis import Nowhere
    from expo_planner.solver.placements.move_search import Displacement


class SolverDisagrees(RuntimeError):
    """The checker contradicts the solver about clashes or costs: a bug of the planner."""


@dataclass(frozen=True, kw_only=True)
class Fits:
    """Of `asked` sessions that must be placed, `placed` could be, and at most `most` can be in any schedule."""

    asked: int
    placed: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of `solve` and `explain`.

    `cost` is computed by the checker; `bound` is the lower bound on it. If no schedule exists, `conflicts` has demands
    that cannot all hold, and `ways` the cheapest ways out. `left_out` gives the reason for each session not placed.
    `movable` sessions were free to move; `fits` tells how many must sessions can be placed where not all can.
    `free_bound` is a lower bound with every session free to move that is not pinned, if it was asked for.
    """

    status: Status
    schedule: Schedule
    report: Report
    bound: int
    seconds: float
    seed: int
    conflicts: tuple[Conflict, ...] = ()
    ways: tuple[Way, ...] = ()
    interrupted: bool = False
    left_out: Mapping[str, Message] = field(default_factory=dict)
    movable: int = 0
    fits: Fits | None = None
    free_bound: int | None = None

    @property
    def found(self) -> bool:
        """Whether there is a schedule."""
        return self.status in ("optimal", "feasible")

    @property
    def conflict(self) -> Conflict | None:
        """The first conflict."""
        return self.conflicts[0] if self.conflicts else None

    @property
    def cost(self) -> int:
        return self.report.cost

    @property
    def gap(self) -> float:
        """The relative gap: (cost - bound) / cost."""
        return (self.cost - self.bound) / self.cost if self.cost > self.bound else 0.0


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A possible placement of a session. `cost` is the change in the schedule's cost, `costs` and `saves` its parts.

    `waived` are the added clashes that a waiver covers. `told` is the number of people to notify and `price` the
    disturbance; `moves` are the other sessions that must move.
    """

    placement: Placement
    cost: int
    costs: tuple[Clash, ...]
    saves: tuple[Clash, ...]
    waived: tuple[Clash, ...]
    told: int
    price: int
    moves: tuple[Displacement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """A session's current placement (None: not placed) and its possible ones, best first.

    `staying` is the number of placements open while no other session moves; `nowhere` is the reason if there are none.
    """

    session: str
    now: Placement | None
    offers: tuple[Offer, ...]
    staying: int
    nowhere: Nowhere | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The clashes and the cost of one placement of a session, and the number of people to notify.

    `report` has the clashes that it adds to the schedule without the session; `cost`, `costs` and `saves` are relative
    to the current schedule.
    """

    session: str
    now: Placement | None
    placement: Placement
    report: Report
    cost: int
    costs: tuple[Clash, ...]
    saves: tuple[Clash, ...]
    told: int
