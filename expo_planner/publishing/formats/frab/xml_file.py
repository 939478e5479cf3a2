"""`schedule.xml`: what EventFahrplan, Giggity, ConfClerk and others read (application/vnd.c3voc.schedule+xml)."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats.frab.programme import (
    DRAFT,
    Event,
    FrabDay,
    Programme,
    clock_length,
    make_programme,
)
from expo_planner.publishing.labels import STREAM

FILE = "schedule.xml"
OWN = "expo-planner"
"""The processing instruction for what the format has no word for, as JSON."""


def render(agenda: Agenda, version: str = DRAFT) -> dict[str, bytes]:
    """`schedule.xml`; `version` is the number of the release."""
    programme = make_programme(agenda, version)
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name="expo_planner")
    own = json.dumps(programme.own, ensure_ascii=False).replace(">", "\\u003e")  # so that nothing ends it early
    root.append(ET.ProcessingInstruction(OWN, own))
    if programme.base_url:
        _add(root, "url", programme.base_url + FILE)
    _add(root, "version", programme.version)
    _conference(ET.SubElement(root, "conference"), programme)
    for day in programme.days:
        _day(root, programme, day)
    ET.indent(root)
    return {FILE: ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"}


def _conference(parent: ET.Element, programme: Programme) -> None:
    agenda = programme.agenda
    _add(parent, "title", agenda.title)
    _add(parent, "acronym", programme.acronym)
    _add(parent, "start", f"{programme.days[0].date}")
    _add(parent, "end", f"{programme.days[-1].date}")
    _add(parent, "days", f"{len(programme.days)}")
    _add(parent, "timeslot_duration", clock_length(agenda.expo.step))
    if programme.base_url:
        _add(parent, "base_url", programme.base_url)
        _add(parent, "url", programme.base_url)
    _add(parent, "time_zone_name", agenda.clock.zone)
    for track in programme.tracks:
        facts = {"name": track.name, "slug": track.slug}
        ET.SubElement(parent, "track", facts | ({"color": track.color} if track.color else {}))


def _day(root: ET.Element, programme: Programme, day: FrabDay) -> None:
    facts = {"index": f"{day.index}", "date": f"{day.date}", "start": day.start.isoformat(), "end": day.end.isoformat()}
    parent = ET.SubElement(root, "day", facts)
    for room, events in day.rooms.items():
        place = programme.places[room]
        row = ET.SubElement(parent, "room", name=place.name, guid=f"{place.guid}")
        for event in events:
            _event(row, programme, event)


def _event(row: ET.Element, programme: Programme, event: Event) -> None:
    parent = ET.SubElement(row, "event", guid=f"{event.guid}", id=f"{event.number}")
    _add(parent, "date", event.start.isoformat())
    _add(parent, "start", f"{event.start:%H:%M}")
    _add(parent, "duration", clock_length(event.minutes))
    _add(parent, "room", programme.places[event.room].name)
    _add(parent, "slug", event.slug)
    _add(parent, "title", event.title)
    _add(parent, "subtitle", event.subtitle)
    _add(parent, "track", event.track)
    _add(parent, "type", event.type)
    _add(parent, "language", programme.agenda.language)
    _add(parent, "abstract", event.abstract)
    _add(parent, "description", event.description)
    if event.url:
        _add(parent, "url", event.url)
    persons = ET.SubElement(parent, "persons")
    for speaker in event.people:
        _add(persons, "person", speaker.name, id=f"{speaker.number}", guid=f"{speaker.guid}")
    links = ET.SubElement(parent, "links")
    if event.stream:
        _add(links, "link", programme.agenda.say(STREAM), href=event.stream, type="media")


def _add(parent: ET.Element, tag: str, text: str, /, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text
