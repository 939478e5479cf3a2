"""The effort, progress and result of a search. Importing it does not load the solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from expo_planner.domain.schedule import Schedule

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
DEFAULT_TIME_LIMIT = 60.0


@dataclass(frozen=True, kw_only=True)
class Effort:
    """The effort of a search: wall time in seconds, threads, and the random seed.

    `rounds` limits the rounds of large neighbourhood search. With one worker, the same seed and rounds give the same
    schedule, unless the time limit ends the search first.
    """

    time_limit: float = DEFAULT_TIME_LIMIT
    workers: int = 1
    seed: int = 0
    rounds: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a running search. `cost` is None while there is no schedule.

    `unplaced` counts the must sessions without a placement; `part` names the last destroy operator or phase.
    """

    seconds: float
    cost: int | None
    bound: int
    unplaced: int = 0
    part: str = ""


Watch = Callable[[Progress], None]
"""Called with every new schedule and every better bound, from any thread, but never concurrently."""


@dataclass(frozen=True)
class SearchResult:
    """The result of a search. `bound` holds for every schedule; `schedule` is None if none was found.

    `claimed` is the cost that the solver claims for the schedule; the checker has yet to confirm it.
    """

    status: Status
    schedule: Schedule | None
    bound: int
    claimed: int
    interrupted: bool = False
