"""One round of large neighbourhood search: frees sessions, places them again, and learns from the gain."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.solver.lns.operators import DestroyOperators
from expo_planner.solver.lns.reoptimise import Reassignment, Reoptimiser
from expo_planner.solver.params import LnsParams
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.reduced_costs import ReducedCosts


@dataclass(frozen=True)
class Step:
    """The outcome of a round: the operator, the decrease in cost, and the new and old placements of moved sessions."""

    operator: str
    gain: int
    changes: Reassignment
    before: Reassignment


class LargeNeighbourhoodSearch:
    """Improves a partial schedule round by round; the same seed and rounds give the same schedule.

    Nearly all neighbourhoods are small enough to be solved to optimality; their size adapts to past rounds.
    """

    def __init__(self, partial: PartialSchedule, seed: int, params: LnsParams = LnsParams()) -> None:
        self.partial, self.params = partial, params
        self.costs = ReducedCosts(partial.problem)
        self.operators = DestroyOperators(partial, self.costs, seed, params.neighbourhoods)
        self.reoptimiser = Reoptimiser(partial, self.costs, seed, params)
        self.size = 0.0
        """The size of neighbourhoods, from 0 (smallest) to 1 (largest)."""

    def round(self, deadline: float) -> Step:
        """Frees some sessions and places them again; the cost never rises."""
        smallest, largest = self.params.smallest, self.params.largest
        operator, names = self.operators.propose(round(smallest + self.size * (largest - smallest)))
        gain, changes, before = self.reoptimiser.place_anew(names, deadline)
        for name in names:
            self.operators.note(name)
        self.operators.wheel.learn(operator, gain / (self.params.overhead + self.reoptimiser.spent))
        self._resize(gain)
        return Step(operator, gain, changes, before)

    def _resize(self, gain: int) -> None:
        """Enlarges neighbourhoods after a round without gain; shrinks them after a gain or an unsolved submodel."""
        hard = 0 if self.reoptimiser.solved else -5
        self.size = min(max(self.size + ((-2 if gain else 1) + hard) * self.params.growth, 0.0), 1.0)

    def gain(self, changes: Reassignment) -> int:
        """The decrease in cost by these changes; negative if the cost would rise or a must would be broken."""
        return self.reoptimiser.gain(changes)

    def adopt(self, changes: Reassignment) -> None:
        """Applies the changes that another search found."""
        self.partial.move(changes)
        for name in changes:
            self.operators.note(name)
