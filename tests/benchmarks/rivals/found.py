"""What a planner found, and when."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from importlib.util import find_spec

from expo_planner.domain.schedule import Schedule


def processor_seconds() -> float:
    """Processor time of this process and of those that it has waited for."""
    return sum(os.times()[:4])


def lacking(*packages: str) -> str:
    """Which of the packages are not installed, as a reason why a planner cannot be had; empty where all are."""
    missing = [package for package in packages if find_spec(package) is None]
    return f"not installed: {', '.join(missing)} (extra: bench)" if missing else ""


@dataclass(frozen=True)
class Stopwatch:
    """Reads seconds and processor seconds since it was made."""

    began: float = field(default_factory=time.monotonic)
    processor: float = field(default_factory=processor_seconds)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def known(self, cost: float | None, bound: float | None) -> Known:
        """What is known now."""
        return Known(self.seconds, processor_seconds() - self.processor, cost, bound)


@dataclass(frozen=True)
class Known:
    """What is known at a moment: the cost of the best schedule so far, and what none can be cheaper than."""

    seconds: float
    processor: float
    cost: float | None
    bound: float | None

    def costing(self, cost: float | None) -> Known:
        """The same with a cost that was counted later."""
        return replace(self, cost=cost)


@dataclass(frozen=True)
class Found:
    """The course of a search and its last schedule; `note` says why there is none."""

    course: tuple[Known, ...] = ()
    schedule: Schedule | None = None
    note: str = ""

    @property
    def first(self) -> Known | None:
        """When the first schedule was there."""
        return next((known for known in self.course if known.cost is not None), None)

    def at(self, seconds: float) -> Known | None:
        """What was known so many seconds after the start; None where nothing was."""
        return max((known for known in self.course if known.seconds <= seconds), key=_seconds, default=None)


def _seconds(known: Known) -> float:
    return known.seconds
