"""`plan import`: files that people have become scenarios, whole, and whatever was not understood is told."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan

from expo_planner import checker
from expo_planner.domain.expo import Expo
from expo_planner.files.read.load import load
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.formats import export

PLACES = ("source", "fields")
SHARED = Path(__file__).parent.parent.parent / "shared"
DATA = Path(__file__).parent / "data"
SCHEDULES = SHARED / "benchmarks" / "schedules"
COUNTED = {
    "fosdem-2013.xml": (2, 487, 24, 476, 0),
    "fosdem-2019.xml": (2, 775, 33, 729, 0),
    "fosdem-2021-online.xml": (2, 773, 106, 684, 1),
    "fosdem-2025.xml": (2, 1105, 35, 1193, 0),
}
"""Days, events, rooms, persons and overlaps, as counted in SOURCE.md."""


def schedule(name: str) -> Path:
    path = SCHEDULES / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the checkout")
    return path


def bare(value: Any) -> Any:
    """A scenario's part without the places in the file."""
    if is_dataclass(value):
        return {one.name: bare(getattr(value, one.name)) for one in fields(value) if one.name not in PLACES}
    if hasattr(value, "items"):
        return {name: bare(one) for name, one in value.items()}
    return [bare(one) for one in value] if isinstance(value, tuple | list) else value


def imported(plan: Plan, out: Path, *files: Path, code: int = 0) -> Expo:
    ran = plan("import", *files, "-o", out, "--lang", "en")
    assert ran.code == code, ran.err
    return load(out).expo


@pytest.mark.parametrize("name", [*COUNTED])
def test_fosdem_comes_in_whole_with_the_overlaps_that_it_has(plan: Plan, tmp_path: Path, name: str) -> None:
    days, events, rooms, persons, overlaps = COUNTED[name]
    expo = imported(plan, tmp_path / "fosdem.yaml", schedule(name))
    counted = (len(expo.days), len(expo.sessions), len(expo.rooms), len(expo.everyone))
    assert counted == (days, events, rooms, persons)
    report = checker.check(load(tmp_path / "fosdem.yaml"), expo.standing)
    assert [clash.rule for clash in report.clashes] == ["room_clash"] * overlaps


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [*COUNTED, "frab-camp2019.json", "pretalx-democon.json"])
@pytest.mark.parametrize("to", ["frab-xml", "frab-json"])
def test_exported_and_imported_again_it_is_the_same_scenario(plan: Plan, tmp_path: Path, name: str, to: str) -> None:
    first = imported(plan, tmp_path / "first.yaml", schedule(name))
    again = tmp_path / f"schedule.{to[5:]}"
    again.write_bytes(export(make_agenda(first, first.standing), to))
    second = imported(plan, tmp_path / "second.yaml", again)
    assert bare(second) == bare(first)


def test_our_own_releases_come_back(plan: Plan, tmp_path: Path, scenarios: Path) -> None:
    """But for what a schedule.xml has no word for: set-up, capacity, rules, equipment."""
    plan("export", scenarios / "dicc-2023.yaml", "--to", "frab-xml", "-o", tmp_path / "schedule.xml")
    expo, own = (
        imported(plan, tmp_path / "again.yaml", tmp_path / "schedule.xml"),
        load(scenarios / "dicc-2023.yaml").expo,
    )
    assert (expo.id, expo.place, expo.categories[0].color) == ("dicc-2023", "大连世界博览广场", "slategray")
    assert expo.sessions.keys() == own.sessions.keys()
    for name, session in own.sessions.items():
        again = expo.sessions[name]
        assert (again.title, again.category, again.start, again.length, again.host) == (
            session.title,
            session.category,
            session.start,
            session.length,
            session.host,
        )


ROWS = [row.split("\t") for row in (DATA / "agenda-2023.tsv").read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_published_agenda_comes_in_and_goes_out_as_it_was(plan: Plan, tmp_path: Path, encoding: str) -> None:
    text = (DATA / "agenda-2023.txt").read_text("utf-8")
    (tmp_path / "agenda.txt").write_bytes(text.encode(encoding))
    expo = imported(plan, tmp_path / "s.yaml", tmp_path / "agenda.txt")
    agenda = make_agenda(expo, expo.standing)
    published = [[group.name, one.title, one.place, one.time] for group in agenda.groups for one in group.entries]
    assert sorted(published) == sorted(ROWS)
    assert [group.name for group in agenda.groups] == [*dict.fromkeys(row[0] for row in ROWS)]
    assert expo.note == "会议时间以当日会议安排为准。除特别注明外，会议地点均在大连世界博览广场。"
    assert expo.rooms["7AB"].cells == ("7A", "7B")
    report = checker.check(load(tmp_path / "s.yaml"), expo.standing)
    assert [clash.rule for clash in report.clashes] == ["host"]  # the white paper that ends ten minutes late


@pytest.mark.parametrize("format", ["md", "csv", "xlsx", "docx"])
def test_the_agenda_that_was_published_in_any_format_comes_back(
    plan: Plan, tmp_path: Path, scenarios: Path, format: str
) -> None:
    plan("export", scenarios / "dicc-2023.yaml", "--to", format, "-o", tmp_path / f"agenda.{format}")
    expo = imported(plan, tmp_path / "s.yaml", tmp_path / f"agenda.{format}")
    agenda = make_agenda(expo, expo.standing)
    published = [[group.name, one.title, one.place, one.time] for group in agenda.groups for one in group.entries]
    assert sorted(published) == sorted(ROWS)


def test_programmes_come_to_their_forums(plan: Plan, tmp_path: Path) -> None:
    files = [DATA / name for name in ("agenda-2023.txt", "forum-health-schedule.txt", "forum-standards-plan.txt")]
    expo = imported(plan, tmp_path / "s.yaml", *files)
    assert len(expo.sessions) == 57
    told = {one.title: one for one in expo.sessions.values() if one.programme}
    assert [*told] == ["标准赋能数字贸易高质量发展论坛", "数字大健康论坛"]
    assert (told["标准赋能数字贸易高质量发展论坛"].setup, told["标准赋能数字贸易高质量发展论坛"].attendance) == (
        30,
        100,
    )
    assert expo.people["翟瑞光"].role == "大连市商务局副局长"


def test_what_is_not_understood_is_told_with_its_line_and_the_rest_is_written(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "schedule.xml").write_text(
        """<schedule><conference><title>T</title></conference><day date="2023-07-06"><room name="A">
<event id="1"><start>09:00</start><duration>01:00</duration><title>Good</title></event>
<event id="2"><start>25:99</start><duration>01:00</duration><title>Bad</title></event>
</room></day></schedule>"""
    )
    ran = plan("import", tmp_path / "schedule.xml", "-o", tmp_path / "s.yaml", "--lang", "en")
    assert ran.code == 1
    assert "not understood and left out (1):" in ran.out and "schedule.xml:3:1" in ran.out
    assert [session.title for session in load(tmp_path / "s.yaml").expo.sessions.values()] == ["Good"]


def test_the_report_is_there_as_json(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        '<schedule><conference><title>T</title></conference><day date="2023-07-06"><room name="A">'
        "<event><start>09:00</start><duration>01:00</duration><title>One</title></event>"
        "<event><start>09:30</start><duration>01:00</duration><title>Two</title></event>"
        "<event><duration>01:00</duration><title>Three</title></event></room></day></schedule>"
    )
    ran = plan("import", tmp_path / "a.xml", "-o", tmp_path / "s.yaml", "--json", "--lang", "en")
    told = json.loads(ran.out)
    assert (ran.code, told["rows"], told["sessions"], told["errors"]) == (1, 3, 2, 1)
    assert told["not_understood"][0]["where"].endswith("a.xml:1:248")
    assert any("time zone" in guess["message"] for guess in told["guesses"])


def test_a_list_of_requests_is_to_be_placed(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text(
        "活动名称,时长,预计人数,期望时间,意向场地,嘉宾\n"
        "储能论坛,3小时,约120人,2027-05-20 下午,7号会议室 A厅、8号会议室,翟瑞光\n"
        "茶会,,,,,\n",
        encoding="gb18030",
    )
    ran = plan("import", tmp_path / "requests.csv", "-o", tmp_path / "s.yaml", "--lang", "en")
    assert ran.code == 1 and "requests.csv:3:1" in ran.out  # the tea says neither when nor how long
    assert "sessions not placed yet: 1; next: plan solve" in ran.out and "placed:" not in ran.out
    [session] = load(tmp_path / "s.yaml").expo.sessions.values()
    assert (session.length, session.attendance, session.rooms, session.people) == (180, 120, ("7A", "8"), ("翟瑞光",))


def test_a_scenario_that_is_there_is_left_as_it_is(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("mine")
    ran = plan("import", tmp_path / "a.xml", "-o", tmp_path / "s.yaml", "--lang", "en")
    assert ran.code == 2 and "already exists" in ran.err
    assert (tmp_path / "s.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.xml", None, "there is no such file"),
        ("empty.xml", b"", "the file is empty"),
        ("a.json", b'{"a": 1}', "schedule.json"),
        ("a.xml", b"<html></html>", "not a schedule"),
        ("a.xml", b"<schedule", "not well-formed XML"),
        ("a.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no sessions were found"),
        ("a.pdf", b"%PDF-1.7\n", "copy its text"),
        ("a.html", b"<html></html>", "no table"),
        ("a.txt", b"<!DOCTYPE html><html></html>", "no table"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "save it again as .docx"),
        ("a.ods", b"PK\x03\x04", "save it again as .xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "save it again as .xlsx"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(
    plan: Plan, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = plan("import", tmp_path / name, "-o", tmp_path / "s.yaml", "--lang", "en")
    assert ran.code == 2 and said in ran.err and name in ran.err
    assert not (tmp_path / "s.yaml").exists()
