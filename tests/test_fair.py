"""The real 2023 fair: what is true of it, and what a small change breaks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Plan

from expo_planner.checker import check
from expo_planner.files.read.load import load, loads
from expo_planner.publishing.agenda import make_agenda
from expo_planner.rules.requirements import Clash

REPORT, HOST = "bigdata-whitepaper", "ccf-1"


@pytest.fixture
def fair(scenarios: Path) -> str:
    return (scenarios / "dicc-2023.yaml").read_text(encoding="utf-8")


def clashes(text: str) -> list[Clash]:
    scenario = loads(text, name="dicc-2023.yaml")
    return [clash for clash in check(scenario, scenario.expo.standing).clashes if clash.waiver is None]


def changed(text: str, session: str, *, start: str, duration: str) -> str:
    """The file with one session at another time."""
    head, mark, tail = text.partition(f"  - id: {session}\n")
    assert mark
    lines = tail.splitlines()
    for number, line in enumerate(lines):
        name = line.strip().partition(":")[0]
        if name == "start":
            lines[number] = f"    start: {start}"
        if name == "duration":
            lines[number] = f"    duration: {duration}"
        if line.startswith("  - "):
            break
    return head + mark + "\n".join(lines) + "\n"


def test_53_activities_and_4_reports(fair: str) -> None:
    sessions = loads(fair).expo.sessions.values()
    assert len([session for session in sessions if session.host is None]) == 53
    assert len([session for session in sessions if session.host is not None]) == 4
    assert all(session.room and session.start is not None for session in sessions)


def test_the_published_agenda_has_the_rows_of_the_real_one(fair: str) -> None:
    expo = loads(fair).expo
    agenda = make_agenda(expo, expo.standing)
    rows = [(group.name, entry.title, entry.place, entry.time) for group in agenda.groups for entry in group.entries]
    golden = (Path(__file__).parent / "data" / "agenda-2023.tsv").read_text(encoding="utf-8")
    assert rows == [tuple(line.split("\t")) for line in golden.splitlines() if not line.startswith("#")]
    assert agenda.note == "会议时间以当日会议安排为准。除特别注明外，会议地点均在大连世界博览广场。"


def test_its_one_oddity_is_waived(plan: Plan, scenarios: Path) -> None:
    ran = plan("check", scenarios / "dicc-2023.yaml", "--json")
    document = json.loads(ran.out)
    assert (ran.code, document["errors"], document["warnings"], document["waived"]) == (0, 0, 0, 1)
    (clash,) = document["clashes"]
    assert clash["rule"] == "host"
    assert clash["severity"] == "error"
    assert clash["sessions"] == [REPORT, HOST]
    assert clash["waived"]["by"] == "秘书处"


def test_without_the_waiver_it_is_an_error_that_names_all(plan: Plan, fair: str, tmp_path: Path) -> None:
    path = tmp_path / "dicc-2023.yaml"
    path.write_text(fair[: fair.index("\nwaivers:")] + "\n", encoding="utf-8")
    ran = plan("check", path)
    expo = load(path).expo
    assert ran.code == 1
    for session in (expo.sessions[REPORT], expo.sessions[HOST]):
        assert session.title in ran.out
        assert str(session.source) in ran.out
    assert "7号会议室 A厅" in ran.out
    assert "10分钟" in ran.out


def test_the_joined_hall_meets_one_of_its_cells(fair: str) -> None:
    (clash,) = clashes(changed(fair, "project-management", start="2023-07-06 11:55", duration="1h"))
    assert clash.rule == "room_clash"
    assert clash.rooms == ("7A", "7AB") or clash.rooms == ("7AB", "7A")
    message = clash.message.say("zh")
    assert "同时占用7号会议室 A厅" in message
    assert "重叠5分钟" in message


def test_the_joined_hall_leaves_too_little_time_before_a_cell(fair: str) -> None:
    text = changed(fair, "project-management", start="2023-07-07 08:00", duration="20min")
    assert clashes(text) == []
    text = text.replace("\nwaivers:", "\nrules:\n  - room_clash: {turnover: 15min}\n\nwaivers:")
    (clash,) = clashes(text)
    assert clash.rule == "room_clash"
    message = clash.message.say("zh")
    assert "7号会议室 B厅" in message
    assert "只留出10分钟" in message
    assert "需要15分钟" in message


def test_its_requests_have_a_best_schedule(plan: Plan, scenarios: Path, tmp_path: Path) -> None:
    ran = plan("solve", scenarios / "dicc-2023-requests.yaml", "--afresh", "--json", "-o", tmp_path)
    document = json.loads(ran.out)
    assert (ran.code, document["status"], document["gap"]) == (0, "optimal", 0.0)
    assert len(document["sessions"]) == 57
    assert not [clash for clash in document["clashes"] if clash["severity"] == "error"]
