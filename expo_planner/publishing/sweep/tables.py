"""The sweep as tables for programs (`sweep.csv`, `sweep.parquet`), one row for each variant."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO

import pandas

from expo_planner.publishing.formats.csv import harmless
from expo_planner.publishing.sweep.columns import columns
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.publishing.sweep.settings import whole_number

DTYPES = {"whole": "Int64", "share": "Float64", "text": "string", "status": "string"}


def sweep_frame(rows: Sequence[SweepRow]) -> pandas.DataFrame:
    """One row for each variant, for people who go on in pandas; what is unknown or does not apply is NA."""
    return pandas.DataFrame(
        {
            column.name: pandas.Series(
                [None if (cell := column.cell(row)) is None else cell for row in rows], dtype=DTYPES[column.kind]
            )
            for column in columns(rows)
        }
    )


def csv(rows: Sequence[SweepRow]) -> bytes:
    """`sweep.csv`, as the agenda's: UTF-8 with a byte order mark; what would be a formula gets an apostrophe."""
    frame = sweep_frame(rows)
    for name in frame.columns[frame.dtypes == "string"]:
        frame[name] = [_inert(text) for text in frame[name].fillna("")]
    frame.columns = [harmless(name) for name in frame.columns]
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def parquet(rows: Sequence[SweepRow]) -> dict[str, bytes]:
    """`sweep.parquet` where pyarrow is installed, which pandas needs for it; otherwise nothing."""
    if find_spec("pyarrow") is None:
        return {}
    written = BytesIO()
    sweep_frame(rows).to_parquet(written, engine="pyarrow", index=False)
    return {"sweep.parquet": written.getvalue()}


def _inert(text: str) -> str:
    """A number among texts is no formula, although it may begin with a minus."""
    return text if whole_number(text) is not None else harmless(text)
