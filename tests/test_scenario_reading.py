"""A scenario file becomes an expo: every field, its default, and the place that it came from."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from expo_planner.domain.entities import Category, Person, Slot
from expo_planner.domain.problems import BadInput
from expo_planner.files.read.load import load, load_schedule, loads
from expo_planner.rules import RULES, Goal

DAY = 24 * 60
HEAD = "expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-05..2023-07-09, hours: 08:00-22:00}\n"
FAIR = """\
expo:
  id: dicc-2023
  title: 交易会
  title_en: Fair
  timezone: Asia/Shanghai
  days: 2023-07-05..2023-07-09
  hours: {2023-07-09: 08:00-13:00, default: [08:00-12:00, 12:00-22:00]}
  parts: {上午: 08:30-12:00}
  step: 15min
  slots:
    - {at: 09:00-10:30, types: [workshop]}
    - {at: 09:00-09:45, day: 2023-07-06}
  place: 博览广场
  note: |
    以当日安排为准。
    谢谢。
  revised: 2023-07-01
  language: zh
  base_url: https://example.org/dicc-2023/

categories: [展览, {name: 主论坛, en: Main forum, color: steelblue}]

sites:
  travel: {"博览广场 - 富丽华酒店": 30min}

rooms:
  - {id: 7A, name: A厅, name_en: Hall A, capacity: 150, needs_met: [投影, 同传], cost_per_hour: 100}
  - {id: 7B, capacity: 150, needs_met: [投影], cost_per_hour: 50, closed: [2023-07-05, 2023-07-06]}
  - {id: 7AB, name: A+B厅, cells: [7A, 7B], turnover: 0min}
  - {id: hall, kind: open, open: ["2023-07-05 上午", 2023-07-06]}
  - {id: web, kind: online, stream_url: https://example.org/live}
  - {id: fulihua, site: 富丽华酒店, cost_per_hour: 800, turnover: 20min}

people:
  - {id: zhai, name: 翟瑞光, role: 副局长, away: [2023-07-07], available: []}
  - {id: sun, available: [2023-07-05..2023-07-06]}

sessions:
  - id: standards
    title: 标准论坛
    title_en: Standards
    category: 主论坛
    duration: 3h
    attendance: 100
    when: ["2023-07-06 下午", "2023-07-07 09:00-18:00"]
    rooms: [7A, 7B]
    needs: [投影]
    people: [翟瑞光, 倪苏方]
    uses: {interpreter: 1, camera: 0}
    setup: 30min
    teardown: 10min
    tags: [标准, 数字贸易]
    series: forum
    type: workshop
    priority: 7
    prefer: {when: ["2023-07-06 下午"], rooms: [7A]}
    start: 2023-07-06 13:30
    room: 7A
    pinned: yes
    host: null
    programme:
      - {at: 13:35-13:45, title: 致辞, people: [zhai]}
      - {for: 20min, title: 演讲, people: [童友俊]}
    organisers: [商务局]
    co_organisers: [协会]
    abstract: "一\\n二"
    url: https://example.org/standards
    stream_url: http://example.org/live
  - {id: report, title: report, duration: 30min, host: standards, category: 展览}
  - {id: show, title: show, start: 2023-07-05 08:30 至 2023-07-06 17:30, room: hall}
  - {id: fair, title: fair, duration: 2d}

pools: {interpreter: 3, camera: 1}

rules:
  - room_clash: {turnover: 15min, wall_move: 30min}
  - before: {sessions: [standards, fair], gap: 10min}
  - apart: {sessions: {tag: 标准}, weight: 3}
  - person_clash

goals: {prefer_when: 20, snug_room: 0}

waivers:
  - {rule: host, sessions: [report], by: 秘书处, why: 延至12:10, until: 2023-07-08}
"""


def test_the_expo_is_read_with_its_days_hours_and_slots() -> None:
    expo = loads(FAIR).expo
    assert (expo.id, expo.title, expo.title_en, expo.place) == ("dicc-2023", "交易会", "Fair", "博览广场")
    assert expo.days == tuple(date(2023, 7, day) for day in range(5, 10))
    assert expo.opening[date(2023, 7, 5)] == ((480, 1320),)
    assert expo.opening[date(2023, 7, 9)] == ((4 * DAY + 480, 4 * DAY + 780),)
    assert expo.parts == {"上午": (510, 720), "下午": (750, 1110), "晚上": (1110, 1320)}
    assert expo.step == 15
    assert expo.slots is not None
    assert len(expo.slots) == 6
    assert expo.slots[0] == Slot(
        window=expo.clock.day(date(2023, 7, 5))._replace(start=540, end=630), types=("workshop",)
    )
    assert expo.note == "以当日安排为准。\n谢谢。\n"
    assert expo.revised is not None
    assert expo.revised.isoformat() == "2023-07-01T00:00:00+08:00"
    assert expo.base_url == "https://example.org/dicc-2023/"
    assert expo.categories == (
        Category(name="展览"),
        Category(name="主论坛", name_en="Main forum", color="steelblue"),
    )
    assert expo.travel == {frozenset({"博览广场", "富丽华酒店"}): 30}
    assert expo.pools == {"interpreter": 3, "camera": 1}


def test_rooms_know_their_cells_and_a_joined_hall_what_its_cells_bring() -> None:
    rooms = loads(FAIR).expo.rooms
    assert rooms["7A"].cells == ("7A",)
    assert rooms["7A"].site == "博览广场"
    assert rooms["7B"].name == "7B"
    assert rooms["7B"].closed == ((0, 2 * DAY),)
    hall = rooms["7AB"]
    assert (hall.cells, hall.capacity, hall.needs_met) == (("7A", "7B"), 300, frozenset({"投影"}))
    assert (hall.cost_per_hour, hall.site, hall.turnover, hall.joined) == (150, "博览广场", 0, True)
    assert rooms["hall"].open == ((510, 720), (DAY, 2 * DAY))
    assert (rooms["web"].site, rooms["web"].stream_url) == (None, "https://example.org/live")
    assert (rooms["fulihua"].site, rooms["fulihua"].turnover) == ("富丽华酒店", 20)


def test_a_joined_hall_keeps_what_the_file_says_of_it() -> None:
    rooms = "rooms: [{id: a, capacity: 5, site: X}, {id: b, site: X}, "
    hall = "{id: ab, cells: [a, b], needs_met: [sound], cost_per_hour: 7, site: Y}, "
    hall += "{id: ba, cells: [b, a], capacity: 3}]\n"
    made = loads(HEAD + rooms + hall).expo.rooms
    assert (made["ab"].capacity, made["ab"].needs_met, made["ab"].cost_per_hour, made["ab"].site) == (
        None,
        frozenset({"sound"}),
        7,
        "Y",
    )
    assert (made["ba"].capacity, made["ba"].site) == (3, "X")


def test_rooms_stand_at_the_expo_itself_where_no_place_is_given() -> None:
    assert loads(HEAD + "rooms: [{id: a}]\n").expo.rooms["a"].site == "Tiny"


def test_a_session_is_read_with_every_field() -> None:
    expo = loads(FAIR).expo
    session = expo.sessions["standards"]
    assert (session.title, session.title_en, session.category, session.attendance) == (
        "标准论坛",
        "Standards",
        "主论坛",
        100,
    )
    assert (session.length, session.days, session.setup, session.teardown) == (180, None, 30, 10)
    assert session.when == ((DAY + 750, DAY + 1110), (2 * DAY + 540, 2 * DAY + 1080))
    assert (session.rooms, session.needs) == (("7A", "7B"), frozenset({"投影"}))
    assert session.people == ("zhai", "倪苏方")
    assert session.uses == {"interpreter": 1}
    assert (session.tags, session.series, session.type) == (("标准", "数字贸易"), "forum", "workshop")
    assert (session.priority, session.pinned, session.host) == (7, True, None)
    assert (session.prefer_when, session.prefer_rooms) == (((DAY + 750, DAY + 1110),), ("7A",))
    assert (session.start, session.room) == (DAY + 810, "7A")
    assert [(item.title, item.offset, item.length, item.people) for item in session.programme] == [
        ("致辞", 5, 10, ("zhai",)),
        ("演讲", None, 20, ("童友俊",)),
    ]
    assert (session.organisers, session.co_organisers, session.abstract) == (("商务局",), ("协会",), "一\n二")
    assert (session.url, session.stream_url) == ("https://example.org/standards", "http://example.org/live")


def test_lengths_in_days_and_starts_with_an_end() -> None:
    expo = loads(FAIR).expo
    show, fair = expo.sessions["show"], expo.sessions["fair"]
    assert (show.start, show.length, show.days, show.title) == (510, DAY + 540, None, "show")
    assert (fair.length, fair.days, fair.priority) == (None, 2, None)


def test_people_who_are_only_named_exist() -> None:
    people = loads(FAIR).expo.people
    assert list(people) == ["zhai", "sun", "倪苏方", "童友俊"]
    assert (people["zhai"].name, people["zhai"].role, people["zhai"].available) == ("翟瑞光", "副局长", None)
    assert people["zhai"].away == ((2 * DAY, 3 * DAY),)
    assert people["sun"].available == ((0, 2 * DAY),)
    assert people["倪苏方"] == Person(id="倪苏方", name="倪苏方", source=people["倪苏方"].source)


def test_rules_stand_in_the_order_of_the_catalogue_then_of_the_file_then_goals() -> None:
    scenario = loads(FAIR)
    names = [rule.name for rule in scenario.rules]
    always = sorted(name for name, rule in RULES.items() if rule.always and not issubclass(rule, Goal))
    goals = sorted(name for name, rule in RULES.items() if issubclass(rule, Goal) and vars(rule).get("default"))
    goals.remove("snug_room")
    assert names == [*always, "before", "apart", *goals]
    rules = {rule.name: rule for rule in scenario.rules}
    parameters = {name: vars(rule) for name, rule in rules.items()}
    assert (parameters["room_clash"]["turnover"], parameters["room_clash"]["wall_move"]) == (15, 30)
    assert (parameters["before"]["sessions"], parameters["before"]["gap"]) == (("standards", "fair"), 10)
    assert (parameters["apart"]["sessions"], rules["apart"].weight) == (("standards",), 3)
    assert rules["prefer_when"].weight == 20
    assert rules["prefer_rooms"].weight == 5


def test_waivers_are_read() -> None:
    waiver = loads(FAIR).expo.waivers[0]
    assert (waiver.rule, waiver.sessions, waiver.by, waiver.why) == (
        "host",
        frozenset({"report"}),
        "秘书处",
        "延至12:10",
    )
    assert waiver.until == date(2023, 7, 8)


def test_everything_knows_its_place_in_the_file() -> None:
    scenario = loads(FAIR)
    expo = scenario.expo
    lines = FAIR.split("\n")

    def line(text: str) -> int:
        return next(number for number, one in enumerate(lines, start=1) if text in one)

    session = expo.sessions["standards"]
    assert str(session.source) == f"scenario.yaml:{line('id: standards')}:5"
    assert str(session.at("when")) == f"scenario.yaml:{line('when:')}:5"
    assert str(session.at("url")) == f"scenario.yaml:{line('url: https://example.org/st')}:5"
    assert session.at("nothing of the sort") == session.source
    assert "url" in session.fields and "host" not in session.fields and len(session.fields) == len([*session.fields])
    assert str(expo.rooms["7A"].source) == f"scenario.yaml:{line('id: 7A,')}:5"
    assert str(expo.people["zhai"].source) == f"scenario.yaml:{line('id: zhai')}:5"
    assert str(expo.at("hours")) == f"scenario.yaml:{line('hours:')}:3"
    assert str(expo.at("pools.camera")) == f"scenario.yaml:{line('pools:')}:25"
    assert str(expo.waivers[0].source) == f"scenario.yaml:{line('rule: host')}:5"
    assert [str(rule.source) for rule in scenario.rules if rule.name == "before"] == [
        f"scenario.yaml:{line('before:')}:5"
    ]
    assert str(session.programme[0].source) == f"scenario.yaml:{line('13:35')}:9"


def test_categories_that_are_not_listed_stand_in_the_order_of_the_sessions() -> None:
    first, third = "{id: a, title: a, duration: 1h, category: z}", "{id: c, title: c, duration: 1h, category: y}"
    sessions = f"sessions: [{first}, {{id: b, title: b, duration: 1h}}, {third}]\n"
    assert loads(HEAD + sessions).expo.categories == (Category(name="z"), Category(name="y"))


def test_defaults_hold_where_the_file_says_nothing() -> None:
    expo = loads("expo: {id: t, title: T, timezone: UTC, days: [2024-01-02, 2024-01-01..2024-01-01]}\n").expo
    assert (expo.step, expo.language, expo.slots, expo.revised, expo.place) == (30, "zh", None, None, None)
    assert expo.opening == {date(2024, 1, 1): ((0, DAY),), date(2024, 1, 2): ((DAY, 2 * DAY),)}
    assert (expo.rooms, expo.sessions, expo.people, expo.pools, expo.waivers) == ({}, {}, {}, {}, ())


def test_words_and_numbers_are_taken_as_they_are_written() -> None:
    sessions = "sessions: [{id: 007, title: no, duration: 1h, tags: [1.10, true, 0o7, 1_000, 9:30, 2023-07-06, on]}]\n"
    session = loads(HEAD + sessions).expo.sessions["007"]
    assert session.title == "no"
    assert session.tags == ("1.10", "true", "0o7", "1_000", "9:30", "2023-07-06", "on")


def test_nothing_is_what_is_empty_or_null() -> None:
    fields = "title_en: ~, series: null, room: , tags: [], when: [], rooms: [], prefer: {}, programme: [], uses: {}"
    section = f"sessions: [{{id: a, title: A, duration: 1h, {fields}}}]"
    session = loads(f"{HEAD}{section}\nrooms:\nrules: []\n").expo.sessions["a"]
    assert (session.title_en, session.series, session.room) == (None, None, None)
    assert (session.when, session.programme) == ((), ())


def test_plain_anchors_byte_order_marks_and_windows_line_ends_are_fine() -> None:
    text = FAIR.replace("rooms: [7A, 7B]", "rooms: &main [7A, 7B]").replace(
        "duration: 2d", "duration: 2d, rooms: *main"
    )
    plain = loads(text)
    assert plain.expo.sessions["fair"].rooms == ("7A", "7B")
    other = loads("\ufeff" + text.replace("\n", "\r\n"))
    assert other.expo.sessions == plain.expo.sessions
    assert other.rules == plain.rules


def as_data(text: str) -> object:
    import yaml

    return yaml.load(text, Loader=yaml.BaseLoader)


def typed(value: object) -> object:
    """The data as a program would write it to JSON: numbers as numbers, null as null."""
    if isinstance(value, dict):
        return {name: typed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [typed(one) for one in value]
    if value == "null":
        return None
    return int(value) if isinstance(value, str) and value.isdigit() else value


@pytest.mark.parametrize("indent", [None, 2])
def test_json_means_the_same_as_yaml(indent: int | None) -> None:
    text = json.dumps(typed(as_data(FAIR)), ensure_ascii=indent is None, indent=indent)
    read, expected = loads(text, name="scenario.json"), loads(FAIR)
    assert without_places(read.expo.sessions) == without_places(expected.expo.sessions)
    assert without_places(read.expo.rooms) == without_places(expected.expo.rooms)
    assert read.expo.opening == expected.expo.opening
    assert [rule.name for rule in read.rules] == [rule.name for rule in expected.rules]


def without_places(things: Mapping[str, object]) -> list[str]:
    import re

    return [re.sub(r"Source\([^)]*\)", "", repr(thing)) for thing in things.values()]


def test_a_place_in_json_is_a_line_and_a_column() -> None:
    text = '{"expo": {"id": "t", "title": "会", "timezone": "UTC", "days": "2024-01-01"},\n "rooms": [ {"id": "a"} ]}'
    room = loads(text, name="s.json").expo.rooms["a"]
    assert str(room.source) == "s.json:2:13"


def test_escapes_of_json_are_read() -> None:
    title = '"\\u4f1a\\u0020\\ud83d\\ude00 \\"x\\""'
    text = f'{{"expo": {{"id": "t", "title": {title}, "timezone": "UTC", "days": "2024-01-01"}}}}'
    assert loads(text, name="s.json").expo.title == '会 😀 "x"'


def test_a_programme_of_clock_times_over_several_days_goes_from_day_to_day() -> None:
    items = "[{at: 10:00-11:00, title: a}, {at: 09:00-10:00, title: b}, {at: 2023-07-07 09:00-09:30, title: c}]"
    text = f"{HEAD}sessions: [{{id: s, title: s, start: 2023-07-05 08:30 .. 2023-07-07 17:30, programme: {items}}}]\n"
    programme = loads(text).expo.sessions["s"].programme
    assert [item.offset for item in programme] == [90, DAY + 30, 2 * DAY + 30]


def test_a_programme_of_days_may_be_longer_than_its_first_day() -> None:
    items = "[{for: 8h, title: a}, {for: 8h, title: b}]"
    text = f"{HEAD}sessions: [{{id: s, title: s, duration: 2d, start: 2023-07-05 09:00, programme: {items}}}]\n"
    assert [item.length for item in loads(text).expo.sessions["s"].programme] == [480, 480]


def test_clock_times_after_midnight_belong_to_the_next_day() -> None:
    programme = "programme: [{at: 00:30-01:00, title: a}]"
    text = f"{HEAD}sessions: [{{id: s, title: s, start: 2023-07-05 22:00, duration: 4h, {programme}}}]\n"
    assert loads(text).expo.sessions["s"].programme[0].offset == 150


def test_a_wish_for_an_order_may_go_in_circles() -> None:
    rules = "rules: [{before: {sessions: [a, b]}}, {before: {sessions: [b, a], weight: 1}}]\n"
    assert loads(
        f"{HEAD}sessions: [{{id: a, title: a, duration: 1h}}, {{id: b, title: b, duration: 1h}}]\n{rules}"
    ).rules


def test_what_cannot_hold_is_no_bad_input() -> None:
    session = "{id: s, title: s, duration: 300h, attendance: 900, when: [2023-07-05]}"
    text = f"rooms: [{{id: a, capacity: 5}}]\nsessions: [{session}]\n"
    assert loads(HEAD + text).expo.sessions["s"].attendance == 900


@pytest.mark.parametrize("entry", ["room_clash", "room_clash:", "{room_clash: {}}", "{room_clash: ~}"])
def test_a_rule_without_parameters_may_be_written_short(entry: str) -> None:
    [rule] = [rule for rule in loads(f"{HEAD}rules:\n  - {entry}\n").rules if rule.name == "room_clash"]
    assert str(rule.source).startswith("scenario.yaml:3:")


def test_pairs_of_an_audience_stand_in_place() -> None:
    rules = "rules: [{audience: {pairs: [[a, b, 120]], weight: 2}}]\n"
    scenario = loads(f"{HEAD}sessions: [{{id: a, title: a, duration: 1h}}, {{id: b, title: b, duration: 1h}}]\n{rules}")
    [audience] = [rule for rule in scenario.rules if rule.name == "audience"]
    assert getattr(audience, "pairs", None) == (("a", "b", 120),)


def test_a_file_is_loaded_and_its_places_do_not_depend_on_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "方案.yaml"
    path.write_text(FAIR, encoding="utf-8")
    assert str(load(path).expo.rooms["7A"].source).startswith("方案.yaml:")


def test_a_file_in_json_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "s.JSON"
    path.write_text(json.dumps(as_data(HEAD)), encoding="utf-8-sig")
    assert load(path).expo.id == "tiny"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("\xff".encode("latin-1"), "s.yaml:1:1: the byte 0xff is not UTF-8 (save the file as UTF-8)"),
        (
            "a: b\nc: 会议".encode("gbk"),
            "s.yaml:2:4: the byte 0xbb is not UTF-8 (this looks like GBK; save the file as UTF-8)",
        ),
        ("a: b".encode("utf-16"), "s.yaml:1:1: the byte 0xff is not UTF-8 (this is UTF-16; save the file as UTF-8)"),
    ],
)
def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        load(path)
    assert str(caught.value) == expected


def test_a_file_that_is_not_there_or_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^none\.yaml:1:1: there is no such file \(check the name\)$"):
        load(tmp_path / "none.yaml")
    with pytest.raises(BadInput, match=r": this is a folder, not a file$"):
        load(tmp_path)
    with pytest.raises(BadInput, match=r": the file cannot be read \(check its permissions\)$"):
        load(tmp_path / "a\0b")


PLACED: list[dict[str, object]] = [
    {"id": "standards", "room": "7AB", "start": "2023-07-06T09:00:00+08:00", "end": "2023-07-06T12:00:00+08:00"},
    {"id": "fair", "room": "hall", "start": "2023-07-07T01:00:00Z", "end": "2023-07-09T00:00:00Z", "note": 1},
]


def schedule_file(tmp_path: Path, **changes: object) -> Path:
    path = tmp_path / "schedule.json"
    document = {"schema": "expo-planner/schedule/1", "cost": 0.5, "sessions": PLACED, "clashes": [{}]}
    path.write_text(json.dumps(document | changes), encoding="utf-8")
    return path


def test_a_schedule_is_read_with_the_ends_that_its_sessions_have(tmp_path: Path) -> None:
    schedule = load_schedule(schedule_file(tmp_path), loads(FAIR))
    assert dict(schedule) == {
        "standards": ("7AB", DAY + 540, DAY + 720),
        "fair": ("hall", 2 * DAY + 540, 3 * DAY + 1320),
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"schema": "2"}, ['1:12: this is not an expo_planner schedule ("schema" must be "expo-planner/schedule/1")']),
        ({"sessions": {}}, ["1:64: sessions: expected a list, found named fields"]),
        ({"sessions": [3]}, ["1:65: sessions[0]: expected named fields, found '3'"]),
        (
            {"sessions": [{"id": "fair"}]},
            [
                "1:65: sessions[fair].start: start is missing (the start of the session)",
                "1:65: sessions[fair].room: room is missing (its room; null while it is to be announced)",
            ],
        ),
        (
            {"sessions": [PLACED[0] | {"id": "standard", "room": "7C", "start": "2023-07-06T25:00+08:00"}]},
            [
                "1:72: sessions[standard].id: there is no session 'standard' (did you mean 'standards'?)",
                "1:92: sessions[standard].room: there is no room '7C' (known: 7A, 7B, 7AB, hall, web, fulihua)",
                "1:107: sessions[standard].start: there is no time 25:00 (clock times run from 00:00 to 23:59)",
            ],
        ),
        (
            {"sessions": [PLACED[0], PLACED[0]]},
            ["1:182: sessions[standards].id: the session 'standards' is placed twice (first at schedule.json:1:72)"],
        ),
        (
            {"sessions": [PLACED[0] | {"end": "2023-07-06T12:10:00+08:00"}]},
            [
                "1:145: sessions[standards].end: the end is 2023-07-06T12:10:00+08:00, but the session ends at "
                "2023-07-06T12:00:00+08:00 (only the start counts: omit the end or change the duration)"
            ],
        ),
    ],
)
def test_a_schedule_that_does_not_fit_the_scenario_is_refused(
    tmp_path: Path, changes: dict[str, object], expected: list[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        load_schedule(schedule_file(tmp_path, **changes), loads(FAIR))
    assert str(caught.value).split("\n") == [f"schedule.json:{line}" for line in expected]


def test_a_schedule_without_sessions_or_in_broken_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "schedule.json"
    for text, expected in [
        ('{"schema": "expo-planner/schedule/1"}', "schedule.json:1:1: sessions is missing"),
        ("[]", "schedule.json:1:1: expected a schedule, found a list"),
        ('{"schema"', 'schedule.json:1:2: expected a "field": value, found \'"schema"\''),
    ]:
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput) as caught:
            load_schedule(path, loads(FAIR))
        assert str(caught.value) == expected


def test_reading_a_scenario_loads_no_heavy_library() -> None:
    import subprocess

    code = "import sys; from expo_planner.files.read.load import loads; loads(sys.argv[1]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, HEAD], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"openpyxl", "pydantic", "pandas", "numpy", "ortools", "difflib", "jinja2", "icalendar"}
