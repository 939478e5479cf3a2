"""When a day of a listing ends that goes on after midnight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

NOON = time(12)


def change_of_day(listed: Sequence[tuple[date, datetime]], edges: Sequence[time]) -> time | None:
    """When days change, so that each start stays on the day that it is listed under; None where that is at midnight.

    `edges` are the times at which days are said to begin or to end: the first after the last start of a night, else
    the next whole hour. None, too, where nights and mornings cannot be told apart.
    """
    nights = [start.time() for day, start in listed if (start.date() - day).days == 1]
    mornings = [start.time() for day, start in listed if start.date() == day]
    if not nights:
        return None
    last = max(nights)
    first = min([*mornings, NOON])
    said = sorted(edge for edge in edges if last < edge <= first)
    change = said[0] if said else time(min(last.hour + 1, 23))
    return change if change <= first else None
