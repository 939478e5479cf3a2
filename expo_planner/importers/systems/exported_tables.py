"""Tables that other systems export, known by their columns: a reader for each, before tables are read as anybody's."""

from __future__ import annotations

from collections.abc import Sequence

from expo_planner.domain.problems import Source
from expo_planner.importers.model import Reading
from expo_planner.importers.systems import conftool, sessionize
from expo_planner.importers.systems.record import SourceRecord
from expo_planner.importers.text.lines import TextRow

READERS = (
    (sessionize.recognised_header, sessionize.of_rows),
    (conftool.recognised_header, conftool.of_rows),
)


def read(rows: Sequence[TextRow], name: str) -> Reading | None:
    """What the table of a system tells; None where it is none of these."""
    header = [text.strip() for text in rows[0].texts] if rows else []
    of_rows = next((of_rows for recognised, of_rows in READERS if recognised(header)), None)
    if of_rows is None:
        return None
    records = (
        SourceRecord(dict(zip(header, row.texts, strict=False)), Source(name, row.cells[0].place)) for row in rows[1:]
    )
    return of_rows(records, Source(name))
