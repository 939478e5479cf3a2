"""What variants set: parameters in the order in which they appear, and values that are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from expo_planner.publishing.sweep.row import SweepRow

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""Spreadsheets keep fifteen digits."""
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def parameters(rows: Iterable[SweepRow]) -> tuple[str, ...]:
    """Every parameter that some row sets."""
    return tuple(dict.fromkeys(parameter for row in rows for parameter in row.settings))


def whole_number(text: str) -> int | None:
    """The whole number that a value is; None for a text, and for what a number would change, such as 007."""
    return int(text) if _WHOLE.fullmatch(text) else None


def number(text: str) -> float | None:
    """The number that a value is; None for a text."""
    return float(text) if _DECIMAL.fullmatch(text) else None


def best(rows: Iterable[SweepRow]) -> SweepRow | None:
    """The first of the rows with the lowest cost, of those that place all; None if there is none."""
    return min((row for row in rows if row.complete), key=lambda row: row.rank, default=None)


def grids(rows: Sequence[SweepRow]) -> Mapping[str, tuple[SweepRow, ...]]:
    """The rows of each grid."""
    found: dict[str, list[SweepRow]] = {}
    for row in rows:
        if row.grid:
            found.setdefault(row.grid, []).append(row)
    return {grid: tuple(members) for grid, members in found.items()}


def varying(rows: Sequence[SweepRow]) -> tuple[str, ...]:
    """The parameters of which the rows try more than one value."""
    return tuple(name for name in parameters(rows) if len({row.settings.get(name) for row in rows}) > 1)
