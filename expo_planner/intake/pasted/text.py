"""A text file of any of the kinds that people paste: an agenda of many sessions, or the programme of one."""

from __future__ import annotations

from expo_planner.intake.found import Hints, Reading
from expo_planner.intake.pasted import agenda_text, grid, programme_text
from expo_planner.intake.pasted.decode import decode
from expo_planner.intake.pasted.unmarked import told_apart


def read(data: bytes, name: str, hints: Hints) -> Reading:
    """What a text tells, in whatever encoding it is. Raises Refusal where it is no text."""
    rows = [*agenda_text.rows(decode(data))]
    if programme_text.recognised(rows):
        return programme_text.read(rows, name, hints)
    return grid.read(told_apart(rows), name, hints, pasted=True)
