"""Dual prices of room time, by ascent on a smoothed Lagrangian.

Once room time has prices, each session may choose its cheapest placement alone. The sum of their costs, less the price
of all room time, is a lower bound (Lagrangian duality). As a function of the prices it has kinks, since equal rooms
draw all sessions to one of them. So the ascent smooths it: a session is split among placements by their costs, with
less and less spread (Nesterov 2005, "Smooth minimization of non-smooth functions"). Its steps are those of Adam (Kingma
and Ba 2015). For 1,000 sessions, 3 CPU seconds give a bound for which column generation from nothing takes 24.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from expo_planner.domain.expo import Session
from expo_planner.solver.bound.resource_rows import RoomTime, Shape
from expo_planner.solver.domains.priced import Prices
from expo_planner.solver.params import AscentParams
from expo_planner.solver.problem import SearchProblem


class DualAscent:
    """Prices of room time, in cost per minute (cells × stretches), that improve step by step."""

    def __init__(self, problem: SearchProblem, rooms: RoomTime, params: AscentParams) -> None:
        self.problem, self.rooms, self.params = problem, rooms, params
        self.prices: Prices = np.zeros_like(rooms.capacity)
        self.steps = 0
        sessions = problem.scenario.expo.sessions
        self._shapes: dict[Shape, list[Session]] = defaultdict(list)
        for name, domain in problem.domains.items():
            if domain.extent and sessions[name].host is None:
                self._shapes[sessions[name].shape].append(sessions[name])
        self._spread = self._mean_spread()
        self._mean, self._square = np.zeros_like(self.prices), np.zeros_like(self.prices)

    def _mean_spread(self) -> float:
        """The mean over sessions of the standard deviation of their placements' prices: the scale of all costs."""
        spreads = [
            float(np.hypot(domain.by_room.std(), domain.by_start.std()))
            for domain in self.problem.domains.values()
            if domain.extent
        ]
        return float(np.mean(spreads)) if spreads else 0.0

    @property
    def finished(self) -> bool:
        """Whether further steps would bring little; at once if all placements cost the same."""
        return self.steps >= self.params.steps or not self._spread

    def step(self) -> None:
        """One step of the ascent."""
        done = self.steps / self.params.steps
        spread = self._spread * self.params.first_spread * (self.params.last_spread / self.params.first_spread) ** done
        length = self._spread * self.params.first_length * (self.params.last_length / self.params.first_length) ** done
        excess = self._use(spread) - self.rooms.capacity
        excess[(self.prices <= 0) & (excess < 0)] = 0
        self.steps += 1
        self._mean += (1 - self.params.mean_memory) * (excess - self._mean)
        self._square += (1 - self.params.square_memory) * (excess * excess - self._square)
        mean = self._mean / (1 - self.params.mean_memory**self.steps)
        square = self._square / (1 - self.params.square_memory**self.steps)
        self.prices = np.maximum(self.prices + length * mean / (np.sqrt(square) + 1e-2), 0).astype(np.float32)

    def _use(self, spread: float) -> Prices:
        """The minutes of each cell and stretch that the sessions use if each is split among its placements."""
        axes = self.problem.axes
        use = np.zeros_like(self.prices)
        tolls, cheapest = self.rooms.tolls(self.prices), slice(self.params.rooms)
        for shape, sessions in self._shapes.items():
            shares = np.zeros((len(axes.rooms), len(axes.starts)), dtype=np.float32)
            for session in sessions:
                domain, left_out = self.problem.domains[session.id], self.problem.left_out[session.id]
                places = domain.rooms[cheapest, None], domain.starts
                costs = domain.prices(rows=cheapest)
                costs += tolls[shape][places]
                least = float(costs.min()) if left_out is None else min(float(costs.min()), left_out)
                share = np.exp((least - costs) / np.float32(spread))
                whole = float(share.sum()) + (0 if left_out is None else np.exp((least - left_out) / spread))
                shares[places] += share / np.float32(whole)
            use += self.rooms.by_cell(shares @ self.rooms.stretches.of(sessions[0], taken=True))
        return use
