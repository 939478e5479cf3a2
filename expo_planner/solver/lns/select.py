"""Which operator is asked next: a roulette wheel whose sectors follow what each has brought (Ropke, Pisinger 2006)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class RouletteWheel:
    """Chooses among named operators in proportion to their weights.

    `memory` is how much an earlier weight counts against what an operator brings now; every operator has at least
    `least_share` of the best one's weight.
    """

    def __init__(self, names: Sequence[str], memory: float, least_share: float) -> None:
        self.memory, self.least_share = memory, least_share
        self.weights = dict.fromkeys(names, 1.0)

    def choose(self, random: np.random.Generator) -> str:
        """The name of the operator to ask."""
        weights = np.array([*self.weights.values()]) + self.least_share * max(self.weights.values()) + 1e-9
        return str(random.choice([*self.weights], p=weights / weights.sum()))

    def learn(self, name: str, gain: float) -> None:
        """What an operator has brought: the cost it saved, for each deterministic second it took."""
        if name in self.weights:
            self.weights[name] = self.memory * self.weights[name] + (1 - self.memory) * gain
