"""The section `expo` of a scenario file → the expo without rooms and sessions: its days, clock, hours and slots."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from expo_planner.domain.clock import DAY, Clock, Window, Windows, say_minute, union
from expo_planner.domain.entities import Slot
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.model import EXPO
from expo_planner.files.schema.nodes import Entries, Node, source
from expo_planner.files.schema.record_types import GivenFields
from expo_planner.files.schema.time_parsing import PARTS, Calendar

ALL_DAY = (0, DAY)
WHOLE_DAY = (ALL_DAY,)
FIRST = ("timezone", "days", "parts", "hours", "day_change")
"""What the clock of an expo is made of."""


def read_expo(node: Entries, context: Context) -> Expo:
    """The expo without rooms and sessions; sets the calendar by which windows are read."""
    given = EXPO.open(node, ("expo",), context)
    for name in FIRST:
        if name in given.nodes:
            EXPO.read(given, name, context)
    days = tuple(sorted({day for dates in given.get("days", ()) for day in dates}))
    if "days" in given.values and not days:
        context.report.add(given.at("days"), ("expo", "days"), Text("the expo has no days", "没有任何日期"))
    elif len(days) > 366:
        message = Text("{count} days is more than a year", "{count} 天超过一年").fill(count=len(days))
        context.report.add(given.at("days"), ("expo", "days"), message)
    first = days[0] if days else context.calendar.clock.first
    clock = Clock(given.get("timezone", "UTC"), first, _day_change(given, context))
    calendar = Calendar(clock, {**PARTS, **given.get("parts", {})})
    context.calendar = calendar
    for name in given.nodes:
        if name not in FIRST:
            EXPO.read(given, name, context)
    revised = given.get("revised")
    return Expo(
        id=given.get("id", ""),
        title=given.get("title", ""),
        title_en=given.get("title_en"),
        clock=clock,
        days=days or (clock.first,),
        opening=_opening(given, days, context),
        usual_hours=_usual_hours(given, clock, calendar),
        parts=calendar.parts,
        step=given.get("step", 30),
        slots=_slots(given, days, context),
        place=given.get("place"),
        place_en=given.get("place_en"),
        note=given.get("note"),
        note_en=given.get("note_en"),
        revised=None if revised is None else clock.local(revised),
        language=given.get("language", "zh"),
        base_url=given.get("base_url"),
        base_url_en=given.get("base_url_en"),
        source=source(given.node),
        fields=given.sources(),
    )


def no_expo(context: Context) -> Expo:
    """What stands for an expo that cannot be read, so that the other sections can be."""
    clock = context.calendar.clock
    return Expo(id="", title="", clock=clock, days=(clock.first,), opening={})


def _opening(given: GivenFields, days: tuple[date, ...], context: Context) -> Mapping[date, Windows]:
    """The expo's hours of each day."""
    hours = given.get("hours", WHOLE_DAY)
    by_day: dict[Any, Any] = hours if isinstance(hours, dict) else {"default": hours}
    node = given.at("hours")
    if isinstance(hours, dict) and days and not _damaged(node, hours):
        missing = [f"{day}" for day in days if day not in by_day and "default" not in by_day]
        if missing:
            context.report.add(
                node,
                ("expo", "hours"),
                Text("there are no hours for {days}", "{days}没有写时间").fill(days=missing),
                Text("add the day, or default: 08:00-22:00", "请补上该日期，或加 default: 08:00-22:00"),
            )
        for key in by_day:
            if key != "default" and key not in days:
                message = Text("{day} is not one of the expo's days", "{day} 不在展会日期之内").fill(day=key)
                context.report.add(node, ("expo", "hours"), message)
    default = by_day.get("default", ())
    return {day: union(_on(context.calendar, day, part) for part in by_day.get(day, default)) for day in days}


def _usual_hours(given: GivenFields, clock: Clock, calendar: Calendar) -> Windows:
    """The hours of days to which the file gives none of their own, as if of the first day."""
    hours = given.get("hours", WHOLE_DAY)
    parts = hours.get("default", ()) if isinstance(hours, dict) else hours
    return union(_on(calendar, clock.first, part) for part in parts)


def _day_change(given: GivenFields, context: Context) -> int:
    """When a day of the programme ends, in minutes after midnight; without a word, when its hours do."""
    hours = given.get("hours", WHOLE_DAY)
    parts = [part for one in (hours.values() if isinstance(hours, dict) else [hours]) for part in one]
    if "day_change" not in given.values:
        return max((end - DAY for _, end in parts if end > DAY), default=0)
    change: int = given.get("day_change")
    early = min((part[0] for part in parts if part[0] < change and part != ALL_DAY), default=None)
    if early is not None:
        message = Text(
            "the day changes at {change}, after the hours begin at {start}",
            "{change} 换日，晚于开放时间的开始 {start}",
        )
        hint = Text("let it change before the hours begin", "请改为开放时间开始之前")
        facts = {"change": say_minute(change), "start": say_minute(early)}
        context.report.add(given.at("day_change"), ("expo", "day_change"), message.fill(**facts), hint)
    return change


def _damaged(node: Node, values: Mapping[Any, Any]) -> bool:
    """Whether some entries of a mapping could not be read."""
    return isinstance(node, Entries) and len(node.nodes) != len(values)


def _slots(given: GivenFields, days: tuple[date, ...], context: Context) -> tuple[Slot, ...] | None:
    """The slots of every day, sorted; None where sessions start freely."""
    slots = []
    for one in given.get("slots", ()):
        day = one.get("day")
        if day is not None and days and day not in days:
            message = Text("{day} is not one of the expo's days", "{day} 不在展会日期之内").fill(day=day)
            context.report.add(one.at("day"), (*one.path, "day"), message)
        if "at" in one.values:
            slots += [
                Slot(window=_slot(context.calendar, date, one.get("at")), types=one.get("types", ()))
                for date in (days if day is None else (day,))
            ]
    return tuple(sorted(slots, key=lambda slot: slot.window)) or None


def _on(calendar: Calendar, day: date, hours: tuple[int, int]) -> Window:
    """The hours of a day; all 24 of them are from one change of day to the next."""
    return calendar.clock.day(day) if hours == ALL_DAY else calendar.on(day, hours)


def _slot(calendar: Calendar, day: date, at: tuple[int, int]) -> Window:
    """A slot of a day; one that starts before the change of day is in the night after."""
    return calendar.on(calendar.clock.on_day(day, at[0]), at)
