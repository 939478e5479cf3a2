"""The agenda: which sessions it shows, in which order, in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fairs import HOSTILE, example, fair, hostile, placed

from expo_planner.domain.entities import Category, Item, Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.publishing.agenda import ClashMark, make_agenda
from expo_planner.publishing.clean_text import ascii_url, one_line, paragraphs

PUBLISHED = Path(__file__).parent / "data" / "agenda-2023.tsv"


def test_reproduces_the_rows_of_the_published_agenda() -> None:
    rows = [line.split("\t") for line in PUBLISHED.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [row for row in rows if row[0] != "category"]
    rooms = {place: Room(id=f"room{n}", name=place, kind="open") for n, (_, _, place, _) in enumerate(rows)}
    categories = dict.fromkeys(row[0] for row in rows)
    expo = fair(
        first=date(2023, 7, 5),
        days=5,
        rooms={room.id: room for room in rooms.values()},
        categories=tuple(Category(name=name) for name in categories),
    )
    sessions = []
    for n, (category, title, place, time) in enumerate(rows):
        first, _, last = time.partition(" 至 ")
        day, _, hours = first.partition(" ")
        start, _, end = hours.partition("-")
        session = Session(id=f"s{n}", title=title, category=category)
        sessions.append((session, rooms[place].id, f"{day} {start}", last or f"{day} {end}"))
    agenda = placed(expo, sessions)
    shown = [[group.name, entry.title, entry.place, entry.time] for group in agenda.groups for entry in group.entries]
    assert len(shown) == 57
    assert sorted(shown) == sorted(rows)
    assert [group.name for group in agenda.groups] == list(categories)


def test_sessions_without_a_place_are_not_on_it() -> None:
    expo = fair(sessions={name: Session(id=name, title=name) for name in ("here", "nowhere")})
    agenda = make_agenda(expo, Schedule({"here": Placement("M", 540, 600)}))
    assert [entry.session.id for entry in agenda.entries] == ["here"]


def test_categories_stand_in_the_order_of_the_expo_and_keep_their_number() -> None:
    agenda = example()
    assert [(group.number, group.name) for group in agenda.groups] == [(1, "展览"), (2, "论坛"), (None, "其他")]


def test_an_expo_without_categories_has_one_heading() -> None:
    agenda = placed(fair(categories=()), [(Session(id="a", title="A"), "M", "2023-07-06T09:00", "10:00")])
    assert [(group.number, group.name) for group in agenda.groups] == [(None, "日程")]


def test_within_a_category_by_start_then_in_the_order_of_the_file() -> None:
    times = ("z M 09 10", "a 7A 09 10", "long M 09 12", "b M 08 13", "c M 09 10")
    rows = [
        (Session(id=name, title=name), room, f"2023-07-06T{start}:00", f"{end}:00")
        for name, room, start, end in map(str.split, times)
    ]
    assert [entry.session.id for entry in placed(fair(), rows).entries] == ["b", "z", "a", "long", "c"]


@pytest.mark.parametrize(
    ("language", "end", "text"),
    [
        ("zh", "2023-07-06T17:00", "2023-07-06 09:30-17:00"),
        ("en", "2023-07-06T17:00", "2023-07-06 09:30-17:00"),
        ("zh", "2023-07-07T00:00", "2023-07-06 09:30-24:00"),
        ("zh", "2023-07-08T17:00", "2023-07-06 09:30 至 2023-07-08 17:00"),
        ("en", "2023-07-07T01:00", "2023-07-06 09:30 – 2023-07-07 01:00"),
    ],
)
def test_times_read_as_published(language: str, end: str, text: str) -> None:
    agenda = placed(fair(language=language), [(Session(id="a", title="A"), "M", "2023-07-06T09:30", end)])
    assert agenda.entries[0].time == text


@pytest.mark.parametrize(
    ("room", "place", "location"),
    [
        ("7A", "7号会议室 A厅", "大连世界博览广场 7号会议室 A厅"),
        ("hall", "大连世界博览广场 一层展场", "大连世界博览广场 一层展场"),
        ("hotel", "富丽华酒店", "富丽华酒店"),
        ("pier", "东港 二楼", "东港 二楼"),
        ("online", "线上视频号直播", "线上视频号直播"),
    ],
)
def test_places_name_the_site_only_where_it_is_news(room: str, place: str, location: str) -> None:
    agenda = placed(fair(), [(Session(id="a", title="A"), room, "2023-07-06T09:00", "10:00")])
    assert (agenda.entries[0].place, agenda.entries[0].location) == (place, location)


def test_without_a_place_of_the_expo_rooms_are_named_alone() -> None:
    expo = replace(fair(place=None), rooms={"a": Room(id="a", name="Room A", site="2023数交会", cells=("a",))})
    agenda = placed(expo, [(Session(id="a", title="A"), "a", "2023-07-06T09:00", "10:00")])
    assert (agenda.entries[0].place, agenda.entries[0].location, agenda.venue) == ("Room A", "Room A", "")


def test_speaks_english_where_english_is_given() -> None:
    agenda = example(language="en")
    assert agenda.title == "Digital Fair 2023"
    assert [group.name for group in agenda.groups] == ["Exhibition", "Forums", "Other sessions"]
    titles = {entry.session.id: entry.title for entry in agenda.entries}
    assert titles["standards"] == "Standards for Digital Trade"
    assert titles["pm"] == "中国项目管理论坛"
    assert agenda.places["M"] == "Hall M"


def test_an_agenda_reads_in_either_language() -> None:
    rows = [
        (
            Session(id="a", title="展览", title_en="Show", organisers=("A", "B")),
            "M",
            "2023-07-06T09:30",
            "2023-07-08T17:00",
        )
    ]
    chinese = placed(fair(), rows, [ClashMark(("a",), "与 b 冲突")])
    english = chinese.in_language("en")
    assert (chinese.language, english.language) == ("zh", "en")
    assert (english.title, english.places["M"], english.groups[0].name) == ("Digital Fair 2023", "Hall M", "Sessions")
    (entry,) = english.entries
    assert (entry.title, entry.place, entry.organisers) == ("Show", "Hall M", "A, B")
    assert (entry.time, entry.clashes) == ("2023-07-06 09:30 – 2023-07-08 17:00", ("与 b 冲突",))
    assert english.in_language("zh") == chinese


def test_a_programme_has_clock_times_and_names() -> None:
    forum = next(entry for entry in example().entries if entry.session.id == "standards")
    assert forum.programme == (("13:35-13:45", "领导致辞", "翟瑞光"), ("13:45-14:05", "主题演讲", "童友俊"))


def test_a_programme_over_several_days_names_the_day() -> None:
    camp = Session(id="a", title="A", programme=(Item(title="Keynote", length=60),))
    agenda = placed(fair(), [(camp, "M", "2023-07-06T09:00", "2023-07-07T17:00")])
    assert agenda.entries[0].programme[0].time == "2023-07-06 09:00-10:00"


def test_a_joined_hall_is_in_use_with_its_cells() -> None:
    by_room = example().by_room
    assert list(by_room) == ["7A", "7B", "7C", "7AB", "7AC", "hall", "hotel", "pier", "online"]
    assert [entry.session.id for entry in by_room["7A"]] == ["standards", "guide", "ac", "pm"]
    assert [entry.session.id for entry in by_room["7AB"]] == ["pm"]


def test_clashes_mark_their_sessions() -> None:
    rows = [(Session(id=name, title=name), "M", "2023-07-06T09:00", "10:00") for name in "abc"]
    agenda = placed(fair(), rows, [ClashMark(("a", "b"), "a 与 b\n冲突"), ClashMark(("b",), "…")])
    assert [entry.clashes for entry in agenda.entries] == [("a 与 b 冲突",), ("a 与 b 冲突", "…"), ()]


@pytest.mark.parametrize(
    ("revised", "stamp"),
    [
        (None, datetime(2023, 7, 5, 16, 0, tzinfo=UTC)),
        (datetime(2023, 7, 1), datetime(2023, 6, 30, 16, 0, tzinfo=UTC)),
        (datetime(2023, 7, 1, tzinfo=UTC), datetime(2023, 7, 1, tzinfo=UTC)),
    ],
)
def test_drafts_are_stamped_with_the_revision_or_the_first_day(revised: datetime | None, stamp: datetime) -> None:
    assert make_agenda(fair(revised=revised), Schedule()).stamp == stamp


def test_text_is_free_of_control_characters_and_otherwise_intact() -> None:
    assert one_line(HOSTILE["control"]) == "bellnullhalfline next end"
    assert one_line(HOSTILE["break"]) == "one STATUS:CANCELLED X:two"
    assert paragraphs("a\r\nb\rc\x0bd\te") == "a\nb\nc\nd\te"
    for name in ("script", "formula", "bidi", "long", "emoji", "markdown", "ics", "jinja"):
        assert one_line(HOSTILE[name]) == HOSTILE[name]
    assert all("\n" not in entry.title for entry in hostile().entries)


@pytest.mark.parametrize(
    ("url", "ascii_text"),
    [
        (None, None),
        ("", None),
        ("example.org", None),
        ("javascript:alert(1)", None),
        ("ftp://example.org/", None),
        ("https:///nowhere", None),
        ("https://[broken", None),
        ("https://" + "长" * 80 + ".cn/", None),
        ("http://example.org:8080/a%20b?c=d#e", "http://example.org:8080/a%20b?c=d#e"),
        ("https://example.org/论坛?名=值", "https://example.org/%E8%AE%BA%E5%9D%9B?%E5%90%8D=%E5%80%BC"),
        ("https://例子.cn/", "https://xn--fsqu00a.cn/"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
    ],
)
def test_addresses_are_absolute_and_ascii(url: str | None, ascii_text: str | None) -> None:
    assert ascii_url(url) == ascii_text


def test_an_empty_agenda_is_an_agenda() -> None:
    expo: Expo = fair()
    agenda = make_agenda(expo, Schedule())
    assert (agenda.groups, agenda.entries, dict(agenda.by_room)) == ((), (), {})
