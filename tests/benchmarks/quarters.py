"""The time of the generator: quarters of an hour from the first day's midnight, and how a scenario writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

FIRST = date(2026, 5, 11)
DAY = 24 * 4
OPENS, MIDDAY, CLOSES = 9 * 4, 13 * 4, 18 * 4


class Span(NamedTuple):
    """From one quarter to another, half-open, within one day."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def day(self) -> int:
        """The number of its day, the first being 0."""
        return self.start // DAY

    def holds(self, other: Span) -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span, gap: int = 0) -> bool:
        """Whether the two overlap, or leave less than the gap between them."""
        return self.start < other.end + gap and other.start < self.end + gap

    def __str__(self) -> str:
        """As a window of a scenario."""
        return f"{iso(self.day)} {clock(self.start)}-{clock(self.end)}"


def iso(day: int) -> str:
    """The date of a day."""
    return (FIRST + timedelta(days=day)).isoformat()


def clock(quarter: int) -> str:
    """The time of day."""
    return f"{quarter % DAY // 4:02}:{quarter % 4 * 15:02}"


def minutes(quarters: int) -> str:
    """A length."""
    return f"{quarters * 15}min"


def whole_day(day: int) -> Span:
    """The expo's hours of a day."""
    return Span(day * DAY + OPENS, day * DAY + CLOSES)


def half_days(days: Iterable[int]) -> list[Span]:
    """The mornings and afternoons of some days, in order."""
    return list(
        chain.from_iterable(
            (Span(day * DAY + OPENS, day * DAY + MIDDAY), Span(day * DAY + MIDDAY, day * DAY + CLOSES)) for day in days
        )
    )


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch made one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and merged[-1].end == span.start:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged
