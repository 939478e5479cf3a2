"""Adaptive roulette-wheel selection of operators by their past gains (Ropke and Pisinger 2006)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class RouletteWheel:
    """Chooses among named operators in proportion to their weights.

    `memory`, from 0 to 1, is how much an operator's earlier weight counts against its last gain; every operator has at
    least `least_share` of the largest weight.
    """

    def __init__(self, names: Sequence[str], memory: float, least_share: float) -> None:
        self.memory, self.least_share = memory, least_share
        self.weights = dict.fromkeys(names, 1.0)

    def choose(self, random: np.random.Generator) -> str:
        """Draws the name of an operator."""
        weights = np.array([*self.weights.values()]) + self.least_share * max(self.weights.values()) + 1e-9
        return str(random.choice([*self.weights], p=weights / weights.sum()))

    def learn(self, name: str, gain: float) -> None:
        """Updates the weight of an operator by its gain: the decrease in cost per deterministic second."""
        if name in self.weights:
            self.weights[name] = self.memory * self.weights[name] + (1 - self.memory) * gain
