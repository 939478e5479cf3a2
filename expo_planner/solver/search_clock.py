"""The clock that searches keep their limits by: the wall clock, or one that counts work.

By work, seconds are those of CP-SAT's deterministic time, at a fixed pace. Such a search depends neither on the machine
nor on what else that is doing: with one worker, it always ends with the same result.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


PACE = 3.0
"""Seconds of this clock in a unit of deterministic time, for which one core took 2 to 4 CPU seconds."""


@dataclass
class _Work:
    seconds: float = 0.0


_work: ContextVar[_Work | None] = ContextVar("_work", default=None)


@contextmanager
def deterministic() -> Iterator[None]:
    """In this block and thread, the clock counts work, from 0 on."""
    token = _work.set(_Work())
    try:
        yield
    finally:
        _work.reset(token)


def now() -> float:
    """The time in seconds; only differences mean anything."""
    work = _work.get()
    return time.monotonic() if work is None else work.seconds


def spend(deterministic_time: float) -> None:
    """Counts work that was done, in CP-SAT's unit; the wall clock goes by itself."""
    work = _work.get()
    if work is not None:
        work.seconds += deterministic_time * PACE


def limit(solver: cp_model.CpSolver, seconds: float) -> None:
    """Limits the next run of CP-SAT; whoever runs it then spends its deterministic time."""
    by_work, seconds = _work.get() is not None, max(seconds, 0.01)
    parameters = solver.parameters
    work = seconds / PACE if by_work else math.inf
    parameters.max_deterministic_time = min(parameters.max_deterministic_time, work)
    parameters.max_time_in_seconds = math.inf if by_work else seconds


def seconds_left(deadline: float) -> float:
    """The seconds of the wall clock that a solver may take which cannot count its work."""
    return math.inf if _work.get() is not None else max(deadline - time.monotonic(), 0.1)
