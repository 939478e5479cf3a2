"""Small expos for the tests of what is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from expo_planner.domain.clock import Clock
from expo_planner.domain.entities import Category, Item, Person, Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.publishing.agenda import Agenda, ClashMark, make_agenda

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onload="alert(1)',
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "break": "one\r\nSTATUS:CANCELLED\r\nX:two",
    "control": "bell\x07null\x00half\ud800line\u2028next\x85end\ufffe",
    "bidi": "right \u202e to left",
    "long": "长" * 5000,
    "emoji": "👨‍👩‍👧 family 🎉",
    "markdown": "a | b * c _ d ` e [x](javascript:alert(1)) \\ ~~f~~ $g$",
    "ics": 'a;b,c\\d:e"f',
    "jinja": "{{ 7 * 7 }}{% raw %}",
}


def fair(zone: str = "Asia/Shanghai", first: date = date(2023, 7, 6), days: int = 3, **changes: Any) -> Expo:
    """An empty expo of some days with a hall in two parts and rooms of every kind."""
    rooms = [
        Room(id="M", name="M层多功能厅", name_en="Hall M", site="大连世界博览广场", cells=("M",)),
        Room(id="7A", name="7号会议室 A厅", site="大连世界博览广场", cells=("7A",)),
        Room(id="7B", name="7号会议室 B厅", site="大连世界博览广场", cells=("7B",)),
        Room(id="7C", name="7号会议室 C厅", site="大连世界博览广场", cells=("7C",)),
        Room(id="7AB", name="7号会议室 A+B厅", site="大连世界博览广场", cells=("7A", "7B")),
        Room(id="7AC", name="7号会议室 A+C厅", site="大连世界博览广场", cells=("7A", "7C")),
        Room(id="hall", name="大连世界博览广场 一层展场", kind="open", site="大连世界博览广场", cells=("hall",)),
        Room(id="hotel", name="富丽华酒店", site="富丽华酒店", cells=("hotel",)),
        Room(id="pier", name="二楼", site="东港", cells=("pier",)),
        Room(
            id="online",
            name="线上视频号直播",
            kind="online",
            cells=("online",),
            stream_url="https://live.example.org/大厅",
        ),
    ]
    expo = Expo(
        id="fair-2023",
        title="2023数交会",
        title_en="Digital Fair 2023",
        clock=Clock(zone, first),
        days=tuple(first + timedelta(days=n) for n in range(days)),
        opening={},
        place="大连世界博览广场",
        note="会议时间以当日会议安排为准。",
        revised=datetime(2023, 7, 1, 8, 0, tzinfo=UTC),
        categories=(
            Category(name="展览", name_en="Exhibition"),
            Category(name="论坛", name_en="Forums", color="steelblue"),
            Category(name="赛事", name_en="Contests"),
        ),
        rooms={room.id: room for room in rooms},
        people={"zhai": Person(id="zhai", name="翟瑞光", role="副局长")},
    )
    return replace(expo, **changes)


def placed(expo: Expo, rows: Iterable[tuple[Session, str, str, str]], clashes: Iterable[ClashMark] = ()) -> Agenda:
    """The agenda of sessions with room, start and end: local times in ISO 8601; the end may leave out the date."""
    sessions: dict[str, Session] = {}
    placements: dict[str, Placement] = {}
    for session, room, start, end in rows:
        sessions[session.id] = session
        end = end if len(end) > 5 else f"{start[:10]}T{end}"
        ticks = (expo.clock.tick(datetime.fromisoformat(text)) for text in (start, end))
        placements[session.id] = Placement(room, *ticks)
    return make_agenda(replace(expo, sessions=sessions), Schedule(placements), list(clashes))


def example(**changes: Any) -> Agenda:
    """An agenda with one of everything: days, a hosted report, a joined hall, a live stream, no category."""
    forum = Session(
        id="standards",
        title="标准赋能数字贸易高质量发展论坛",
        title_en="Standards for Digital Trade",
        category="论坛",
        type="forum",
        organisers=("大连市数字贸易协会",),
        co_organisers=("大连瀚闻资讯有限公司", "兴业银行"),
        abstract="标准，让贸易\n更容易。",
        url="https://example.org/论坛?a=1&b=2",
        people=("zhai",),
        programme=(
            Item(title="领导致辞", length=10, offset=5, people=("zhai",)),
            Item(title="主题演讲", length=20, people=("童友俊",)),
        ),
    )
    return placed(
        fair(**changes),
        [
            (Session(id="expo", title="专题展览", category="展览"), "hall", "2023-07-06T09:30", "2023-07-08T17:00"),
            (forum, "7A", "2023-07-06T13:30", "16:30"),
            (
                Session(id="guide", title="《新型离岸贸易数字化监管指南》", category="论坛", host="standards"),
                *("7A", "2023-07-06T15:30", "16:00"),
            ),
            (
                Session(id="pm", title="中国项目管理论坛", category="论坛"),
                "7AB",
                "2023-07-08T13:00",
                "2023-07-08T17:00",
            ),
            (Session(id="ac", title="数字乡村路演", category="论坛"), "7AC", "2023-07-07T09:00", "11:30"),
            (
                Session(id="ip", title="知识产权保护论坛", category="论坛"),
                "online",
                "2023-07-08T09:30",
                "2023-07-08T12:00",
            ),
            (
                Session(id="heat", title="智慧供热论坛", category="论坛"),
                "hotel",
                "2023-07-06T09:00",
                "2023-07-06T11:00",
            ),
            (Session(id="night", title="夜游大连"), "pier", "2023-07-07T22:00", "2023-07-08T01:00"),
        ],
    )


def hostile() -> Agenda:
    """Every field that is shown holds text that wants to be something else."""
    rows = [
        (
            Session(
                id=name,
                title=text,
                category="论坛",
                abstract=text,
                organisers=(text,),
                url=f"https://example.org/{text}",
                programme=(Item(title=text, length=10, people=(text,)),),
            ),
            "hall",
            "2023-07-06T09:00",
            "2023-07-06T10:00",
        )
        for name, text in HOSTILE.items()
    ]
    expo = fair(title=HOSTILE["script"], note=HOSTILE["break"])
    rooms = {**expo.rooms, "hall": replace(expo.rooms["hall"], name=HOSTILE["attribute"] + HOSTILE["break"])}
    return placed(replace(expo, rooms=rooms), rows, [ClashMark(("script",), HOSTILE["script"])])
