"""`schedule.json` of frab, pretalx and this programme (version 1 of the format)."""

from __future__ import annotations

from collections.abc import Iterator

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Refusal
from expo_planner.importers.model import Reading
from expo_planner.importers.systems.frab import EventRow, Listing, make
from expo_planner.importers.systems.json_record import parse
from expo_planner.importers.systems.own_markers import GENERATOR
from expo_planner.importers.systems.record import SourceRecord, Value, bad

NO_SCHEDULE = Refusal(
    Text("this JSON is not a schedule: it has no conference with days", "这份 JSON 不是日程：其中没有含各日的会议"),
    Text("supported: schedule.json from frab or pretalx", "可读入 frab、pretalx 的 schedule.json"),
)


def read(data: bytes, name: str) -> Reading:
    """What a schedule.json says; `name` stands in messages. Raises BadInput for what is no such file."""
    value = parse(data, name)
    if not recognised(value):
        raise bad(Source(name), NO_SCHEDULE)
    return reading(value)


def recognised(value: Value) -> bool:
    """Whether this is such a schedule, whose days have rooms by their names."""
    if not isinstance(value, SourceRecord) or "days" not in _conference(value).values:
        return False
    days = _members(_conference(value).values["days"])
    return all(isinstance(day.values.get("rooms", ""), str | SourceRecord) or not day.all("rooms") for day in days)


def reading(value: Value) -> Reading:
    """What it says."""
    assert isinstance(value, SourceRecord)
    conference = _conference(value)
    generator = value.record("generator")
    days = list(_members(conference.values.get("days", "")))
    return make(
        Listing(
            source=value.source,
            conference=conference,
            days=days,
            rooms=conference.all("rooms"),
            tracks=conference.all("tracks"),
            rows=[row for day in days for row in _rows(day)],
            ours=generator.text("name") == GENERATOR,
            own=generator.record("expo"),
        )
    )


def _conference(value: SourceRecord) -> SourceRecord:
    """The conference, alone or in its schedule; in some files its members stand in the schedule itself."""
    schedule = value.record("schedule") if "schedule" in value.values else value
    conference = schedule.record("conference")
    known = {name: schedule.values[name] for name in ("base_url", "url", "days") if name in schedule.values}
    return SourceRecord(known | dict(conference.values), conference.source)


def _members(value: Value) -> Iterator[SourceRecord]:
    """The records of a list, or of a mapping by name."""
    values = value.values.values() if isinstance(value, SourceRecord) else value if isinstance(value, list) else ()
    yield from (one for one in values if isinstance(one, SourceRecord))


def _rows(day: SourceRecord) -> Iterator[EventRow]:
    for room, events in day.record("rooms").values.items():
        for event in events if isinstance(events, list) else [events]:
            if event:
                yield EventRow(event if isinstance(event, SourceRecord) else SourceRecord({}, day.source), day, room)
