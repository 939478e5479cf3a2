"""Ticks → starts, lengths and times of programme items as scenario files write them: what `time_parsing` reads back."""

from __future__ import annotations

from expo_planner.domain.clock import Clock, Window, say_minute
from expo_planner.files.schema.nodes import Refusal
from expo_planner.files.schema.time_parsing import Calendar


def start_text(clock: Clock, start: int, end: int | None = None, joint: str = "..") -> str:
    """`2023-07-06 13:30`, or with the end of the session `2023-07-05 08:30 .. 2023-07-06 17:30`.

    In an hour that the clock shows twice, with the offset from UTC. `joint` is `..` or 至.
    """
    if end is None:
        return _moment(clock, start)
    day, minute = clock.end_day_and_minute(end)
    last = _moment(clock, end) if clock.day_and_minute(end)[0] == day else f"{day} {say_minute(minute)}"
    return f"{_moment(clock, start)} {joint} {last}"


def _moment(clock: Clock, tick: int) -> str:
    local = clock.local(tick)
    if clock.twice(local.replace(tzinfo=None)):
        return local.isoformat(timespec="minutes")
    return f"{local:%Y-%m-%d %H:%M}"


def length_text(minutes: int) -> str:
    """`2h30min`."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{rest}min" if rest or not hours else "")


def window_text(calendar: Calendar, window: Window) -> str | None:
    """A window, `2023-07-06 13:35-13:45`; with both dates where it is not on one day.

    None where it cannot be written, because the clock shows one of the times twice.
    """
    clock = calendar.clock
    (day, start), (last, end) = clock.day_and_minute(window.start), clock.end_day_and_minute(window.end)
    ends = f"-{say_minute(end)}" if last == day else f" .. {last} {say_minute(end)}"
    text = f"{day} {say_minute(start)}{ends}"
    try:
        return text if calendar.window(text) == window else None
    except Refusal:
        return None


def item_text(calendar: Calendar, session: Window, item: Window) -> str | None:
    """When an item of a programme is, `13:35-13:45`; with dates where its session is not on one day.

    None where it cannot be written, because the clock shows one of the times twice.
    """
    clock = calendar.clock
    text = window_text(calendar, item)
    days = {clock.day_and_minute(item.start)[0], clock.end_day_and_minute(item.end)[0]}
    days |= {clock.day_and_minute(session.start)[0], clock.end_day_and_minute(session.end)[0]}
    return text if text is None or len(days) > 1 else text.partition(" ")[2]
