"""One variant of a sweep and what came of it: a row of every table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SweepStatus = Literal["optimal", "feasible", "infeasible", "unknown", "failed"]


@dataclass(frozen=True, kw_only=True)
class SweepRow:
    """One variant: what it changes, and what came of it.

    `settings` are its changes as texts, by parameter: a path such as `pools.interpreter`, or `rooms`, `close` and the
    like. `grid` is the name of the grid that it belongs to; empty for one that is listed by itself, and for the base.

    The status is that of `plan solve`; `failed` if the variant came to no answer. Where no schedule places all sessions
    that must be placed, cost and schedule are those of what fits. `unplaced` counts the sessions that are left out, by
    their priority; `must` stands for those that must be placed. `told` people are to be told, and `moved` sessions are
    elsewhere, if the schedule of the base was announced. `hire` is what the rooms cost, whatever the goal's weight.
    `costs` are costs by goal. `because` says why not all can be placed, or why the variant failed.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    grid: str = ""
    status: SweepStatus
    cost: int | None = None
    bound: int = 0
    gap: float | None = None
    unplaced: Mapping[str, int] = field(default_factory=dict)
    clashes: int | None = None
    told: int | None = None
    moved: int | None = None
    hire: int | None = None
    costs: Mapping[str, int] = field(default_factory=dict)
    because: str = ""
    same_as: str | None = None
    """An earlier variant that comes to the same scenario, so that it was solved once for both."""
    schedule: str | None = None
    """The path of the schedule.json, from the folder of the sweep."""

    @property
    def complete(self) -> bool:
        """Whether its schedule places every session that must be placed, so that its cost can be compared."""
        return self.status in ("optimal", "feasible") and self.cost is not None and not self.unplaced.get("must")

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """The sort key, best first: by must sessions that are left out, then by cost, then by people to be told."""
        return self.cost is None, self.unplaced.get("must", 0), self.cost or 0, self.told or 0
