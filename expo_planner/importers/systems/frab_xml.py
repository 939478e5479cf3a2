"""`schedule.xml` of frab, pretalx, wafer, FOSDEM and this programme."""

from __future__ import annotations

import json
from collections.abc import Iterator

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import Reading
from expo_planner.importers.systems.frab import EventRow, Listing, make
from expo_planner.importers.systems.own_markers import GENERATOR
from expo_planner.importers.systems.record import SourceRecord, bad
from expo_planner.importers.systems.xml_record import parse

ROOT = "schedule"
INSTRUCTION = "?expo-planner"
NO_SCHEDULE = Text("this XML is not a schedule: its root element is {found}", "这份 XML 不是日程：其根元素是{found}")
HINT = Text(
    "supported: XML that starts with <schedule>, from frab, pretalx, wafer or FOSDEM",
    "可读入 frab、pretalx、wafer、FOSDEM 导出的 XML，以 <schedule> 开头",
)


def read(data: bytes, name: str) -> Reading:
    """What a schedule.xml says; `name` stands in messages. Raises BadInput for what is no such file."""
    tag, root = parse(data, name)
    if tag != ROOT:
        raise bad(root.source, Refusal(NO_SCHEDULE.fill(found=Quoted(tag)), HINT))
    conference = root.record("conference")
    days = [*root.records("day"), *root.record("days").records("day")]
    return make(
        Listing(
            source=root.source,
            conference=conference,
            days=days,
            rooms=[room for day in days for room in day.records("room") if room.values.get("event")],
            tracks=[
                *conference.all("track"),
                *conference.all("tracks", "track"),
                *root.all("tracks", "track"),
            ],
            rows=[*_rows(root, root, ""), *(row for day in days for row in _of_day(day))],
            ours=root.record("generator").text("name") == GENERATOR,
            own=_own(root),
        )
    )


def _own(root: SourceRecord) -> SourceRecord:
    """What our own files say beside the format."""
    try:
        values = json.loads(root.text(INSTRUCTION))
    except ValueError:
        values = {}
    texts = values.items() if isinstance(values, dict) else ()
    return SourceRecord({name: value for name, value in texts if isinstance(value, str)}, root.source)


def _of_day(day: SourceRecord) -> Iterator[EventRow]:
    yield from _rows(day, day, "")
    for room in day.records("room"):
        yield from _rows(room, day, room.text("name"))


def _rows(parent: SourceRecord, day: SourceRecord, room: str) -> Iterator[EventRow]:
    for event in parent.all("event"):
        yield EventRow(event if isinstance(event, SourceRecord) else SourceRecord({}, parent.source), day, room)
