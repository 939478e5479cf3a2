"""Days and times as spreadsheets store them, numbers that lost their format → what a person would type for them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from expo_planner.domain.clock import DAY, say_minute
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import Guess

MINUTES = re.compile(r"(\d{1,4})min")
"""What a sheet has for a time of the clock that it counts as a length, such as 24:00."""
DAY_ZERO = date(1899, 12, 30)
DATES = range(20_000, 80_000)
"""Serial numbers of days from 1954 to 2119; smaller numbers count something else."""
READ_AS = Text("{number} was read as {time}, which spreadsheets store so", "{number}按表格软件的存储方式读作 {time}")


def typed(text: str, field: str) -> tuple[str, tuple[Guess, ...]]:
    """What a cell of a column of dates or times says, and the guess that it rests on; other texts as they are."""
    if match := MINUTES.fullmatch(text):
        minute = int(match[1])
        return (say_minute(minute), ()) if minute <= DAY else (text, ())
    found = _date_and_time(text, field)
    if found is None:
        return text, ()
    return found, (READ_AS.fill(number=Quoted(text), time=found),)


def _date_and_time(text: str, field: str) -> str | None:
    match = re.fullmatch(r"(\d{1,5})?(\.\d+)?", text)
    if match is None or not text or text == ".":
        return None
    whole, part = int(match[1] or 0), float(match[2] or 0)
    if match[2] is not None and len(match[2]) < 4 and whole:  # 9.30 is a clock time or a date
        part = part if whole in DATES else -1
    minute = round(part * DAY)
    if part < 0 or (whole in DATES) < (field.endswith("date") or whole > 1 or match[2] is None):
        return "24:00" if text == "1" and field == "end" else None
    if whole not in DATES:
        return say_minute(whole * DAY + minute)
    found = DAY_ZERO + timedelta(days=whole)
    return f"{found}" if minute == 0 else f"{found + timedelta(days=minute // DAY)} {say_minute(minute % DAY)}"
