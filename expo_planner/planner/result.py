"""What the verbs answer: outcomes, offers, verdicts."""

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
    """The checker finds clashes in a schedule that the solver calls free of them: a bug of the planner."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What `solve` ends with.

    `cost` is what the checker counts, `bound` what no schedule can be cheaper than. `conflict` are demands that clash
    where no schedule exists, `ways` the cheapest ways out of it. `left_out` says of each session without a place what
    stands in its way.
    """

    status: Status
    schedule: Schedule
    report: Report
    bound: int
    seconds: float
    seed: int
    conflict: Conflict | None = None
    ways: tuple[Way, ...] = ()
    interrupted: bool = False
    left_out: Mapping[str, Message] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Whether there is a schedule."""
        return self.status in ("optimal", "feasible")

    @property
    def cost(self) -> int:
        return self.report.cost

    @property
    def gap(self) -> float:
        """How far from the best it can be: (cost - bound) / cost."""
        return (self.cost - self.bound) / self.cost if self.cost > self.bound else 0.0


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A place that a session could have, and what the schedule costs with it beyond what it costs now, and saves.

    `waived` are rules that it breaks and that somebody has accepted.
    `told` is the number of people told, `price` what telling them costs; `moves` are others that must move for it.
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
    """Where a session stands (None: nowhere) and could go, the best first.

    `staying` is the number of places that it could have while nobody else moves; `nowhere` says why there is none.
    """

    session: str
    now: Placement | None
    offers: tuple[Offer, ...]
    staying: int
    nowhere: Nowhere | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one placement of a session would break and cost, and how many people would be told.

    `report` has the clashes that arise through it, against the schedule without the session; `cost`, `costs` and
    `saves` are against the schedule as it stands.
    """

    session: str
    now: Placement | None
    placement: Placement
    report: Report
    cost: int
    costs: tuple[Clash, ...]
    saves: tuple[Clash, ...]
    told: int
