"""What the rows of one kind have in common: their coefficients, by session, and what their prices add to placements.

A row says that placements use at most the capacity of a resource. Its dual price raises the cost of the placements that
use the resource.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from expo_planner.solver.domains.priced import Numbers, Prices


@dataclass(frozen=True)
class Coefficients:
    """Coefficients of a session's placements in some rows, by their starts.

    `rows` are numbers of rows of one family: the same in all rooms (k), or others in each (rooms × k), none of them
    twice. `by_start` are the coefficients (k × starts). With `room`, placements in other rooms have none. Rooms and
    starts are counted within the session's domain.
    """

    rows: Numbers
    by_start: Prices
    room: int | None = None

    @property
    def _rooms(self) -> slice:
        return slice(self.room, None if self.room is None else self.room + 1)

    def of_first(self, count: int) -> Coefficients | None:
        """The same for the first rooms of the domain only; None if they have none."""
        if self.room is not None:
            return self if self.room < count else None
        return self if self.rows.ndim == 1 else replace(self, rows=self.rows[:count])

    def charge(self, prices: Prices, costs: Prices) -> None:
        """Adds to the costs of placements (rooms × starts) what they pay at the prices of rows."""
        with np.errstate(invalid="ignore"):  # of unused lanes: OpenBLAS flags now and then what is in none of the sums
            costs[self._rooms] += prices[self.rows] @ self.by_start

    def use(self, shares: Prices, used: Prices) -> None:
        """Adds to what is used of each row what shares of the placements (rooms × starts) use."""
        by_start = shares[self._rooms].sum(0) if self.rows.ndim == 1 else shares
        used[self.rows] += by_start @ self.by_start.T


class Family:
    """The rows of one kind: their `coefficients`, by session, and as right-hand sides their `limits`."""

    scale: ClassVar[float] = 1.0
    """How large their prices are beside those of one minute of room time; see `DualAscent`."""

    def __init__(self) -> None:
        self.limits: Prices = np.zeros(0, dtype=np.float32)
        self.coefficients: dict[str, list[Coefficients]] = defaultdict(list)
        self.weight = 0.0
        """The most that what its rows count costs, if anything."""

    def charge(self, name: str, prices: Prices, costs: Prices) -> None:
        """Adds to the costs of a session's placements (rooms × starts) what they pay at the prices of rows."""
        for own in self.coefficients.get(name, ()):
            own.charge(prices, costs)

    def affordable(self, prices: Prices) -> Prices:
        """The nearest prices for which `rebate` holds."""
        return prices

    def rebate(self, prices: Prices) -> float:
        """What is free of all rows, at these prices: it is paid back."""
        return float(np.dot(prices.astype(np.float64), self.limits))

    def free(self, prices: Prices, spread: float) -> Prices:
        """What is free of each row: the slope of the rebate, smoothed over amounts of `spread`."""
        return self.limits
