"""Calendar programmes of real life read our feeds alike: ical.js, node-ical, vobject, icalendar and the package ical.

Each reads every feed as it is. Those that can go by the rules in the file read it once more with the zone under a name
that no programme knows, so that they have to.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import SCENARIOS
from icalendar import Calendar
from story import STEPS, told

from expo_planner.files.read.load import load, loads
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.formats.calendar_events import CANCELLED
from expo_planner.publishing.formats.calendars import render
from expo_planner.publishing.ledger import FeedOptions, Ledger, advance

READER = Path(__file__).parent / "clients" / "read.cjs"
MODULES = Path(__file__).parent.parent / ".venv" / "clients"
AT = datetime(2023, 6, 20, 8, 0, tzinfo=UTC)
NODE = shutil.which("node")


class Seen(NamedTuple):
    """One event as a calendar programme shows it, the times in UTC."""

    uid: str
    summary: str
    start: datetime
    end: datetime
    location: str
    status: str


Feeds = Mapping[str, bytes]
Read = Mapping[str, list[Seen]]


def meant(agenda: Agenda, ledger: Ledger) -> dict[str, Seen]:
    """What everybody should see, by UID."""
    return {
        one.uid: Seen(
            one.uid,
            (agenda.say(CANCELLED) if entry.cancelled or one.dropped else "") + entry.content.title,
            one.start.astimezone(UTC),
            one.end.astimezone(UTC),
            entry.content.location,
            "CANCELLED" if entry.cancelled or one.dropped else "CONFIRMED",
        )
        for entry in ledger.entries
        for one in entry.occurrences
    }


def with_icalendar(feeds: Feeds, folder: Path) -> Read:
    def seen(event: Any) -> Seen:
        start, end = (event[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND"))
        location = str(event.get("LOCATION", ""))
        return Seen(str(event["UID"]), str(event["SUMMARY"]), start, end, location, str(event["STATUS"]))

    return {name: [seen(event) for event in Calendar.from_ical(feed).walk("VEVENT")] for name, feed in feeds.items()}


def with_vobject(feeds: Feeds, folder: Path) -> Read:
    vobject = import_module("vobject")
    read = {}
    for name, feed in feeds.items():
        calendar = vobject.readOne(feed.decode())
        read[name] = [
            Seen(
                event.uid.value,
                event.summary.value,
                event.dtstart.value.astimezone(UTC),
                event.dtend.value.astimezone(UTC),
                event.location.value if hasattr(event, "location") else "",
                event.status.value,
            )
            for event in getattr(calendar, "vevent_list", [])
        ]
    return read


def with_ical(feeds: Feeds, folder: Path) -> Read:
    stream = import_module("ical.calendar_stream").IcsCalendarStream
    return {
        name: [
            Seen(
                event.uid,
                event.summary,
                event.dtstart.astimezone(UTC),
                event.dtend.astimezone(UTC),
                event.location or "",
                event.status.value,
            )
            for event in stream.calendar_from_ics(feed.decode()).events
        ]
        for name, feed in feeds.items()
    }


def with_node(programme: str) -> Callable[[Feeds, Path], Read]:
    def read(feeds: Feeds, folder: Path) -> Read:
        if NODE is None:
            pytest.skip("node is not on this machine")
        if not (MODULES / "node_modules" / programme).exists():
            pytest.skip(f"{programme} is not installed: make test does that, where npm is")
        for number, feed in enumerate(feeds.values()):
            (folder / f"{number}.ics").write_bytes(feed)
        paths = {str(folder / f"{number}.ics"): name for number, name in enumerate(feeds)}
        ran = subprocess.run([NODE, READER, programme, MODULES, *paths], capture_output=True, text=True, check=True)
        return {
            paths[path]: [
                Seen(**{**event, "start": _utc(event["start"]), "end": _utc(event["end"])}) for event in events
            ]
            for path, events in json.loads(ran.stdout).items()
        }

    return read


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


PROGRAMMES: Mapping[str, Callable[[Feeds, Path], Read]] = {
    "icalendar": with_icalendar,
    "vobject": with_vobject,
    "ical": with_ical,
    "ical.js": with_node("ical.js"),
    "node-ical": with_node("node-ical"),
}
BY_THE_FILE = {"icalendar", "vobject", "ical.js"}
"""Those that evaluate the VTIMEZONE of the file. Of the others, ical does so for zones with summer time."""
BY_RULES = {"ical"}


class Case(NamedTuple):
    """A feed to be read: what it is called, its bytes, and what everybody should see."""

    name: str
    feed: bytes
    wanted: list[Seen]


def cases(name: str, agenda: Agenda, ledger: Ledger) -> Iterator[Case]:
    """Every feed of a release."""
    events = meant(agenda, ledger)
    for file, feed in render(agenda, ledger).items():
        held = {str(event["UID"]) for event in Calendar.from_ical(feed).walk("VEVENT")}
        yield Case(f"{name} {file}", feed, sorted(events[uid] for uid in held))


def renamed(case: Case, zone: str) -> Case:
    """The same feed with its zone under a name that nobody knows."""
    nowhere = f"Nowhere/{zone.replace('/', '-')}"
    feed = case.feed
    for mark in ("TZID:", "TZID="):
        feed = feed.replace(f"{mark}{zone}".encode(), f"{mark}{nowhere}".encode())
    return Case(f"{case.name} with the zone renamed", feed, case.wanted)


def assert_alike(programme: str, folder: Path, releases: Iterable[tuple[str, Agenda, Ledger]]) -> None:
    """Every feed, read by a programme, shows what is meant."""
    told_apart: dict[str, Case] = {}
    for name, agenda, ledger in releases:
        for case in cases(name, agenda, ledger):
            told_apart[case.name] = case
            if programme in BY_THE_FILE or (programme in BY_RULES and b"RRULE" in case.feed):
                other = renamed(case, agenda.clock.zone)
                told_apart[other.name] = other
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = PROGRAMMES[programme]({name: case.feed for name, case in told_apart.items()}, folder)
    assert {name: sorted(seen) for name, seen in read.items()} == {
        name: case.wanted for name, case in told_apart.items()
    }


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_real_fair_is_read_alike(programme: str, tmp_path: Path) -> None:
    expo = load(SCENARIOS / "dicc-2023.yaml").expo
    agenda = make_agenda(expo, expo.standing)
    ledger = advance(Ledger(expo=expo.id), agenda, AT, options=FeedOptions(people=True))
    assert_alike(programme, tmp_path, [("fair", agenda, ledger)])


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_step_of_the_story_is_read_alike(programme: str, tmp_path: Path) -> None:
    assert_alike(programme, tmp_path, [(step.name, agenda, ledger) for step, ledger, agenda in told()])


CHANGES_OF_CLOCK = {
    "America/New_York": "2024-11-02",
    "Europe/Dublin": "2024-03-30",
    "Australia/Lord_Howe": "2024-04-06",
    "Africa/Cairo": "2024-10-31",
}
"""Zones, and the day before their clock changes. The rules of the last one no feed can hold, so it is in UTC."""


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_zones_across_their_change_are_read_alike(programme: str, tmp_path: Path) -> None:
    releases = []
    for zone, day in CHANGES_OF_CLOCK.items():
        days = [date.fromisoformat(day) + timedelta(days=number) for number in range(3)]
        text = STEPS[0].text.replace("Europe/Berlin", zone)
        for old, new in zip(("2024-10-26", "2024-10-27", "2024-10-28"), days, strict=True):
            text = text.replace(old, f"<{new}>")
        expo = loads(text.replace("<", "").replace(">", "")).expo
        agenda = make_agenda(expo, expo.standing)
        releases.append((zone, agenda, advance(Ledger(expo="story"), agenda, AT, options=FeedOptions(alarm=10))))
    assert_alike(programme, tmp_path, releases)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_a_room_that_is_to_be_announced_is_read_alike(programme: str, tmp_path: Path) -> None:
    ledger = Ledger(expo="story")
    releases: list[tuple[str, Agenda, Ledger]] = []
    for name, text in {"room": STEPS[0].text, "withdrawn": STEPS[0].text.replace("11:00, room: A,", "11:00,")}.items():
        expo = loads(text).expo
        agenda = make_agenda(expo, expo.standing)
        ledger = advance(ledger, agenda, AT + timedelta(days=len(releases)))
        releases.append((name, agenda, ledger))
    assert [meant(agenda, ledger)["panel@story.expo-planner"].location for _, agenda, ledger in releases] == [
        "Messe Hall A",
        "",
    ]
    assert_alike(programme, tmp_path, releases)
