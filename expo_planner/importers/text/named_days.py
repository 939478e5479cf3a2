"""Days that a table names without their dates: by number, by weekday, or not at all; and which dates they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from expo_planner.domain.clock import WEEKDAYS_EN
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import Guess
from expo_planner.importers.text.tokens import day_label

GIVE_DAYS = Text(
    "give the days with --days, such as --days 2026-09-17..2026-09-18",
    "请用 --days 写明日期，如 --days 2026-09-17..2026-09-18",
)
NO_SUCH_DAY = Text("{label} is none of the {count} days given", "给出的{count}天中没有{label}")
TWO_SUCH_DAYS = Text("{label} may be {first} or {second}", "{label}可能是 {first}，也可能是 {second}")
WHICH_DAY = Text("no date is written, and {count} days are given", "没有写明日期，而给出的有{count}天")
IS_DAY = Text("{label} was read as {day}, by the days named", "按写明的日期，{label}是 {day}")
ONLY_DAY = Text("no date is written here; {day} is the only day named", "此处没有写明日期，按唯一写明的 {day} 计")
WRITE_DATES = Text("write the date in each row", "请在每行写明日期")


def dated(label: str, days: Sequence[date]) -> tuple[str, Guess] | None:
    """The date of a day that is named so, written out, and the guess that says so; None where that is no such name.

    No name at all is the only day. Raises Refusal where none of the days is meant, or more than one may be.
    """
    if not label:
        if len(days) == 1:
            return f"{days[0]}", ONLY_DAY.fill(day=days[0])
        raise Refusal(WHICH_DAY.fill(count=len(days)), WRITE_DATES)
    named = day_label(label, bare=True)
    if named is None:
        return None
    if named.number is not None:
        fitting = [*days[named.number - 1 : named.number]] if named.number else []
    else:
        fitting = [day for day in days if named.weekday is not None and day.weekday() == named.weekday.number]
    if not fitting:
        raise Refusal(NO_SUCH_DAY.fill(label=Quoted(label), count=len(days)), GIVE_DAYS)
    if len(fitting) > 1:
        raise Refusal(TWO_SUCH_DAYS.fill(label=Quoted(label), first=fitting[0], second=fitting[1]), WRITE_DATES)
    checked = f" {WEEKDAYS_EN[named.weekday.number]}" if named.weekday is not None else ""
    return f"{fitting[0]}{checked}", IS_DAY.fill(label=Quoted(label), day=fitting[0])
