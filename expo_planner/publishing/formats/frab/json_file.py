"""`schedule.json`: the same in JSON, for those who would rather not read XML."""

from __future__ import annotations

import re
from typing import Any

from expo_planner.domain.plain_text import dump
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats.frab.programme import (
    DRAFT,
    Event,
    FrabRoom,
    Programme,
    clock_length,
    make_programme,
)
from expo_planner.publishing.labels import STREAM

FILE = "schedule.json"
SCHEMA = "https://c3voc.de/schedule/schema.json"
ZONE = re.compile("[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
"""The zones that the schema knows; of another one nothing is said, every time has its offset."""


def render(agenda: Agenda, version: str = DRAFT) -> dict[str, bytes]:
    """`schedule.json`; `version` is the number of the release."""
    programme = make_programme(agenda, version)
    address = {"base_url": programme.base_url, "url": programme.base_url + FILE} if programme.base_url else {}
    document = {
        "$schema": SCHEMA,
        "generator": {"name": "expo_planner", "expo": programme.own},
        "schedule": {"version": programme.version, **address, "conference": _conference(programme)},
    }
    return {FILE: dump(document).encode()}


def _conference(programme: Programme) -> dict[str, Any]:
    agenda = programme.agenda
    conference: dict[str, Any] = {
        "acronym": programme.acronym,
        "title": agenda.title,
        "start": f"{programme.days[0].date}",
        "end": f"{programme.days[-1].date}",
        "daysCount": len(programme.days),
        "timeslot_duration": clock_length(agenda.expo.step),
    }
    if agenda.note:
        conference["description"] = agenda.note
    if ZONE.match(agenda.clock.zone):
        conference["time_zone_name"] = agenda.clock.zone
    if programme.base_url:
        conference["url"] = programme.base_url
    return conference | {
        "tracks": [
            {"name": track.name, "slug": track.slug} | ({"color": track.color} if track.color else {})
            for track in programme.tracks
        ],
        "rooms": [_room(place) for place in programme.places.values()],
        "days": [
            {
                "index": day.index,
                "date": f"{day.date}",
                "day_start": day.start.isoformat(),
                "day_end": day.end.isoformat(),
                "rooms": {
                    programme.places[room].name: [_event(programme, event) for event in events]
                    for room, events in day.rooms.items()
                },
            }
            for day in programme.days
        ],
    }


def _room(place: FrabRoom) -> dict[str, Any]:
    room = place.room
    kind = {"type": "online"} if room and room.kind == "online" else {}
    return {"name": place.name, "guid": f"{place.guid}", **kind, "capacity": room.capacity if room else None}


def _event(programme: Programme, event: Event) -> dict[str, Any]:
    stream = programme.agenda.say(STREAM)
    return {
        "guid": f"{event.guid}",
        "id": event.number,
        "date": event.start.isoformat(),
        "start": f"{event.start:%H:%M}",
        "end": event.end.isoformat(),
        "duration": clock_length(event.minutes),
        "room": programme.places[event.room].name,
        "slug": event.slug,
        "url": event.url or f"urn:uuid:{event.guid}",
        "title": event.title,
        "subtitle": event.subtitle,
        "track": event.track or None,
        "type": event.type,
        "language": programme.agenda.language,
        "abstract": event.abstract,
        "description": event.description,
        "persons": [
            {"guid": f"{speaker.guid}", "id": speaker.number, "name": speaker.name} for speaker in event.people
        ],
        "links": [{"type": "media", "url": event.stream, "title": stream}] if event.stream else [],
    }
