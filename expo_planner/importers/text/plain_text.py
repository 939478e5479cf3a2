"""A text file of any of the kinds that people paste: an agenda of many sessions, or the programme of one."""

from __future__ import annotations

from expo_planner.importers.model import Hints, Reading
from expo_planner.importers.text import agenda_text, table
from expo_planner.importers.text.decode import decode


def read(data: bytes, name: str, hints: Hints) -> Reading:
    """What a text tells, in whatever encoding it is. Raises Refusal where it is no text."""
    return table.of_rows([*agenda_text.rows(decode(data))], name, hints, pasted=True)
