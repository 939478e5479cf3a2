"""What happens to one small fair between its first release and its last, step by step, for the tests of feeds.

In Berlin, over the weekend on which summer time ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from expo_planner.files.read.load import loads
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.ledger import Ledger, advance

FAIR = """
expo:
  {id: story, title: "Small fair, Berlin", timezone: Europe/Berlin, days: 2024-10-26..2024-10-28, hours: 08:00-20:00,
   language: en, place: Messe, base_url: "https://example.org/story"}
categories: [{name: 论坛, en: Forums, color: steelblue}, {name: 展览, en: Shows}]
rooms:
  - {id: A, name: A厅, name_en: Hall A}
  - {id: B, name: B厅, name_en: Hall B}
  - {id: AB, name: A+B厅, name_en: "Hall A+B; both", cells: [A, B]}
  - {id: foyer, name: 前厅, name_en: Foyer, kind: open}
people: [{id: ann, name: Ann Example}]
sessions:
  - {id: opening, title: Opening, duration: 1h, start: 2024-10-26 09:00, room: AB, category: 论坛, series: main,
     people: [ann]}
  - {id: show, title: Show, start: 2024-10-26 10:00 .. 2024-10-28 17:00, room: foyer, category: 展览}
  - {id: sunday, title: After the change, duration: 2h, start: 2024-10-27 09:00, room: B, setup: 30min, series: 系列}
  - {id: night, title: Through the night, duration: 3h, start: 2024-10-26 16:00, room: A, people: [童友俊, ann]}
"""
PANEL = (
    "  - {id: panel, title: Panel, duration: 90min, start: 2024-10-26 11:00, room: A, category: 论坛, people: [ann]}\n"
)
MOVED = PANEL.replace("26 11:00", "27 12:00")
ELSEWHERE = MOVED.replace("room: A", "room: B")
RENAMED = ELSEWHERE.replace("title: Panel", "title: 'Panel: a, b; c\\d 赋能'")
FIRST = datetime(2024, 9, 1, 8, 0, tzinfo=UTC)


class Step(NamedTuple):
    """One step: its name, the scenario as it is then, and of the panel its sequence, status and room."""

    name: str
    text: str
    sequence: int
    status: str = "CONFIRMED"
    room: str = "B"

    @property
    def time(self) -> datetime:
        """When it is published: a day after the step before."""
        return FIRST + timedelta(days=STEPS.index(self))

    @property
    def agenda(self) -> Agenda:
        expo = loads(self.text).expo
        return make_agenda(expo, expo.standing)


STEPS = [
    Step("publish", FAIR + PANEL, 0, room="A"),
    Step("move", FAIR + MOVED, 1, room="A"),
    Step("room", FAIR + ELSEWHERE, 2),
    Step("cancel", FAIR, 3, "CANCELLED"),
    Step("restore", FAIR + ELSEWHERE, 4),
    Step("title", FAIR + RENAMED, 4),
    Step("nothing", FAIR + RENAMED, 4),
    Step("shorter", FAIR.replace("28 17:00", "27 17:00") + RENAMED, 4),
]


def told() -> Iterator[tuple[Step, Ledger, Agenda]]:
    """Each step with the ledger after it."""
    ledger = Ledger(expo="story")
    for step in STEPS:
        agenda = step.agenda
        ledger = advance(ledger, agenda, step.time, "office")
        yield step, ledger, agenda
