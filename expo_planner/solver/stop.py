"""Stopping criteria of a search, which compose: `any_of(deadline(moment), patience(250))`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from expo_planner.solver import search_clock


@dataclass
class SearchState:
    """The state of a search: the cost of its schedule, the lower bound, the rounds, and those since the last gain."""

    cost: int = 0
    bound: int = 0
    rounds: int = 0
    idle: int = 0


StoppingCriterion: TypeAlias = Callable[[SearchState], bool]
"""Whether a search in this state should stop."""


def deadline(moment: float) -> StoppingCriterion:
    """Stops at a moment of the search clock, in seconds."""
    return lambda _: search_clock.now() >= moment


def most_rounds(rounds: int | None) -> StoppingCriterion:
    """Stops after this many rounds; None: never."""
    return lambda state: state.rounds == rounds


def patience(rounds: int) -> StoppingCriterion:
    """Stops after this many rounds in a row without a gain."""
    return lambda state: state.idle >= rounds


def any_of(*criteria: StoppingCriterion) -> StoppingCriterion:
    """Stops as soon as any of the criteria holds."""
    return lambda state: any(criterion(state) for criterion in criteria)
