"""A forum's plan and schedule become one session with its programme.

tests/data/forum-*.txt are the plans (方案) and schedules (日程) of two forums of 2023 as they were published; what a
person made of them stands in scenarios/health-forum.yaml, health-forum-plan.yaml and dicc-2023.yaml.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from expo_planner.files.read.load import load
from expo_planner.importers.model import FoundSession, Hints, Reading
from expo_planner.importers.text import agenda_text, programme_text
from expo_planner.importers.text import plain_text as pasted
from expo_planner.importers.text.speakers import people

DATA = Path(__file__).parent / "data"


def read(name: str) -> Reading:
    return pasted.read((DATA / name).read_bytes(), name, Hints())


def text(lines: str, year: int | None = None) -> Reading:
    return pasted.read(lines.encode(), "forum.txt", Hints(year=year))


def only(reading: Reading) -> FoundSession:
    assert reading.programme and [problem.say("en") for problem in reading.misread] == []
    (session,) = reading.sessions
    return session


def items(session: FoundSession) -> list[tuple[str, str, list[str]]]:
    return [
        (f"{item.start:%H:%M}-{item.end:%H:%M}", item.title, [person.name for person in item.people])
        for item in session.programme
        if item.start is not None and item.end is not None
    ]


def by_hand(file: Path, name: str) -> list[tuple[str, str, list[str]]]:
    """The programme of a session of a shipped scenario, as `items` tells it."""
    expo = load(file).expo
    session = expo.sessions[name]
    assert session.start is not None

    def clock(minutes: int) -> str:
        assert session.start is not None
        return f"{expo.clock.local(session.start + minutes):%H:%M}"

    return [
        (f"{clock(item.offset)}-{clock(item.offset + item.length)}", item.title, [*item.people])
        for item in session.programme
        if item.offset is not None
    ]


@pytest.mark.parametrize(
    ("name", "scenario"),
    [("forum-health-plan.txt", "health-forum-plan.yaml"), ("forum-health-schedule.txt", "health-forum.yaml")],
)
def test_the_health_forum_is_read_as_a_person_wrote_it_down(name: str, scenario: str, scenarios: Path) -> None:
    reading = read(name)
    session = only(reading)
    assert items(session) == by_hand(scenarios / scenario, "health")
    assert (session.title, session.room, reading.place) == ("数字大健康论坛", "5号会议室", "大连世界博览广场")
    assert (session.start, session.end) == (datetime(2023, 7, 8, 9), datetime(2023, 7, 8, 12))


def test_a_plan_tells_of_organisers_size_and_signing_in() -> None:
    reading = read("forum-health-plan.txt")
    session = only(reading)
    assert reading.title == "2023中国国际数字和软件服务交易会"
    assert (session.setup, session.attendance) == (30, 100)
    assert (session.organisers, session.co_organisers) == (("大连市数字贸易协会",), ("东软集团股份有限公司",))
    assert session.abstract is not None and session.abstract.startswith("近年来，社会人口老龄化")
    assert "本论坛以数字大健康为主要方向" in session.abstract
    assert dict(reading.left) == {"参加人员": 1}
    roles = {person.name: person.role for item in session.programme[:7] for person in item.people}
    assert roles == {
        "曲鹏": "大连理工大学医学部部长",
        "王巍": "东软大健康联盟专家组组长",
        "孙强": "亿达信息医药大健康事业群副总经理",
        "刘中常": "美年大健康集团CIO",
        "林阳": "百年人寿大连爱立方健康管理有限公司副总经理",
    }


def test_the_schedule_of_the_standards_forum_is_read_as_a_person_wrote_it_down(scenarios: Path) -> None:
    session = only(read("forum-standards-schedule.txt"))
    wanted = by_hand(scenarios / "dicc-2023.yaml", "standards")
    bare = [(when, title.removeprefix("主题演讲："), people) for when, title, people in wanted]
    assert items(session) == bare
    assert (session.title, session.room) == ("标准赋能数字贸易高质量发展论坛", "7号会议室 A厅")
    assert (session.start, session.end) == (datetime(2023, 7, 6, 13, 30), datetime(2023, 7, 6, 16, 30))


def test_the_plan_of_the_standards_forum_is_read_though_its_title_stands_in_the_text_alone() -> None:
    reading = read("forum-standards-plan.txt")
    session = only(reading)
    assert session.title == "标准赋能数字贸易高质量发展论坛"
    assert (session.start, session.end) == (datetime(2023, 7, 6, 13, 30), datetime(2023, 7, 6, 16, 30))
    assert (session.setup, session.attendance, session.room) == (30, 100, "7号会议室 A厅")
    assert session.co_organisers == ("大连瀚闻资讯有限公司", "黑龙江省服务贸易协会", "大连市轻工业联合会")
    assert items(session) == [
        ("13:30-13:35", "论坛开幕", []),
        ("13:35-13:45", "领导致辞", ["李震洲"]),
        ("13:45-13:50", "标准发布：《新型离岸贸易数字化监管指南》", ["倪苏方"]),
        ("13:50-14:00", "政策解读：两化融合办支持政策宣讲", ["李贵念"]),
        ("14:00-14:10", "战略合作签约仪式", []),
        ("14:10-14:30", "数字贸易规则和政府角色扮演", ["童友俊"]),
        ("14:30-14:50", "团体标准优质发展及实践", ["王细凤"]),
        ("14:50-15:10", "数制引领发展，共筑数智未来", ["张洪波"]),
        ("15:10-15:30", "中国对接数字经贸规则面临的问题与应对——以跨境数据流动议题为例", ["陈阵"]),
        ("15:30-15:50", "嘉宾演讲", ["王琼鹭"]),
        ("15:50-16:30", "嘉宾参观展场", []),
    ]
    assert session.programme[-2].people[0].role == "大连天源基化学有限公司市场部部长"
    said = [guess.say("zh") for guess in session.guesses]
    assert said == ["标题取自正文：“标准赋能数字贸易高质量发展论坛”", "年份取自正文：2023"]
    assert set(reading.left) == {"参加人员", "发布签约环节", "演讲环节"}


def test_an_agenda_and_prose_are_no_programmes() -> None:
    assert not read("agenda-2023.txt").programme
    assert not text("协会动态\n\n会议由执行会长主持。\n").programme


ENGLISH = """\
Data Expo 2024 - Tea and Data Forum Programme

6 July 2024, 9:00 AM - 10:30 AM
Hall A+B
Organiser: Tea Society

08:30-09:00 Registration
09:00-09:10 Opening
09:10-09:30 The future of tea
Speaker: Jane Doe, Chief of Tea
09:30 Coffee
"""


def test_english_programmes_are_read_in_their_simple_form() -> None:
    session = only(text(ENGLISH))
    assert (session.room, session.setup, session.organisers) == ("Hall A+B", 30, ("Tea Society",))
    assert items(session) == [
        ("09:00-09:10", "Opening", []),
        ("09:10-09:30", "The future of tea", ["Jane Doe"]),
        ("09:30-10:30", "Coffee", []),
    ]
    assert session.programme[1].people[0].role == "Chief of Tea"


HEAD = "茶论坛日程\n\n2024年7月6日 9:00-10:00\n5号会议室\n\n"


def test_an_item_outside_the_session_and_a_line_that_says_nothing_known_are_reported() -> None:
    reading = text(
        "茶论坛日程\n谁也不知道\n2024年7月6日 9:00-10:00\n5号会议室\n"
        "9:00-9:30 开幕\n9:30-10:30 演讲\n25:00-26:00 夜谈\n"
    )
    assert [problem.source.place for problem in reading.misread] == ["2:1", "7:1", "6:1"]
    assert reading.rows == 4
    assert [item.title for item in reading.sessions[0].programme] == ["开幕"]


def test_a_programme_without_day_title_or_year_is_misread_and_says_what_is_missing() -> None:
    for lines, says in (
        ("茶论坛日程\n9:00-9:30 开幕\n9:30-10:00 演讲\n", "has no date"),
        ("茶论坛日程\n7月6日 9:00-10:00\n9:00-9:30 开幕\n9:30-10:00 演讲\n", "with --year"),
        ("2024年7月6日 9:00-10:00\n9:00-9:30 开幕\n9:30-10:00 演讲\n", "no title"),
    ):
        reading = text(lines)
        assert not reading.sessions
        assert says in reading.misread[0].say("en")
    assert text("茶论坛日程\n7月6日 9:00-10:00\n9:00-9:30 开幕\n9:30-10:00 演讲\n", 2024).sessions


def test_a_day_alone_takes_its_hours_from_the_items() -> None:
    session = only(text("茶论坛日程\n2024年7月6日\n5号会议室\n8:30-9:00 签到\n9:00-9:30 开幕\n9:30-10:15 演讲\n"))
    assert (session.start, session.end) == (datetime(2024, 7, 6, 9), datetime(2024, 7, 6, 10, 15))
    assert session.setup == 30 and session.guesses


def test_a_start_alone_takes_its_end_from_the_items() -> None:
    head = "茶论坛日程\n时间：2024年7月6日上午9:00\n地点：5号会议室\n8:30 签到\n9:00 开幕\n9:30 演讲\n"
    session = only(text(f"{head}10:15-11:00 对话\n"))
    assert (session.start, session.end) == (datetime(2024, 7, 6, 9), datetime(2024, 7, 6, 11))
    assert session.setup == 30 and session.guesses
    assert [when for when, *_ in items(session)] == ["09:00-09:30", "09:30-10:15", "10:15-11:00"]
    assert [problem.say("zh") for problem in text(f"{head}10:15 对话\n").misread] == [
        "forum.txt:7:1: “10:15”没有结束时间（请写成 09:00-10:30）"
    ]
    assert text("茶论坛日程\n2024年7月6日上午9:00\n8:00-8:30 开幕\n").misread


def test_a_day_above_some_of_the_items_is_that_of_the_session() -> None:
    lines = "茶论坛日程\n2024年7月6日 9:00-11:00\n9:00-9:30 开幕\n7月6日 上午\n9:30-10:00 演讲\n"
    assert [title for _, title, _ in items(only(text(lines)))] == ["开幕", "演讲"]
    assert only(text("茶论坛日程\n9:00-9:30 开幕\n2024年7月6日\n9:30-10:00 演讲\n")).start == datetime(2024, 7, 6, 9)
    reading = programme_text.read([*agenda_text.rows(f"{lines}7月8日\n10:00-10:30 对话\n")], "a.txt", Hints())
    assert [problem.source.place for problem in reading.misread] == ["6:1"]


def test_items_at_times_that_no_clock_shows_are_misread() -> None:
    reading = text("茶论坛日程\n2024年7月6日\n29:00 开幕\n30:00 演讲\n")
    assert not reading.sessions
    assert [problem.message.say("en") for problem in reading.misread] == ["there is no time 29:00"]


def test_the_speakers_may_have_a_column_of_their_own() -> None:
    session = only(text(f"{HEAD}时间\t议程\t演讲人\n9:00-9:30\t茶的未来\t曲鹏、王巍\n9:30-10:00\t交流\t\n"))
    assert items(session) == [("09:00-09:30", "茶的未来", ["曲鹏", "王巍"]), ("09:30-10:00", "交流", [])]


def test_an_offset_holds_for_the_items_too() -> None:
    lines = "茶论坛日程\n2024-07-06T09:00+08:00 至 2024-07-06T10:00+08:00\n9:00-9:30 开幕\n9:30-10:00 演讲\n"
    session = only(text(lines))
    assert session.start is not None and session.start.isoformat() == "2024-07-06T09:00:00+08:00"
    assert session.programme[1].start is not None
    assert session.programme[1].start.isoformat() == "2024-07-06T09:30:00+08:00"


def test_a_speaker_may_take_part_twice() -> None:
    lines = "9:00-9:30 主题演讲\n主持人：协会会长王巍\n9:30-10:00 主题对话\n主持人：协会会长王巍\n"
    assert [people for *_, people in items(only(text(HEAD + lines)))] == [["王巍"], ["王巍"]]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("大连市商务局副局长翟瑞光 大连市数字贸易协会会长、亿达科创 CEO 李震洲", ["翟瑞光", "李震洲"]),
        ("大连理工大学经济管理学院副教授，经济系副主任陈阵", ["陈阵"]),
        ("翟瑞光（大连市商务局副局长）", ["翟瑞光"]),
        ("童友俊董事长", ["童友俊"]),
        ("王巍、曲鹏、欧阳明月", ["王巍", "曲鹏", "欧阳明月"]),
        ("Jane Doe, CEO; John Roe", ["Jane Doe", "John Roe"]),
        ("大连市商务局", []),
        ("大连市轻工业联合会、大连市数字贸易协会", []),
    ],
)
def test_people_are_told_from_their_offices_and_organisations_are_nobody(words: str, names: list[str]) -> None:
    found, guesses = people(words, named=True)
    assert [person.name for person in found] == names
    assert not guesses


def test_a_name_that_is_not_sure_is_kept_whole_and_says_so() -> None:
    (person,), guesses = people("某茶业大师", named=True)
    assert person.name == "某茶业大师" and guesses
