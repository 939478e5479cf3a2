"""The files of a sweep."""

from __future__ import annotations

from collections.abc import Sequence

from expo_planner.domain.i18n import Language
from expo_planner.publishing.sweep.page import page
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.publishing.sweep.tables import csv, parquet
from expo_planner.publishing.sweep.workbook import workbook


def render_sweep(rows: Sequence[SweepRow], title: str, language: Language) -> dict[str, bytes]:
    """`sweep.csv`, `sweep.xlsx`, `sweep.html`, and `sweep.parquet` where pyarrow is installed.

    The first row is the base. Equal rows give equal bytes.
    """
    return {
        "sweep.csv": csv(rows),
        "sweep.xlsx": workbook(rows, title, language),
        "sweep.html": page(rows, title, language),
        **parquet(rows),
    }
