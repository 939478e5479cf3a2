"""When a search stops. Criteria look at how it stands and compose: `any_of(deadline(moment), patience(250))`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass
class SearchState:
    """How a search stands: cost and lower bound of its schedule, rounds done, and rounds since the last gain."""

    cost: int = 0
    bound: int = 0
    rounds: int = 0
    idle: int = 0


StoppingCriterion: TypeAlias = Callable[[SearchState], bool]
"""Whether a search that stands so has to stop."""


def deadline(moment: float) -> StoppingCriterion:
    """A moment of the monotonic clock, in seconds, has come."""
    return lambda _: time.monotonic() >= moment


def most_rounds(rounds: int | None) -> StoppingCriterion:
    """So many rounds are done; None: never."""
    return lambda state: state.rounds == rounds


def patience(rounds: int) -> StoppingCriterion:
    """So many rounds have brought no gain."""
    return lambda state: state.idle >= rounds


def any_of(*criteria: StoppingCriterion) -> StoppingCriterion:
    """Any of some criteria."""
    return lambda state: any(criterion(state) for criterion in criteria)
