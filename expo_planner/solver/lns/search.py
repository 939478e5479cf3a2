"""Large neighbourhood search, one round at a time: free some sessions, place them anew, learn from what it brought."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.solver.lns.operators import DestroyOperators
from expo_planner.solver.lns.reoptimise import Reassignment, Reoptimiser
from expo_planner.solver.params import LnsParams
from expo_planner.solver.partial_schedule import PartialSchedule


@dataclass(frozen=True)
class Step:
    """What one round has brought: the operator, how much cheaper it got, who has moved, and from where to where."""

    operator: str
    gain: int
    changes: Reassignment
    before: Reassignment


class LargeNeighbourhoodSearch:
    """A partial schedule that gets better round by round; the same seed and rounds give the same schedule.

    Neighbourhoods are small enough to be solved to their end nearly always; their size follows how hard the last were.
    """

    def __init__(self, partial: PartialSchedule, seed: int, params: LnsParams = LnsParams()) -> None:
        self.partial, self.params = partial, params
        self.operators = DestroyOperators(partial, seed, params.neighbourhoods)
        self.reoptimiser = Reoptimiser(partial, seed, params)
        self.size = 0.0
        """Where neighbourhoods lie between the smallest (0) and the largest (1)."""

    def round(self, deadline: float) -> Step:
        """Frees some sessions and places them anew; the schedule never gets worse."""
        smallest, largest = self.params.smallest, self.params.largest
        operator, names = self.operators.propose(round(smallest + self.size * (largest - smallest)))
        gain, changes, before = self.reoptimiser.place_anew(names, deadline)
        for name in names:
            self.operators.note(name)
        self.operators.wheel.learn(operator, gain / (self.params.overhead + self.reoptimiser.spent))
        self._resize(gain)
        return Step(operator, gain, changes, before)

    def _resize(self, gain: int) -> None:
        """Neighbourhoods grow while they bring nothing, and shrink where they bring gains or are too hard to solve."""
        hard = 0 if self.reoptimiser.solved else -5
        self.size = min(max(self.size + ((-2 if gain else 1) + hard) * self.params.growth, 0.0), 1.0)

    def gain(self, changes: Reassignment) -> int:
        """By how much cheaper the schedule would get; negative where it would not, or a must would be broken."""
        return self.reoptimiser.gain(changes)

    def adopt(self, changes: Reassignment) -> None:
        """Takes over what another search has found."""
        self.partial.move(changes)
        for name in changes:
            self.operators.note(name)
