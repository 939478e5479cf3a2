"""A small fair before and after, in which every kind of change happens once, for the tests of what is told of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

EXPO = "title: Small fair, title_en: Small fair, timezone: Europe/Berlin, hours: 08:00-20:00, language: en"
ROOMS = """
categories: [{name: 论坛, en: Forums}, {name: 工作坊, en: Workshops}]
rooms:
  - {id: A, name: A厅, name_en: Hall A}
  - {id: B, name: B厅, name_en: Hall B}
  - {id: AB, name: A+B厅, name_en: Hall A+B, cells: [A, B]}
"""
OLD = f"""
expo: {{id: small, days: 2024-10-26..2024-10-28, {EXPO}}}
{ROOMS}
people: [{{id: ann, name: Ann Example, role: chair}}]
sessions:
  - id: opening
    title: Opening
    duration: 1h
    start: 2024-10-26 09:00
    room: AB
    category: 论坛
    attendance: 50
    people: [ann]
  - id: panel
    title: "Panel [bold]; =1+1"
    duration: 90min
    start: 2024-10-26 11:00
    room: A
    people: [Bo, Ann Example]
    programme:
      - {{for: 30min, title: Words, people: [Cy]}}
      - {{for: 30min, title: Talk, people: [Dee]}}
      - {{for: 30min, title: Talk, people: [Eve]}}
  - {{id: gone, title: "=Gone", duration: 3h, start: 2024-10-26 13:00, room: B, people: [Bo]}}
  - {{id: waits, title: Waits, duration: 1h, start: 2024-10-26 17:00, room: B, people: [Cy]}}
  - {{id: old, title: Old name, duration: 1h, start: 2024-10-28 17:00, room: B, people: [Cy]}}
  - {{id: hall, title: Into the hall, duration: 1h, start: 2024-10-26 16:00, room: A, category: 工作坊}}
  - {{id: day, title: Another day, duration: 1h, start: 2024-10-26 12:30, room: A, category: 工作坊}}
  - {{id: same, title: Same, duration: 1h, start: 2024-10-26 18:30, room: A, category: 工作坊, people: [Gus]}}
  - {{id: never, title: Never placed, duration: 1h, people: [Hal]}}
"""
NEW = f"""
expo: {{id: small, days: 2024-10-25..2024-10-28, {EXPO}}}
{ROOMS}
sessions:
  - id: opening
    title: Opening
    duration: 2h
    start: 2024-10-26 09:00
    room: AB
    category: 论坛
    attendance: 60
    people: [Ann Example]
  - id: panel
    title: "Panel [bold]; =1+1"
    duration: 90min
    start: 2024-10-26 11:30
    room: B
    people: [Bo, Fay]
    programme:
      - {{for: 30min, title: Words, people: [Cy]}}
      - {{for: 20min, title: Talk, people: [Eve]}}
      - {{for: 10min, title: Break}}
  - {{id: waits, title: Waits, duration: 1h, people: [Cy]}}
  - {{id: old, title: New name, duration: 1h, start: 2024-10-28 17:00, room: B, people: [Cy]}}
  - {{id: hall, title: Into the hall, duration: 1h, start: 2024-10-26 16:00, room: AB, category: 工作坊}}
  - {{id: day, title: Another day, duration: 1h, start: 2024-10-28 12:30, room: A, category: 工作坊}}
  - {{id: same, title: Same, duration: 1h, start: 2024-10-26 18:30, room: A, category: 工作坊, people: [Gus]}}
  - {{id: never, title: Still not placed, duration: 2h, people: [Hal]}}
  - {{id: fresh, title: Fresh, duration: 1h, start: 2024-10-28 18:30, room: A, category: 工作坊, people: [Bo]}}
"""


class Files(NamedTuple):
    """The two scenario files."""

    old: Path
    new: Path


def write_fairs(folder: Path) -> Files:
    """Writes the two scenarios."""
    files = Files(folder / "old.yaml", folder / "new.yaml")
    files.old.write_text(OLD, encoding="utf-8")
    files.new.write_text(NEW, encoding="utf-8")
    return files
