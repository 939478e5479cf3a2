"""Sites for the tests: that of the real fair with its releases, and one of a crowded congress."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fairs import fair, placed

from expo_planner.domain.entities import Item, Person, Room, Session
from expo_planner.files.read.load import load
from expo_planner.publishing import site
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.formats import calendars
from expo_planner.publishing.ledger import ChangeKind, Release, ReleasedChange

BASE = "https://example.org/dicc-2023/"


def changed(kind: ChangeKind, session: str, message: str) -> ReleasedChange:
    return ReleasedChange(session, session, kind, None, None, message)


OFFICE = "秘书处"
RELEASES = (
    Release(
        number=1,
        time=datetime(2023, 6, 20, 2, 0, tzinfo=UTC),
        author=OFFICE,
        changes=(changed("added", "opening", "开幕式"),),
    ),
    Release(
        number=2,
        time=datetime(2023, 6, 28, 9, 30, tzinfo=UTC),
        author=OFFICE,
        changes=(
            changed("moved", "opening", "The opening begins at 09:00 <now>"),
            changed("cancelled", "gone", "夜市取消"),
            changed("changed", "standards", "标准论坛 & more"),
        ),
    ),
    Release(number=3, time=datetime(2023, 6, 29, 9, 30, tzinfo=UTC), author=None, changes=()),
)


@cache
def real_fair() -> Agenda:
    """The fair of 2023 as it was published."""
    expo = load(Path(__file__).parent.parent / "scenarios" / "dicc-2023.yaml").expo
    return make_agenda(expo, expo.standing)


@cache
def crowded(sessions: int = 1000, rooms: int = 20) -> Agenda:
    """Hours full of sessions in all rooms at once, ten hours a day, as many days as it takes."""
    rows = []
    for number in range(sessions):
        day, hour = divmod(number // rooms, 10)
        session = Session(
            id=f"s{number}",
            title=f"数字经济与人工智能论坛 第{number}场",
            title_en=f"Digital economy and artificial intelligence, part {number}",
            category=("展览", "论坛", "赛事")[number % 3],
            abstract="A few words about what will be said here, and to whom. " * 4,
            people=(f"p{number % 300}",),
            programme=(Item(title="Opening", length=10, people=(f"p{(number + 1) % 300}",)),),
        )
        start = f"2023-07-{6 + day:02}T{9 + hour:02}:00"
        rows.append((session, f"r{number % rooms}", start, f"{9 + hour:02}:50"))
    expo = fair(
        days=1 + sessions // (10 * rooms),
        rooms={
            f"r{n}": Room(id=f"r{n}", name=f"第{n}会议室", name_en=f"Room {n}", cells=(f"r{n}",)) for n in range(rooms)
        },
        people={f"p{n}": Person(id=f"p{n}", name=f"Speaker {n}") for n in range(300)},
    )
    return placed(expo, rows)


def folder(agenda: Agenda, releases: tuple[Release, ...] = (), base_url: str | None = None) -> dict[str, bytes]:
    """The site and the calendars that stand beside it."""
    feeds = calendars.render(agenda)
    return {**site.render(agenda, releases, base_url, feeds), **feeds}
