"""`schedule-v2.json`: version 2 of the format, an alpha that may change (voc/schedule, `schema2.json`, alpha-3).

Beyond version 1 it says which sessions are cancelled or delayed, which halls belong together and when breaks are,
and has texts in two languages. Cancellations and delays are known from the ledger of releases; a draft has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from typing import Any
from uuid import UUID

from expo_planner.domain.entities import Room
from expo_planner.domain.plain_text import dump
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.frab.identity import guid, name_space, part_name, slug
from expo_planner.publishing.formats.frab.programme import DRAFT, Event, FrabRoom, Programme, make_programme
from expo_planner.publishing.labels import STREAM
from expo_planner.publishing.ledger.ledger import Ledger, LedgerEntry

FILE = "schedule-v2.json"
SCHEMA = "https://c3voc.de/schema/schedule2"
ZONE = re.compile("[A-Z][a-z]+/[A-Z][a-z]+$|UTC$")
"""The zones that the schema knows; of another one nothing is said, every time has its offset."""
TYPES = ("TALK", "WORKSHOP", "HANDS-ON", "MEETING", "DISCUSSION", "PERFORMANCE", "CONCERT", "GAME", "LIGHTNING_TALK")
OTHER_TYPE = "OTHER"
OTHER_TRACK = "other"
"""The slug of the track of sessions without a category; every event must have a track."""


def render(agenda: Agenda, ledger: Ledger | None = None) -> dict[str, bytes]:
    """`schedule-v2.json` of a release, or of a draft where there is no ledger."""
    version = DRAFT if ledger is None or ledger.last is None else str(ledger.last.number)
    return {FILE: dump(_File(agenda, version, ledger).document()).encode()}


@dataclass(frozen=True)
class _File:
    agenda: Agenda
    version: str
    ledger: Ledger | None

    @cached_property
    def programme(self) -> Programme:
        return make_programme(self.agenda, self.version)

    @cached_property
    def _tracks(self) -> Mapping[str, str]:
        """The slug of each category in use, by its name."""
        return {track.name: track.slug for track in self.programme.tracks}

    @cached_property
    def space(self) -> UUID:
        return name_space(self.agenda.expo.id)

    def document(self) -> dict[str, Any]:
        events = [*self._sessions(), *self._cancelled(), *self._breaks()]
        return {
            "$schema": SCHEMA,
            "generator": {"name": "expo_planner"},
            "schedule": {
                "version": self.version,
                "conference": self._conference(events),
                "events": sorted(events, key=lambda one: (datetime.fromisoformat(one["start"]), one["guid"])),
            },
        }

    def _conference(self, events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        agenda, programme = self.agenda, self.programme
        clock, days = agenda.clock, programme.days
        about: dict[str, Any] = {
            "acronym": programme.acronym,
            "title": agenda.title,
            "start": days[0].start.isoformat(),
            "end": days[-1].end.isoformat(),
            "timeslot_duration": f"PT{agenda.expo.step}M",
            "languages": [agenda.language, "en" if agenda.language == "zh" else "zh"],
        }
        if agenda.note:
            about["description"] = self._both({one: agenda.in_language(one).note for one in ("zh", "en")})
        if ZONE.match(clock.zone):
            about["time_zone_name"] = clock.zone
        if programme.base_url:
            about["url"] = programme.base_url
        tracks: list[dict[str, Any]] = [
            {"name": track.name, "slug": track.slug} | ({"color": track.color} if track.color else {})
            for track in programme.tracks
        ]
        if any(one.get("track") == {"slug": OTHER_TRACK} for one in events):
            tracks.append({"name": agenda.groups[-1].name if agenda.groups else OTHER_TRACK, "slug": OTHER_TRACK})
        return about | {
            "tracks": tracks,
            "rooms": [self._room(place) for place in programme.places.values()],
            "days": [
                {
                    "index": day.index,
                    "date": f"{day.date}",
                    "start": day.start.isoformat(),
                    "end": day.end.isoformat(),
                }
                for day in days
            ],
        }

    # Rooms ------------------------------------------------------------------------------------------------------

    def _room(self, place: FrabRoom) -> dict[str, Any]:
        room = place.room
        kind = "VIRTUAL" if room and room.kind == "online" else "OTHER"
        parent = None if room is None else self._parent(room)
        about = {"name": place.name, "guid": f"{place.guid}", "slug": self._slug("room", place.guid), "type": kind}
        return about | {"capacity": room.capacity if room else None} | ({"parent": parent} if parent else {})

    def _parent(self, room: Room) -> dict[str, Any] | None:
        """The hall that a room is part of, with all others of the same cells; otherwise the site."""
        rooms = self.agenda.expo.rooms
        halls = [one for one in rooms.values() if one.joined and not one.parts]
        cells, grown = set(room.cells), True
        while grown:
            more = {cell for hall in halls if not cells.isdisjoint(hall.cells) for cell in hall.cells}
            grown, cells = bool(more - cells), cells | more
        if len(cells) > 1 and not room.parts:
            ordered = [one for one in rooms if one in cells]
            names = [self.agenda.places[one] for one in ordered]
            return self._group("Area", _in_common(names) or " + ".join(names), "hall", "+".join(ordered))
        site = None if room.site is None else one_line(self.agenda.expo.site_in(room.site, self.agenda.language))
        return self._group("Building", site, "site", str(room.site)) if site else None

    def _group(self, kind: str, name: str, what: str, key: str) -> dict[str, Any]:
        own = guid(self.space, f"{what}:{key}")
        return {"type": kind, "name": name, "guid": f"{own}", "slug": self._slug(what, own)}

    @staticmethod
    def _slug(what: str, own: UUID) -> str:
        return f"{what}-{own.hex[:12]}"

    # Events -----------------------------------------------------------------------------------------------------

    def _sessions(self) -> Iterator[dict[str, Any]]:
        delayed = self._delayed()
        other = {
            language: {event.guid: event for event in _events(make_programme(self.agenda.in_language(language)))}
            for language in ("zh", "en")
        }
        for event in _events(self.programme):
            texts = {language: events[event.guid] for language, events in other.items()}
            place = self.programme.places[event.room]
            yield {
                "guid": f"{event.guid}",
                "start": event.start.isoformat(),
                "end": event.end.isoformat(),
                "room": {"name": place.name, "guid": f"{place.guid}"},
                "slug": event.slug,
                "url": event.url or self._address(event.session, event.guid),
                "title": event.title,
                "subtitle": event.subtitle or None,
                "track": {"slug": self._tracks.get(event.track, OTHER_TRACK)},
                "type": _type(event.type),
                "language": self.agenda.language,
                "abstract": self._both({one: text.abstract for one, text in texts.items()}),
                "description": self._both({one: text.description for one, text in texts.items()}),
                "participants": [{"guid": f"{one.guid}", "name": one.name} for one in event.people],
                "links": [{"type": "MEDIA", "url": event.stream, "title": self.agenda.say(STREAM)}]
                if event.stream
                else [],
                "state": "DELAYED" if event.session in delayed else "CONFIRMED",
            }

    def _delayed(self) -> frozenset[str]:
        """The sessions that the last release begins later than the one before, on the same day."""
        if self.ledger is None or self.ledger.last is None:
            return frozenset()
        moved = (one for one in self.ledger.last.changes if one.before is not None and one.after is not None)
        return frozenset(
            one.session
            for one in moved
            if one.before and one.after and one.before.start < one.after.start
            if one.before.start.date() == one.after.start.date()
        )

    def _cancelled(self) -> Iterator[dict[str, Any]]:
        """What is no longer planned, as it was seen last."""
        for entry in self.ledger.entries if self.ledger else ():
            for part, occurrence in enumerate(entry.occurrences if entry.cancelled else (), start=1):
                own = guid(self.space, part_name(entry.session, part))
                yield self._tombstone(entry, own, occurrence.start, occurrence.end)

    def _tombstone(self, entry: LedgerEntry, own: UUID, start: datetime, end: datetime) -> dict[str, Any]:
        room = "room" if entry.stand.room is None else f"room:{entry.stand.room}"
        content = entry.content
        return {
            "guid": f"{own}",
            "start": start.isoformat(),
            "end": end.isoformat(),
            "room": {"name": entry.stand.place, "guid": f"{guid(self.space, room)}"},
            "slug": slug(self.agenda.expo.id, own.int % 10**9, entry.session),
            "url": content.url or self._address(None, own),
            "title": content.title,
            "subtitle": None,
            "track": {
                "slug": next((self._tracks[one] for one in content.categories if one in self._tracks), OTHER_TRACK)
            },
            "type": OTHER_TYPE,
            "language": self.agenda.language,
            "abstract": None,
            "description": content.description or None,
            "participants": [],
            "links": [],
            "state": "CANCELED",
        }

    def _breaks(self) -> Iterator[dict[str, Any]]:
        clock = self.agenda.clock
        for (label, _), one in zip(self.agenda.break_rows, self.agenda.breaks, strict=True):
            yield {
                "type": "BREAK",
                "title": label,
                "guid": f"{guid(self.space, f'break:{clock.iso(one.window.start)}:{label}')}",
                "start": clock.local(one.window.start).isoformat(),
                "end": clock.local(one.window.end).isoformat(),
            }

    def _address(self, session: str | None, own: UUID) -> str:
        """Where a session stands on the site; a name that leads nowhere where there is no site."""
        base = self.programme.base_url
        return f"{base}index.html#session-{session}" if base and session else f"urn:uuid:{own}"

    def _both(self, texts: Mapping[str, str]) -> str | dict[str, str] | None:
        """A text in both languages if they differ; None if there is none."""
        given = {language: text for language, text in texts.items() if text}
        return given if len({*given.values()}) > 1 else next(iter(given.values()), None)


def _events(programme: Programme) -> Iterator[Event]:
    return (event for day in programme.days for events in day.rooms.values() for event in events)


def _in_common(names: Iterable[str]) -> str:
    """How all names begin, without half a word: 7号会议室 of 7号会议室A厅 and 7号会议室B厅."""
    alike = takewhile(lambda letters: len({*letters}) == 1, zip(*names, strict=False))
    prefix = "".join(letters[0] for letters in alike)
    whole_words = prefix if prefix.endswith(" ") else re.sub("[A-Za-z0-9]+$", "", prefix)
    return whole_words.rstrip(" -–—·（(#")


def _type(written: str) -> str:
    name = written.strip().upper().replace(" ", "_")
    return name if name in TYPES else OTHER_TYPE
