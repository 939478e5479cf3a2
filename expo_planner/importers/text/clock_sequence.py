"""Clock times in the order in which a table has them → when each row starts and ends.

What a row leaves open, the rows around it say: whether 1:45 is at night or in the afternoon, and that 00:30 comes
after midnight. Each of these is a guess.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from expo_planner.domain.clock import DAY, say_minute
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import Guess

NOON = 12 * 60
MORNING, EVENING = 7 * 60, 18 * 60
"""Before the one nothing is expected to start, from the other on things may go on past midnight."""
EARLIEST = 5 * 60
"""Before this nothing starts in the morning."""
LONGEST_PAUSE = 6 * 60
"""Between an afternoon and what goes on in its evening."""
LONGEST_DAY, LONGEST_NIGHT = 10 * 60, 12 * 60
"""The most that something lasts whose end is past noon, or past midnight, as a guess."""
LATEST_END = 8 * 60
"""Until then a night may last."""

HALF_OF_DAY = Text("{found} has neither am nor pm; it was read as {time}", "{found}没有写明上午下午，按 {time} 读入")
AT_NIGHT = Text("{found} was read as {time}, which is at night", "{found}按 {time} 读入，是在夜间")
OUT_OF_ORDER = Text(
    "{found} has neither am nor pm; it was read as {time}, though the entry above it is later",
    "{found}没有写明上午下午，按 {time} 读入，但其上一项更晚",
)
NEXT_DAY = Text("{found} was read as the night after that day", "{found}按当天深夜、次日零点之后读入")
ENDS_NEXT_DAY = Text("{found} was read as ending on the next day", "{found}按次日结束读入")
NEXT_STARTS = Text(
    "the end is not given; taken as the start of the next entry, {end}", "未写结束时间，按下一项的开始时间 {end} 计"
)


@dataclass(frozen=True, slots=True)
class Clocked:
    """The clock times of a row, in minutes of its day, as they are written.

    `free`: without am and pm, part of the day, or the look of twenty-four hours, so that it may be twelve hours later;
    `full`: it counts past twelve, and so does its table. `day` tells days apart, `dated` whether the row names its own,
    `end_dated` whether its end has one; `lane` is its room.
    """

    text: str
    start: int
    end: int | None = None
    free: bool = False
    free_end: bool = False
    full: bool = False
    end_dated: bool = False
    day: Hashable = None
    dated: bool = True
    lane: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """When a row starts and ends, in minutes from the midnight with which its day begins; and what was guessed."""

    start: int
    end: int | None = None
    guesses: tuple[Guess, ...] = ()


def alone(row: Clocked) -> Settled:
    """When something is that has no rows around it."""
    (found,) = in_order([row])
    assert found is not None  # as the row is not
    return found


def in_order(rows: Sequence[Clocked | None]) -> list[Settled | None]:
    """When each row starts and ends; None where a row has no clock time."""
    timed = [(place, row) for place, row in enumerate(rows) if row is not None]
    full = any(row.full for _, row in timed)
    found: list[Settled | None] = [None] * len(rows)
    days: dict[Hashable, list[tuple[int, Clocked]]] = {}
    for place, row in timed:
        days.setdefault(row.day, []).append((place, row))
    for of_day in days.values():
        for chain in _chains(of_day):
            for (place, _), settled in zip(chain, _started([row for _, row in chain], full), strict=True):
                found[place] = settled
    return found


def until_next(settled: Sequence[Settled]) -> list[Settled]:
    """The same in one room; what says only when it starts lasts until the next one starts, as a guess."""
    found = []
    for one in settled:
        later = [other.start for other in settled if other.start > one.start]
        if one.end is None and later:
            guess = NEXT_STARTS.fill(end=_said(min(later)))
            found.append(replace(one, end=min(later), guesses=(*one.guesses, guess)))
        else:
            found.append(one)
    return found


def _chains(rows: Sequence[tuple[int, Clocked]]) -> Iterator[list[tuple[int, Clocked]]]:
    """The rows of a day that follow one another: all of them, or room by room where the table goes by rooms."""
    blocks = [[*block] for _, block in groupby(rows, key=lambda one: one[1].lane)]
    rooms = {row.lane for _, row in rows}
    by_rooms = len(blocks) == len(rooms) > 1 and any(len(block) > 1 for block in blocks)
    yield from blocks if by_rooms else [[*rows]]


def _started(rows: Sequence[Clocked], full: bool) -> Iterator[Settled]:
    """When each of these starts and ends, one after the other."""
    above: int | None = None
    until = 0
    for place, row in enumerate(rows):
        after = next((one.start for one in rows[place + 1 :] if one.start != row.start), None)
        start = _start(row, above, after, full, until)
        end = _end(row, start)
        yield Settled(start, end, tuple(_guesses(row, start, end, above, full)))
        above, until = start, end or start


def _start(row: Clocked, above: int | None, after: int | None, full: bool, until: int) -> int:
    """When it starts, the row above from `above` to `until`, the one below from `after`, as far as these are known."""
    start = row.start
    night = start + DAY
    if above is not None and above >= EVENING and start < EARLIEST and not row.dated and not row.free:
        return night
    if not row.free or start >= DAY:
        return start
    later = start + NOON if start < NOON else start
    if above is None:
        rises = after is not None and EARLIEST <= start < after < NOON
        return start if full or start >= MORNING or rises else later
    if start >= above or start >= NOON:
        return start
    if above < MORNING and start >= EARLIEST:
        return start
    if later < above:  # past midnight, or out of order
        return night if above >= EVENING and start < EARLIEST and not row.dated else start
    if start < MORNING:
        return later
    return later if not full and above >= NOON and later - until <= LONGEST_PAUSE else start


def _end(row: Clocked, start: int) -> int | None:
    """When it ends: the first time of that name after its start, if that is near enough; else as it is written."""
    if row.end is None or row.end_dated:
        return row.end
    end = row.end + DAY * (start // DAY) if row.end < DAY else row.end
    if end > start:
        return end
    if row.free_end and start < end + NOON <= start + LONGEST_DAY:
        return end + NOON
    if start >= NOON and end % DAY <= LATEST_END and end + DAY - start <= LONGEST_NIGHT:
        return end + DAY
    return end


def _guesses(row: Clocked, start: int, end: int | None, above: int | None, full: bool) -> Iterator[Guess]:
    found = Quoted(row.text)
    shifted = start - row.start == NOON or (
        end is not None and row.end is not None and row.free_end and (end - row.end) % DAY == NOON
    )
    if start - row.start == DAY:
        yield NEXT_DAY.fill(found=found)
    if shifted:
        yield HALF_OF_DAY.fill(found=found, time=_said(start) if end is None else f"{_said(start)}–{_said(end)}")
    elif start < EARLIEST and (row.free or start == 0 or (above is not None and above >= EVENING)):
        yield AT_NIGHT.fill(found=found, time=_said(start))
    elif row.free and not full and above is not None and NOON <= above > start == row.start:
        yield OUT_OF_ORDER.fill(found=found, time=_said(start))
    if end is not None and row.end is not None and start < DAY < end and row.end < DAY:
        yield ENDS_NEXT_DAY.fill(found=found)


def _said(minute: int) -> str:
    return say_minute(minute if minute <= DAY else minute - DAY)
