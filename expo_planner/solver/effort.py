"""How hard to try, and what is known on the way. Does not load the solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
DEFAULT_TIME_LIMIT = 60.0


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard to try: seconds of wall time, threads, and the seed of the random choices."""

    time_limit: float = DEFAULT_TIME_LIMIT
    workers: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known while the search runs. `cost` None: no schedule yet."""

    seconds: float
    cost: int | None
    bound: int


Watch = Callable[[Progress], None]
"""Is told of every new schedule and every better bound; may be called from any thread, one call at a time."""
