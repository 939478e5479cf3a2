"""Good files of every sort that the planner reads, and how each is read."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import yaml
from fairs import example
from openpyxl import Workbook

from expo_planner.files.read.load import load, load_schedule
from expo_planner.publishing.ledger import FeedOptions, Ledger, advance, dump_ledger, load_ledger

EXPO = """\
expo: {id: fair, title: Fair, timezone: Europe/Berlin, days: 2024-10-25..2024-10-27, hours: 08:00-22:00}
"""
ROOMS = "rooms: [{id: A, name: Hall A, capacity: 50}, {id: B}, {id: AB, cells: [A, B]}]\n"
SESSIONS = """\
sessions:
  - {id: one, title: One, duration: 90min, attendance: 40, people: [Ann, Bo], start: 2024-10-25 09:00, room: A}
  - {id: two, title: 二, duration: 2h30min, when: [2024-10-26 afternoon, 2024-10-27 09:00-13:00], rooms: [A, B]}
"""
FULL = f"""\
{EXPO}categories: [Forums, {{name: Talks, en: Talks, color: steelblue}}]
sites: {{travel: {{North - South: 30min}}}}
rooms:
  - {{id: A, name: Hall A, capacity: 50, needs_met: [beamer], site: North, open: [2024-10-25..2024-10-26]}}
  - {{id: B, site: North, turnover: 20min, closed: [2024-10-25 morning], cost_per_hour: 80}}
  - {{id: AB, cells: [A, B]}}
  - {{id: C, site: South, kind: open}}
people: [{{id: ann, name: Ann, away: [2024-10-26 08:00 .. 2024-10-27 10:00]}}]
pools: {{recorder: 2}}
{SESSIONS}  - id: three
    title: Three
    duration: PT1H
    category: Talks
    people: [ann]
    uses: {{recorder: 1}}
    setup: 30min
    prefer: {{when: [2024-10-27], rooms: [B]}}
    programme: [{{for: 20min, title: Start, people: [Bo]}}, {{for: 10min, title: End}}]
rules:
  - room_clash: {{turnover: 15min}}
  - before: {{sessions: [one, two], gap: 10min}}
  - at_most: {{sessions: {{category: Talks}}, count: 3}}
goals: {{hire: 1}}
waivers: [{{rule: room_fit, sessions: [one], by: office, why: agreed, until: 2024-10-27}}]
"""
SCHEDULE = {
    "schema": "expo-planner/schedule/1",
    "expo": "fair",
    "status": "optimal",
    "cost": 0,
    "sessions": [
        {"id": "one", "room": "A", "start": "2024-10-25T09:00:00+02:00", "end": "2024-10-25T10:30:00+02:00"},
        {"id": "two", "room": "B", "start": "2024-10-27T09:00:00+01:00", "end": "2024-10-27T11:30:00+01:00"},
    ],
    "left_out": [],
}
TABLE = 'id,title,duration,attendance,people,when,rooms,prefer.when\none,One,90min,40,"Ann, Bo",2024-10-25,A,\n\n' + (
    'two,二,2h30min,,倪苏方、Ann,2024-10-26 下午,"A, B",2024-10-26\n'
)
INTERESTS = "person,session\nAnn,one\nAnn,two\n倪苏方,two\n"


def workbook() -> bytes:
    """The table as a workbook, with numbers, a time and a blank row."""
    book, written = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.title = "sessions"
    sheet.append(["id", "title", "duration", "attendance", "start", "room"])
    sheet.append(["one", "One", "90min", 40, datetime(2024, 10, 25, 9, 0), "A"])
    sheet.append(["two", "二", "2h30min", 12.0, None, None])
    sheet.append([])
    sheet.append(["three", "Three", "1h", None, "2024-10-26 10:00", "B"])
    book.save(written)
    return written.getvalue()


def ledger() -> bytes:
    """A ledger of one release."""
    made = advance(
        Ledger(expo="fair-2023"), example(), datetime(2023, 7, 1, tzinfo=UTC), "office", FeedOptions(15, True)
    )
    return dump_ledger(made).encode()


def _scenario(name: str, around: str) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        scenario = path.with_name("around.yaml")
        scenario.write_text(around.replace("FILE", path.name), encoding="utf-8")
        load(scenario)

    return read


def _schedule(path: Path) -> None:
    scenario = path.with_name("around.yaml")
    scenario.write_text(EXPO + ROOMS + SESSIONS, encoding="utf-8")
    load_schedule(path, load(scenario))


def _added(path: Path) -> None:
    scenario = path.with_name("around.yaml")
    scenario.write_text(EXPO + ROOMS, encoding="utf-8")
    load(scenario, added=[path])


READERS: Mapping[str, Callable[[Path], object]] = {
    "scenario.yaml": load,
    "scenario.json": load,
    "sessions.csv": _scenario("sessions.csv", f"{EXPO}{ROOMS}sessions: FILE\n"),
    "sessions.xlsx": _scenario("sessions.xlsx", f"{EXPO}{ROOMS}sessions: FILE\n"),
    "interests.csv": _scenario("interests.csv", f"{EXPO}{ROOMS}{SESSIONS}rules: [{{audience: {{file: FILE}}}}]\n"),
    "schedule.json": _schedule,
    "added.yaml": _added,
    "ledger.json": lambda path: load_ledger(path, "fair-2023"),
}
"""Every sort of file by the name under which it is written, and what reads it; it raises BadInput."""


def _as_json(text: str) -> str:
    """A scenario as a program writes it, with numbers as numbers."""
    written = json.dumps(yaml.load(text, Loader=yaml.BaseLoader), ensure_ascii=False, indent=1)
    return re.sub(r'"(\d{1,4})"(?!:)', r"\1", written)


def seeds() -> dict[str, bytes]:
    """A good file of every sort."""
    return {
        "scenario.yaml": FULL.encode(),
        "scenario.json": _as_json(FULL).encode(),
        "sessions.csv": TABLE.encode(),
        "sessions.xlsx": workbook(),
        "interests.csv": INTERESTS.encode(),
        "schedule.json": json.dumps(SCHEDULE, indent=1).encode(),
        "added.yaml": SESSIONS.encode(),
        "ledger.json": ledger(),
    }
