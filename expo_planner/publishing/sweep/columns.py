"""The columns that every table of a sweep has, of whatever format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from expo_planner.domain.i18n import Language, Spoken, Text
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.sweep import words
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.publishing.sweep.settings import parameters, whole_number

Cell = str | int | float | None
"""None is what is unknown or does not apply."""
Kind = Literal["text", "whole", "share", "status"]


@dataclass(frozen=True)
class SweepColumn:
    """A column: its name for programs, its heading for people, and the cell of each row."""

    name: str
    heading: Spoken
    kind: Kind
    cell: Callable[[SweepRow], Cell]

    @property
    def numeric(self) -> bool:
        return self.kind in ("whole", "share")

    def shown(self, row: SweepRow, language: Language) -> Cell:
        """The cell for people: the status in words."""
        return words.STATUS[row.status].say(language) if self.kind == "status" else self.cell(row)

    def text(self, row: SweepRow, language: Language) -> str:
        """The same as text, empty for what is unknown."""
        cell = self.shown(row, language)
        if cell is None:
            return ""
        return f"{cell:.1%}" if self.kind == "share" else str(cell)


def columns(rows: Sequence[SweepRow]) -> tuple[SweepColumn, ...]:
    """The columns of these rows."""
    priorities = sorted({priority for row in rows for priority in row.unplaced}, key=_falling)
    goals = dict.fromkeys(goal for row in rows for goal, cost in row.costs.items() if cost)
    names = (
        _fixed("name", "text", lambda row: one_line(row.name)),
        _fixed("grid", "text", lambda row: one_line(row.grid)),
    )
    settings = [_setting(parameter, rows) for parameter in parameters(rows)]
    results = (
        _fixed("status", "status", lambda row: row.status),
        _fixed("cost", "whole", lambda row: row.cost),
        _fixed("bound", "whole", lambda row: row.bound if _known(row) or row.status == "unknown" else None),
        _fixed("gap", "share", lambda row: row.gap),
        _fixed("unplaced", "whole", lambda row: sum(row.unplaced.values()) if _counted(row) else None),
        *map(_priority, priorities),
        _fixed("clashes", "whole", lambda row: row.clashes),
        _fixed("told", "whole", lambda row: row.told),
        _fixed("moved", "whole", lambda row: row.moved),
        _fixed("hire", "whole", lambda row: row.hire),
        *map(_goal, goals),
        _fixed("because", "text", lambda row: one_line(row.because)),
        _fixed("same_as", "text", lambda row: None if row.same_as is None else one_line(row.same_as)),
        _fixed("schedule", "text", lambda row: None if row.schedule is None else one_line(row.schedule)),
    )
    return (*names, *_renamed(settings, {column.name for column in (*names, *results)}), *results)


def _known(row: SweepRow) -> bool:
    """Whether there is a schedule, so that what is not counted is zero."""
    return row.cost is not None


def _counted(row: SweepRow) -> bool:
    return _known(row) or bool(row.unplaced)


def _falling(priority: str) -> tuple[bool, int, str]:
    """Must sessions first, then from the highest priority down."""
    return priority != "must", -(whole_number(priority) or 0), priority


def _fixed(name: str, kind: Kind, cell: Callable[[SweepRow], Cell]) -> SweepColumn:
    return SweepColumn(name, words.HEADINGS[name], kind, cell)


def _setting(parameter: str, rows: Iterable[SweepRow]) -> SweepColumn:
    values = (row.settings[parameter] for row in rows if parameter in row.settings)
    whole = all(whole_number(value) is not None for value in values)

    def cell(row: SweepRow) -> Cell:
        value = row.settings.get(parameter)
        if value is None:
            return None
        number = whole_number(value)
        return one_line(value) if number is None else number

    name = one_line(parameter)
    return SweepColumn(name, Text(name, name), "whole" if whole else "text", cell)


def _priority(priority: str) -> SweepColumn:
    name = one_line(priority)
    heading = words.UNPLACED_MUST if priority == "must" else words.UNPLACED_PRIORITY.fill(priority=name)

    def cell(row: SweepRow) -> Cell:
        return row.unplaced.get(priority, 0) if _counted(row) else None

    return SweepColumn(f"unplaced_{name}", heading, "whole", cell)


def _goal(goal: str) -> SweepColumn:
    name = one_line(goal)

    def cell(row: SweepRow) -> Cell:
        return row.costs.get(goal, 0) if _known(row) else None

    return SweepColumn(f"cost_{name}", words.COST_OF.fill(goal=words.goal_title(name)), "whole", cell)


def _renamed(settings: Iterable[SweepColumn], taken: set[str]) -> Iterator[SweepColumn]:
    """The columns with names of their own: a parameter may be called like another column."""
    for column in settings:
        name = column.name
        while name in taken:
            name = f"setting_{name}"
        taken.add(name)
        yield replace(column, name=name)
