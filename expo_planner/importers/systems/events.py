"""What the readers of all systems say of an event in the same way: what it lacks, when it ends, how it is called."""

from __future__ import annotations

import re
from datetime import datetime

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Refusal

WIDEST = 10_000_000
"""Seats of the largest room that a scenario may have."""
NO_TITLE = Refusal(Text("this event has no title", "该活动没有标题"), Text("give it one", "请补上标题"))
NO_START = Refusal(
    Text("this event has no start", "该活动没有开始时间"), Text("give it a date and a start", "请补上日期和开始时间")
)
NO_LENGTH = Refusal(
    Text("this event has no duration", "该活动没有时长"), Text("give it one, such as 01:30", "请补上时长，如 01:30")
)
BACKWARD = Refusal(
    Text("this event does not end after it starts", "该活动的结束不晚于开始"), Text("correct its end", "请更正结束时间")
)


def ending(start: datetime | None, end: datetime | None, length: int | None) -> tuple[datetime | None, int | None]:
    """When an event ends, or for how many minutes it lasts where only that is written: clocks may change in between.

    Raises Refusal where neither is known, or the end is not after the start.
    """
    if end is None and length is None:
        raise NO_LENGTH
    if start is None or end is None:
        return None, length
    if (start.tzinfo is None) == (end.tzinfo is None) and end <= start:
        raise BACKWARD
    return end, None


def plain_key(text: str) -> str:
    """A name of a-z, 0-9 and dashes."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
