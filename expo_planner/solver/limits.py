"""How hard to try, and what is known on the way. Does not load the solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from expo_planner.domain.schedule import Schedule

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
DEFAULT_TIME_LIMIT = 60.0


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard to try: seconds of wall time, threads, and the seed of the random choices.

    `rounds` ends an improvement part by part after so many parts: with one worker the same seed and rounds give the
    same schedule, while the clock may end it anywhere.
    """

    time_limit: float = DEFAULT_TIME_LIMIT
    workers: int = 1
    seed: int = 0
    rounds: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known while the search runs. `cost` None: no schedule yet.

    `unplaced` must sessions have no place yet; `part` is the kind of part that was planned anew last.
    """

    seconds: float
    cost: int | None
    bound: int
    unplaced: int = 0
    part: str = ""


Watch = Callable[[Progress], None]
"""Is told of every new schedule and every better bound; may be called from any thread, one call at a time."""


@dataclass(frozen=True)
class SearchResult:
    """What the search ends with. `bound` is valid for every schedule; `schedule` None where none was found.

    `claimed` is the cost that the solver claims for it, which the checker has yet to confirm.
    """

    status: Status
    schedule: Schedule | None
    bound: int
    claimed: int
    interrupted: bool = False
