"""Lines of a table, whatever file it stands in, and what tells headings, footnotes and the furniture of pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from expo_planner.importers.model import Guess
from expo_planner.importers.text.row_parser import Cell

PAGE_NUMBER = re.compile(
    r"[-–—· ]{0,9}(?:第? ?[0-9]{1,4} ?页?|(?:page|p\.) ?[0-9]{1,4})"
    r"(?: ?(?:/|,|，|、|共|of) ?共? ?[0-9]{1,4} ?页?)?[-–—· ]{0,9}",
    re.IGNORECASE,
)
RULE = re.compile(r"[\s|:+=_*\-–—─━]+")
NOTE = re.compile(r"(?:备注|附注|注意|说明|注|notes?|remarks?) ?[:：] ?", re.IGNORECASE)
HEADING = re.compile(
    r"(?:论坛|会|赛|展览|展示|活动|报告|成果|仪式|培训|讲座|沙龙|路演|专[场题]|工作坊|板块|系列|sessions?|forums?|workshops?|keynotes?|events?|tours?)$",
    re.IGNORECASE,
)
WIDEST_HEADING = 40
"""Chinese characters of the longest heading that stands in a cell of its own."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One line of a table. `loose`: it has no separator, as lines of a text may; `gap`: a blank line is above it.

    `guessed`: its cells were told apart by what stands in them; `guesses` are any others. `rooms` are those that it
    takes together, where it stood over several columns of a grid.
    """

    cells: tuple[Cell, ...]
    loose: bool = False
    gap: bool = False
    guessed: bool = False
    guesses: tuple[Guess, ...] = ()
    rooms: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in its cells."""
        return tuple(cell.text for cell in self.cells)

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells in which anything stands."""
        return tuple(cell for cell in self.cells if cell.text and not cell.text.isspace())


def glued(first: str, second: str) -> str:
    """Two halves of a title: Latin words are kept apart."""
    first, second = first.strip(), second.strip()
    return f"{first} {second}" if first[-1:].isascii() and second[:1].isascii() else first + second
