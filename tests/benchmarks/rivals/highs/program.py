"""A mixed integer linear program, built in pieces and minimised by HiGHS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Term = tuple[int, float]
FREE = float("inf")


class Program:
    """Variables from 0 to 1 (or more) with costs, and rows of terms between two limits."""

    def __init__(self) -> None:
        self.costs: list[Numbers] = []
        self.highest: list[Numbers] = []
        self.integer: list[npt.NDArray[np.bool_]] = []
        self.columns = 0
        self.low: list[Numbers] = []
        self.high: list[Numbers] = []
        self.count = 0
        self.entries: list[tuple[Indices, Indices, Numbers]] = []
        self._terms: tuple[list[int], list[int], list[float]] = ([], [], [])

    def variables(self, costs: npt.ArrayLike, *, integer: bool = False, highest: float = 1) -> Indices:
        """As many variables as costs; their numbers."""
        given = np.asarray(costs, dtype=np.float64)
        self.costs.append(given)
        self.highest.append(np.full(given.size, highest))
        self.integer.append(np.full(given.size, integer))
        self.columns += given.size
        return np.arange(self.columns - given.size, self.columns)

    def variable(self, cost: float = 0, *, integer: bool = False, highest: float = 1) -> int:
        """One variable; its number."""
        return int(self.variables([cost], integer=integer, highest=highest)[0])

    def rows(self, count: int, low: float, high: float) -> int:
        """So many empty rows; the number of the first."""
        self.low.append(np.full(count, low))
        self.high.append(np.full(count, high))
        self.count += count
        return self.count - count

    def put(self, rows: Indices, columns: Indices, value: float = 1) -> None:
        """The value in each of these rows and columns."""
        self.entries.append((rows, columns, np.full(rows.size, value, dtype=np.float64)))

    def row(self, terms: Iterable[Term], low: float, high: float) -> None:
        """One row; terms of one variable are added up, and a row that nothing can break is left out."""
        summed: dict[int, float] = {}
        for column, value in terms:
            summed[column] = summed.get(column, 0) + value
        if summed or low > 0 or high < 0:
            row = self.rows(1, low, high)
            rows, columns, values = self._terms
            rows += [row] * len(summed)
            columns += summed.keys()
            values += summed.values()

    def minimise(self, seconds: float, workers: int, watch: Callable[[Numbers, float], None]) -> tuple[str, float]:
        """Minimises for so long; tells every better solution and the bound then. The status and the last bound."""
        highspy: Any = import_module("highspy")
        solver = highspy.Highs()
        for option, value in {"output_flag": False, "time_limit": max(seconds, 0.0), "threads": workers}.items():
            solver.setOptionValue(option, value)
        if solver.passModel(self._model(highspy)) == highspy.HighsStatus.kError:
            raise ValueError("HiGHS refuses the program")
        solver.cbMipImprovingSolution += lambda event: watch(
            np.asarray(event.data_out.mip_solution), float(event.data_out.mip_dual_bound)
        )
        solver.run()
        return solver.modelStatusToString(solver.getModelStatus()), float(solver.getInfo().mip_dual_bound)

    def _model(self, highspy: Any) -> Any:
        rows, columns, values = (np.concatenate(part) for part in zip(*self.entries, self._arrays(), strict=True))
        order = np.lexsort((rows, columns))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.columns, self.count
        model.col_cost_ = np.concatenate(self.costs)
        model.col_lower_, model.col_upper_ = np.zeros(self.columns), np.concatenate(self.highest)
        model.row_lower_, model.row_upper_ = np.concatenate(self.low), np.concatenate(self.high)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[integer] for integer in np.concatenate(self.integer).tolist()]
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_ = np.searchsorted(columns[order], np.arange(self.columns + 1))
        matrix.index_, matrix.value_ = rows[order], values[order]
        return model

    def _arrays(self) -> tuple[Indices, Indices, Numbers]:
        rows, columns, values = self._terms
        return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), np.array(values, dtype=np.float64)
