"""`plan diff`: a notice of what changed, in every format and both languages; and what is refused."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan
from fairs import HOSTILE, fair
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from two_fairs import NEW, OLD, Files, write_fairs

from expo_planner.domain.entities import Item, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.interface.json.notice import changes_document
from expo_planner.planner.diff import compare
from expo_planner.publishing.notices import make_notice
from expo_planner.publishing.notices.formats import FORMATS, render
from expo_planner.publishing.notices.words import TimeShift, by_how_much

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def fairs(tmp_path: Path) -> Files:
    return write_fairs(tmp_path)


@pytest.fixture
def schedules(plan: Plan, fairs: Files) -> Files:
    """The same two as schedule.json."""
    written = Files(fairs.old.with_suffix(".json"), fairs.new.with_suffix(".json"))
    for scenario, schedule in zip(fairs, written, strict=True):
        plan("export", scenario, "--to", "json", "-o", schedule)
    return written


def rows(path: Path, sheet: int) -> list[tuple[Any, ...]]:
    return list(load_workbook(path).worksheets[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("golden", "options"),
    [
        ("notice.en.txt", ["--lang", "en"]),
        ("notice.zh.txt", ["--lang", "zh"]),
        ("notice.en.md", ["--lang", "en", "--to", "md"]),
        ("notice.zh.md", ["--lang", "zh", "--to", "md"]),
    ],
)
def test_the_notice_reads_as_one_would_write_it(plan: Plan, fairs: Files, golden: str, options: list[str]) -> None:
    ran = plan("diff", *fairs, *options)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (GOLDEN / golden).read_text(encoding="utf-8")


def test_the_programme_of_the_health_forum_moves(plan: Plan, scenarios: Path) -> None:
    """From the plan of the forum to its final programme, as published."""
    two = scenarios / "health-forum-plan.yaml", scenarios / "health-forum.yaml"
    assert plan("diff", *two).out == (GOLDEN / "notice-health.zh.txt").read_text(encoding="utf-8")
    document = json.loads(plan("diff", *two, "--json").out)
    (forum,) = document["sessions"]
    assert [(item["title"], item["later"], item["longer"]) for item in forum["programme"]] == [
        ("论坛开幕", 0, -5),
        ("领导致辞", -5, -5),
        ("新技术革命和产业变革推动医工交叉与医学发展", -10, 0),
        ("“创新与数智”驱动，助推健康城市高质量发展", -10, 0),
        ("数字疗法的价值与应用", -10, 0),
        ("数智创新引领美年新征程", -10, 0),
        ("科技之眼，看穿疾病", -10, 0),
        ("主题对话", -10, 0),
        ("参观展场", -10, 10),
    ]
    assert forum["from"] == forum["to"]
    assert {person["name"] for person in document["people"]} == {"翟瑞光", "曲鹏", "王巍", "孙强", "刘中常", "林阳"}


@pytest.mark.parametrize(("view", "others"), [("session", "rp"), ("room", "sp"), ("person", "sr")])
@pytest.mark.parametrize("form", ["text", "md"])
def test_one_view_alone(plan: Plan, fairs: Files, view: str, others: str, form: str) -> None:
    own = {"s": "the rest of the programme", "r": "moves to Hall B", "p": "no longer taking part; it was"}
    shown = plan("diff", *fairs, "--by", view, "--to", form).out
    assert own[view[0]] in shown
    assert not any(own[other] in shown for other in others)


def test_json_says_the_same(plan: Plan, fairs: Files) -> None:
    ran = plan("diff", *fairs, "--json")
    document = json.loads(ran.out)
    assert ran.out == plan("diff", *fairs, "--to", "json").out
    assert document["schema"] == "expo-planner/changes/1"
    assert (document["changed"], document["told"]) == (8, 79)
    by_id = {session["id"]: session for session in document["sessions"]}
    assert by_id["panel"]["from"] == {
        "room": "A",
        "start": "2024-10-26T11:00:00+02:00",
        "end": "2024-10-26T12:30:00+02:00",
    }
    assert by_id["gone"]["to"] is by_id["fresh"]["from"] is by_id["fresh"]["later"] is None
    assert by_id["old"]["title_was"] == "Old name"
    assert by_id["panel"]["changes"] == ["moved", "room", "programme", "people"]
    assert [room["room"] for room in document["rooms"]] == ["A", "B", "AB"]
    assert {"person": "Eve", "name": "Eve", "sessions": ["panel"]} in document["people"]


def test_the_workbook_has_real_times_and_text_that_is_text(plan: Plan, fairs: Files, tmp_path: Path) -> None:
    path = tmp_path / "notice.xlsx"
    ran = plan("diff", *fairs, "-o", path)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    title, summary, heads, *sessions = rows(path, 0)
    assert title[0] == "Small fair: changes to the programme"
    assert "8 of 9 sessions" in summary[0]
    told = [dict(zip(heads, row, strict=True)) for row in sessions]
    assert [row["Session"] for row in told][-3:] == ["=Gone", "Waits", "New name"]
    (panel,) = [row for row in told if row["Session"].startswith("Panel")]
    assert (panel["Old start"], panel["New start"]) == (datetime(2024, 10, 26, 11), datetime(2024, 10, 26, 11, 30))
    assert (panel["Old place"], panel["New place"], panel["Minutes later"], panel["People to notify"]) == (
        "Hall A",
        "Hall B",
        30,
        7,
    )
    for sheet in load_workbook(path).worksheets:
        assert sheet.freeze_panes
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert "dropped: “Talk” (Dee), planned for 11:30–12:00" in [row[2] for row in rows(path, 1)]
    assert [row[1] for row in rows(path, 1)[1:]] == ["Words", "Talk", "Talk", "Break"]
    assert {row[0] for row in rows(path, 2)[1:]} == {"Hall A", "Hall B", "Hall A+B"}
    assert {row[0] for row in rows(path, 3)[1:]} == {"Ann Example", "Bo", "Fay", "Cy", "Eve", "Dee"}


def test_the_workbook_is_the_same_to_the_byte_and_speaks_chinese(plan: Plan, fairs: Files, tmp_path: Path) -> None:
    paths = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in paths:
        plan("diff", *fairs, "--to", "xlsx", "-o", path, "--lang", "zh")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert load_workbook(paths[0]).sheetnames == ["按活动", "议程", "按场地", "需通知的人员"]


@pytest.mark.parametrize("suffix", ["md", "json", "txt", "xlsx"])
def test_the_format_is_that_of_the_file(plan: Plan, fairs: Files, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "deep" / f"notice.{suffix}"
    assert plan("diff", *fairs, "-o", path).code == 0
    begins = {"md": b"# Small fair", "json": b'{\n  "schema"', "txt": b"Small fair", "xlsx": b"PK"}
    assert path.read_bytes().startswith(begins[suffix])
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_file_and_json_together(plan: Plan, fairs: Files, tmp_path: Path) -> None:
    ran = plan("diff", *fairs, "--to", "md", "-o", tmp_path / "notice.md", "--json")
    assert json.loads(ran.out)["changed"] == 8
    assert (tmp_path / "notice.md").read_text(encoding="utf-8").startswith("# Small fair")


@pytest.mark.parametrize(("language", "said"), [("en", "Nothing has changed."), ("zh", "日程没有变动。")])
def test_nothing_changes(plan: Plan, fairs: Files, tmp_path: Path, language: str, said: str) -> None:
    ran = plan("diff", fairs.old, fairs.old, "--lang", language)
    assert (ran.code, ran.out.splitlines()[1:]) == (0, [said])
    assert json.loads(plan("diff", fairs.old, fairs.old, "--json").out)["sessions"] == []
    assert plan("diff", fairs.old, fairs.old, "-o", tmp_path / "none.xlsx").code == 0
    assert len(rows(tmp_path / "none.xlsx", 0)) == 3


def test_on_a_terminal_headings_are_set_off(plan: Plan, fairs: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    printed = plan("diff", *fairs).out
    assert "\x1b[1mSmall fair: changes to the programme" in printed
    shown = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    assert "“Panel [bold]; =1+1”" in shown
    assert max(map(len, shown.splitlines())) <= 60


def test_quiet_prints_nothing(plan: Plan, fairs: Files) -> None:
    ran = plan("diff", *fairs, "-q")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_schedules_alone_are_told_by_their_ids(plan: Plan, schedules: Files) -> None:
    ran = plan("diff", *schedules, "--by", "session")
    assert ran.code == 0
    assert "--scenario" in ran.err
    assert "“panel”\n    moved from Sat 26 Oct 11:00–12:30 to 11:30–13:00, 30 min later\n" in ran.out
    assert "“day”: moved from Sat 26 Oct 12:30–13:30 to Mon 28 Oct 12:30–13:30, 2 days later" in ran.out
    assert "People to notify" not in ran.out


def test_a_scenario_names_what_schedules_hold(plan: Plan, fairs: Files, schedules: Files) -> None:
    ran = plan("diff", *schedules, "--scenario", fairs.old)
    assert "the people to notify of “fresh” are not known" in ran.err
    assert "“Panel [bold]; =1+1”" in ran.out
    assert "moved from Hall A to Hall B" in ran.out
    assert "“fresh”: added for Mon 28 Oct 18:30–19:30, Hall A" in ran.out


@pytest.mark.parametrize("first", [True, False])
def test_a_scenario_names_what_the_schedule_beside_it_holds(
    plan: Plan, fairs: Files, schedules: Files, first: bool
) -> None:
    two = (fairs.old, schedules.new) if first else (schedules.old, fairs.new)
    ran = plan("diff", *two)
    unknown = "fresh" if first else "gone"
    assert (ran.code, ran.err.count("\n")) == (0, 1)
    assert f"the people to notify of “{unknown}” are not known" in ran.err
    assert "“Opening”: from Sat 26 Oct 09:00–10:00 to 09:00–11:00, 1 h longer; place unchanged: Hall A+B" in ran.out


def test_a_solved_schedule_is_compared_with_the_scenario_that_has_moved_on(
    plan: Plan, fairs: Files, schedules: Files
) -> None:
    document = json.loads(plan("diff", schedules.old, fairs.new, "--json").out)
    assert {session["id"] for session in document["sessions"]} == {
        *("opening", "panel", "gone", "waits", "hall", "day", "fresh")
    }


FORUM = """
expo: {id: x, title: X, timezone: Asia/Shanghai, days: [2023-07-06], hours: 08:00-20:00}
rooms: [{id: A, name: A}]
sessions:
  - id: forum
    title: 论坛
    title_en: Forum
    start: 2023-07-06 09:00
    duration: 1h
    room: A
    people: [Ann, Bob]
    programme:
      - {at: 09:00-09:30, title: One, people: [Ann]}
      - {at: 09:30-10:00, title: Two}
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("title_en: Forum", "title_en: The Forum", ["“The Forum”", "formerly “Forum”"]),
        ("title: 论坛", "title: 大论坛", ["“Forum”", "formerly “论坛”"]),
        ("title: Two", "title: Two, people: [Bob]", ["“Two”, 09:30–10:00: now with Bob", "now in “Two”, 09:30–10:00"]),
        (
            ", people: [Ann]",
            "",
            ["“One”, 09:00–09:30: no longer with Ann", "no longer in “One”, planned for 09:00–09:30"],
        ),
        ("title: Two", "title: One", ["new: “One”, 09:30–10:00", "dropped: “Two”, planned for 09:30–10:00"]),
    ],
)
def test_small_changes_are_told(plan: Plan, tmp_path: Path, before: str, after: str, said: list[str]) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(FORUM, encoding="utf-8")
    new.write_text(FORUM.replace(before, after), encoding="utf-8")
    shown = plan("diff", old, new, "--lang", "en").out
    assert all(line in shown for line in said), shown


def test_different_expos_are_noted(plan: Plan, fairs: Files) -> None:
    fairs.new.write_text(NEW.replace("id: small", "id: large"), encoding="utf-8")
    ran = plan("diff", *fairs)
    assert (ran.code, ran.err) == (0, "note: small and large are different expos\n")


def schedule(*sessions: str, expo: str = "x") -> str:
    return f'{{"schema": "expo-planner/schedule/1", "expo": "{expo}", "sessions": [{", ".join(sessions)}]}}'


def placement(start: str, end: str, name: str = "a", room: str = "A") -> str:
    return f'{{"id": "{name}", "room": "{room}", "start": "{start}", "end": "{end}"}}'


@pytest.mark.parametrize("offset", ["+08:00", "-03:00", "+00:00", "Z", "+05:30", "+05:45", "+12:45"])
def test_schedules_alone_show_the_clock_times_that_are_written(plan: Plan, tmp_path: Path, offset: str) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(schedule(placement(f"2023-07-06T09:00:00{offset}", f"2023-07-06T10:00:00{offset}")))
    new.write_text(schedule(placement(f"2023-07-07T09:30:00{offset}", f"2023-07-07T10:30:00{offset}")))
    said = "moved from Thu 6 Jul 09:00–10:00 to Fri 7 Jul 09:30–10:30, 1 day 30 min later"
    assert said in plan("diff", old, new, "--lang", "en").out


def test_schedules_alone_keep_their_clock_times_when_the_clock_is_put_back(plan: Plan, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    second = placement("2024-10-28T09:00:00+01:00", "2024-10-28T10:00:00+01:00", "b")
    old.write_text(schedule(placement("2024-10-26T09:00:00+02:00", "2024-10-26T10:00:00+02:00"), second))
    new.write_text(schedule(placement("2024-10-28T09:00:00+01:00", "2024-10-28T10:00:00+01:00")))
    shown = plan("diff", old, new, "--lang", "en").out
    assert "Sat 26 Oct 09:00–10:00 to Mon 28 Oct 09:00–10:00" in shown
    assert "“b”: cancelled; it was planned for Mon 28 Oct 09:00–10:00" in shown


GOOD = placement("2023-07-06T09:00:00+08:00", "2023-07-06T10:00:00+08:00")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "bad.json:1:1"),
        ("[]", "bad.json:1:1"),
        (
            '{"schema": "expo-planner/schedule/2", "sessions": []}',
            "bad.json:1:12: this is not an expo_planner schedule",
        ),
        ('{"schema": "expo-planner/changes/1", "sessions": []}', "bad.json:1:12: this is not an expo_planner schedule"),
        ('{"schema": "expo-planner/schedule/1"}', "sessions is missing"),
        (schedule(GOOD, GOOD), "placed twice"),
        (schedule(GOOD.replace('"a"', '"a b"')), "cannot be an id"),
        (schedule(GOOD.replace("T10", "T08")), "ends before it starts"),
        (schedule(GOOD.replace("+08:00", "")), "no UTC offset"),
        (schedule(GOOD.replace("+08:00", "+08:17")), "no time zone"),
        (schedule(GOOD.replace("T09", "T25")), "sessions[a].start"),
        (schedule('{"id": "a"}'), "room is missing"),
        (OLD, "bad.json"),
    ],
)
def test_bad_input_ends_with_its_places(plan: Plan, tmp_path: Path, content: str, expected: str) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(schedule(GOOD), encoding="utf-8")
    bad.write_text(content, encoding="utf-8")
    for two in ((good, bad), (bad, good)):
        ran = plan("diff", *two, "--json", "--lang", "en", "-o", tmp_path / "notice.json")
        assert (ran.code, ran.out) == (2, "")
        assert f"{tmp_path}/bad.json" in ran.err
        assert expected in ran.err
        assert "Traceback" not in ran.err
        assert not (tmp_path / "notice.json").exists()


def test_all_problems_of_all_files_are_told_at_once(plan: Plan, fairs: Files, tmp_path: Path) -> None:
    fairs.old.write_text(OLD.replace("duration: 1h", "duration: 1", 2), encoding="utf-8")
    fairs.new.write_text(NEW.replace("room: AB", "room: AX"), encoding="utf-8")
    ran = plan("diff", *fairs, "--scenario", tmp_path / "missing.yaml", "--lang", "en")
    assert ran.code == 2
    assert len(re.findall(r"old\.yaml:\d+:\d+: ", ran.err)) == 2
    assert len(re.findall(r"new\.yaml:\d+:\d+: ", ran.err)) == 2
    assert "missing.yaml" in ran.err
    assert plan("diff", *fairs, "--lang", "zh").err != plan("diff", *fairs, "--lang", "en").err


def test_a_schedule_cannot_name_another(plan: Plan, schedules: Files) -> None:
    ran = plan("diff", *schedules, "--scenario", schedules.old)
    assert ran.code == 2
    assert "this is a schedule, not a scenario" in ran.err


@pytest.mark.parametrize(
    "options",
    [["--by", "chair"], ["--to", "pdf"], ["--to", "xlsx"], ["--to", "md", "--json"], ["--lang", "fr"], ["third.yaml"]],
)
def test_wrong_usage_ends_with_2(plan: Plan, fairs: Files, options: list[str]) -> None:
    ran = plan("diff", *fairs, *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_a_file_that_cannot_be_written_is_named(plan: Plan, fairs: Files) -> None:
    ran = plan("diff", *fairs, "-o", fairs.old / "notice.md")
    assert ran.code == 2
    assert "old.yaml" in ran.err


@pytest.mark.parametrize(
    ("later", "longer", "english", "chinese"),
    [
        (30, 0, "30 min later", "推迟30分钟"),
        (-90, 0, "1 h 30 min earlier", "提前1小时30分钟"),
        (1440, 0, "1 day later", "推迟1天"),
        (-2 * 1440 - 60, 0, "2 days 1 h earlier", "提前2天1小时"),
        (0, -5, "5 min shorter", "缩短5分钟"),
        (-10, 10, "starting 10 min earlier", "提前10分钟开始"),
        (10, -10, "starting 10 min later", "推迟10分钟开始"),
        (-5, -5, "5 min earlier and 5 min shorter", "提前5分钟，缩短5分钟"),
    ],
)
def test_by_how_much(later: int, longer: int, english: str, chinese: str) -> None:
    parts = by_how_much(later, longer)
    assert " and ".join(part.say("en") for part in parts) == english
    assert "，".join(part.say("zh") for part in parts) == chinese
    assert TimeShift(0).say("en") == "0 min"


def hostile_fair(start: int) -> tuple[Expo, Schedule]:
    """Every hostile text as title, category, item and person of a session that starts at a tick."""
    sessions = {
        name: Session(
            id=name,
            title=f"{text}{'' if start else ' '}",
            category=text,
            length=60,
            people=(text,),
            programme=(Item(title=text, length=10 + start, people=(text, str(start))),),
        )
        for name, text in HOSTILE.items()
    }
    expo = fair(sessions=sessions, title=HOSTILE["script"], language="en")
    room = replace(expo.rooms["7A"], name=HOSTILE["formula"] + HOSTILE["break"])
    placements = {name: Placement("7A", start, start + 60) for name in sessions}
    return replace(expo, rooms={**expo.rooms, "7A": room}), Schedule(placements)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", FORMATS)
def test_hostile_texts_harm_no_format(form: str, language: Language) -> None:
    changes = compare(*hostile_fair(0), *hostile_fair(30))
    assert len(changes.sessions) == len(HOSTILE)
    content = render(make_notice(changes, language), form)
    assert json.dumps(changes_document(changes, language))
    if form == "xlsx":
        for sheet in load_workbook(BytesIO(content)).worksheets:
            assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    else:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028]", content.decode())
    if form == "md":
        shown = MarkdownIt().render(content.decode())
        assert "<script>" not in shown
        assert "<a " not in shown
