"""The day of each row of a table: its own date, that of what stands above it, or one of the days that are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Problem
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.text.date_times import written
from expo_planner.importers.text.named_days import GIVE_DAYS, dated
from expo_planner.importers.text.row_parser import UNDECIDED, Cell, RowDraft
from expo_planner.importers.text.time_spans import GIVE_YEAR, NO_DATE
from expo_planner.importers.text.tokens import day_label

NEEDS_ALL = Text("{count} rows cannot be placed: {reason}", "{count}行无法确定日期：{reason}")


def give_days(drafts: Sequence[RowDraft], days: Sequence[date]) -> None:
    """Rows whose day has no date get that of the days that are given, or it is noted why they have none."""
    for draft in drafts:
        text = draft.time()[0]
        label = draft.text("date") or draft.day or ""
        if not (text or label) or ((read := written(text)) is not None and read.dated):
            continue
        label = "" if UNDECIDED.fullmatch(label) else label
        named = day_label(label, bare=True) is not None
        if not days:
            if named or (not label and text):
                draft.undated = Refusal(NO_DATE.fill(found=Quoted(text or label)), GIVE_DAYS)
            continue
        if not text and not label:
            continue
        try:
            found = dated(label, days)
        except Refusal as refusal:
            draft.undated = refusal
            continue
        if found is not None:
            draft.guesses.append(found[1])
            if draft.text("date"):
                draft.cells["date"] = draft.cells["date"]._replace(text=found[0])
            else:
                draft.day = found[0]


def needs_date(cells: Mapping[str, Cell]) -> bool:
    """Whether a row says at what time it is, but not on which day."""
    time = cells.get("time") or cells.get("start")
    return time is not None and ((read := written(time.text)) is None or not read.dated)


def of_two_days(one: Cell, other: Cell) -> tuple[Cell, Cell | None]:
    """What two columns say of the day: date and weekday together, else the date, and what is left over."""
    both = written(f"{one.text} {other.text}")
    if both is not None and both.dated and both.start.clock is None:
        return one._replace(text=f"{one.text} {other.text}"), None
    read = written(other.text)
    return (other, one) if read is not None and read.dated else (one, other)


def needed(misread: Sequence[Problem]) -> Problem | None:
    """What is to be said beside the file, where that is why none of its rows could be read."""
    asked = [one for one in misread if one.hint in (GIVE_DAYS, GIVE_YEAR)]
    if not asked or 2 * len(asked) < len(misread):
        return None
    return replace(asked[0], message=NEEDS_ALL.fill(count=len(asked), reason=asked[0].message))
