"""The command line: what people type, what they get, and how it ends."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from conftest import Plan

from expo_planner.interface import cli
from expo_planner.interface.text.progress import progress
from expo_planner.publishing.formats import FORMATS
from expo_planner.rules import RULES
from expo_planner.solver import search
from expo_planner.solver.limits import Progress, SearchResult
from expo_planner.version import __version__

SMALL = """
expo: {id: small, title: Small fair, timezone: Europe/Berlin, days: [2024-10-27], hours: 09:00-12:00, language: en}
categories: [Forums]
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}, {id: AB, name: Hall A+B, cells: [A, B]}]
sessions:
  - {id: opening, title: Opening, duration: 1h, rooms: [AB], category: Forums}
  - {id: panel, title: "Panel [bold]; =1+1", duration: 90min, priority: 3}
  - {id: extra, title: Extra, duration: 3h, priority: 1}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_solve_writes_everything(plan: Plan, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = plan("solve", small, "--out", out, "--workers", 1)
    assert ran.code == 0
    assert "optimal" in ran.out
    assert "left out: “Extra”" in ran.out
    files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    feeds = {"all", "category-1", "room-A", "room-AB"}
    assert files >= {"schedule.json", "agenda.md", "agenda.html", "agenda.xlsx", "board.svg"}
    assert files >= {f"calendars/{feed}.ics" for feed in feeds}
    document = json.loads((out / "schedule.json").read_text(encoding="utf-8"))
    assert (document["status"], document["cost"], document["left_out"]) == ("optimal", 1, ["extra"])
    assert document["left_out_because"].keys() == {"extra"}


def test_the_garbage_collector_is_left_on(plan: Plan, small: Path) -> None:
    for text in (SMALL, "nonsense: ["):
        small.write_text(text, encoding="utf-8")
        plan("check", small)
        assert gc.isenabled()


def test_the_default_folder_is_named_after_the_expo(plan: Plan, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.parent)
    assert plan("solve", small, "--quiet").out == ""
    assert (small.parent / "out" / "small" / "schedule.json").exists()


def test_json_is_one_document_and_the_rest_is_on_standard_error(plan: Plan, small: Path, tmp_path: Path) -> None:
    ran = plan("solve", small, "--json", "-o", tmp_path / "out")
    assert json.loads(ran.out) == json.loads((tmp_path / "out" / "schedule.json").read_text(encoding="utf-8"))
    assert json.loads(ran.out)["schema"] == "expo-planner/schedule/1"


def test_a_schedule_file_is_checked_instead_of_the_scenario(plan: Plan, small: Path, tmp_path: Path) -> None:
    assert plan("check", small).code == 1
    plan("solve", small, "-o", tmp_path / "out", "-q")
    ran = plan("check", small, "--schedule", tmp_path / "out" / "schedule.json")
    assert (ran.code, ran.out) == (0, "2 of 3 sessions placed; errors: 0, warnings: 0, waived: 0\n")


def test_a_session_without_a_place_is_reported_with_its_line(plan: Plan, small: Path) -> None:
    ran = plan("check", small, "--lang", "zh")
    assert ran.code == 1
    assert f"{small}:6:5: 错误: placed: “Opening”尚未排定" in ran.out


def test_where_no_schedule_exists_the_clashing_demands_are_named(plan: Plan, scenarios: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = plan("solve", scenarios / "no-solution.yaml", "--json", "-o", out)
    document = json.loads(ran.out)
    assert (ran.code, document["status"], document["cost"]) == (1, "infeasible", None)
    assert {"before", "room_fit", "time_window", "room_open"} <= {demand["rule"] for demand in document["conflict"]}
    assert all(demand["where"] and demand["message"] for demand in document["conflict"])
    assert not out.exists()
    spoken = plan("solve", scenarios / "no-solution.yaml")
    assert spoken.code == 1
    assert "needs 500 seats" in spoken.out


def test_standing_sessions_that_clash_are_the_conflict(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "clash.yaml"
    path.write_text(
        SMALL.replace("rooms: [AB]", "start: 2024-10-27 09:00, room: AB").replace(
            "duration: 90min", "duration: 90min, start: 2024-10-27 09:30, room: B"
        ),
        encoding="utf-8",
    )
    ran = plan("solve", path, "--json", "-o", tmp_path / "out")
    conflict = json.loads(ran.out)["conflict"]
    assert ran.code == 1
    assert [demand["rule"] for demand in conflict] == ["room_clash", "keep", "keep"]
    assert [demand["where"][0].rpartition(":")[0] for demand in conflict] == [
        f"clash.yaml:{line}" for line in (4, 6, 7)
    ]
    assert plan("solve", path, "--afresh", "-o", tmp_path / "out").code == 0


def test_no_answer_in_time_is_never_called_infeasible(
    plan: Plan, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = SearchResult("unknown", None, 0, 0)
    monkeypatch.setattr(search, "search", lambda *_, **__: unknown)
    ran = plan("solve", small, "-o", tmp_path / "out", "--time-limit", 0.5)
    assert ran.code == 3
    assert "--time-limit" in ran.out
    assert not (tmp_path / "out").exists()


def test_a_schedule_that_the_checker_refuses_is_never_written(
    plan: Plan, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = search.search

    def wrong(*arguments: Any, **options: Any) -> SearchResult:
        right = found(*arguments, **options)
        return replace(right, claimed=right.claimed + 1)

    monkeypatch.setattr(search, "search", wrong)
    ran = plan("solve", small, "-o", tmp_path / "out")
    assert ran.code == cli.BUG
    assert "Internal error; nothing was written" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (SMALL.replace("hours: 09:00-12:00", "hours: 9:00-25:00"), "bad.yaml:2:"),
        (SMALL.replace("duration: 1h", "duration: 60"), "bad.yaml:6:"),
        (SMALL.replace("rooms: [AB]", "rooms: [AX]"), "bad.yaml:6:"),
        (SMALL + "sessions: []\n", "bad.yaml:9:1: sessions"),
        ("expo: [", "bad.yaml:"),
        ("\x00\x01", "bad.yaml:"),
        ("", "bad.yaml:"),
    ],
)
@pytest.mark.parametrize("command", ["check", "solve"])
def test_bad_input_ends_with_its_places_and_writes_nothing(
    plan: Plan, tmp_path: Path, command: str, content: str, expected: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(content, encoding="utf-8")
    ran = plan(command, path, "--json", *(["-o", tmp_path / "out"] if command == "solve" else []))
    assert ran.code == 2
    assert ran.out == ""
    assert expected in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_named(plan: Plan, tmp_path: Path, name: str) -> None:
    ran = plan("check", tmp_path / name)
    assert ran.code == 2
    assert str(tmp_path / name) in ran.err


def test_problems_are_told_in_chinese(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL.replace("rooms: [AB]", "rooms: [AX]"), encoding="utf-8")
    assert "AX" in plan("check", path, "--lang", "zh").err
    assert plan("check", path, "--lang", "zh").err != plan("check", path, "--lang", "en").err


def test_an_output_folder_that_cannot_be_written_is_named(plan: Plan, small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = plan("solve", small, "-o", tmp_path / "file")
    assert ran.code == 2
    assert "--out" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "x.yaml", "--lang", "fr"],
        ["solve", "x.yaml", "--workers", "0"],
        ["nonsense"],
        ["export", "x.yaml"],
    ],
)
def test_wrong_usage_ends_with_2(plan: Plan, arguments: list[str]) -> None:
    ran = plan(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err


def test_rules_lists_and_explains(plan: Plan) -> None:
    listed = plan("rules").out
    assert all(name in listed for name in RULES)
    for name in RULES:
        assert RULES[name].title.zh in plan("rules", name, "--lang", "zh").out
    catalogue = json.loads(plan("rules", "--json").out)["rules"]
    assert [rule["name"] for rule in catalogue] == sorted(RULES)
    unknown = plan("rules", "room_crash")
    assert unknown.code == 2
    assert "plan rules" in unknown.err


def test_schema_is_the_one_beside_the_scenarios(plan: Plan, scenarios: Path) -> None:
    assert plan("schema").out == (scenarios / "scenario.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_scenario_solves(plan: Plan, tmp_path: Path, language: str) -> None:
    ran = plan("new", tmp_path / "fair", "--lang", language)
    path = tmp_path / "fair" / "scenario.yaml"
    assert (ran.code, str(path) in ran.out) == (0, True)
    assert plan("solve", path, "-o", tmp_path / "out", "-q").code == 0
    again = plan("new", tmp_path / "fair", "--quiet")
    assert again.code == 2
    assert str(path) in again.err


@pytest.mark.parametrize("format", [*FORMATS, "json"])
def test_export_writes_one_format(plan: Plan, scenarios: Path, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"agenda.{format}"
    assert plan("export", scenarios / "dicc-2023.yaml", "--to", format, "-o", target).code == 0
    assert target.stat().st_size > 1000


def test_export_goes_to_standard_output(plan: Plan, scenarios: Path) -> None:
    assert "专题展览" in plan("export", scenarios / "dicc-2023.yaml", "--to", "md").out
    document = json.loads(plan("export", scenarios / "dicc-2023.yaml", "--to", "json", "-o", "-").out)
    assert len(document["sessions"]) == 57
    unknown = plan("export", scenarios / "dicc-2023.yaml", "--to", "pdf")
    assert unknown.code == 2
    assert "xlsx" in unknown.err


def test_version_and_help(plan: Plan) -> None:
    assert plan("--version").out == f"plan {__version__}\n"
    helped = plan("--help").out
    assert all(command in helped for command in ("new", "check", "solve", "diff", "export", "rules", "schema"))


def test_tables_on_a_terminal(plan: Plan, scenarios: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    shown = plan("check", scenarios / "dicc-2023.yaml").out
    assert "已豁免" in shown
    assert "dicc-2023.yaml:" in shown


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("en", quiet=False) as watch:
        assert watch is not None
        watch(Progress(0.1, None, 0))
        watch(Progress(0.2, 20, 10))
        watch(Progress(0.3, 0, 0))
    with progress("en", quiet=True) as silent:
        assert silent is None
    capsys.readouterr()


@pytest.mark.skipif(os.name != "posix", reason="sends the signal of Ctrl-C as POSIX does")
def test_ctrl_c_keeps_the_best_schedule_so_far(scenarios: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "expo_planner", "solve", str(scenarios / "tight.yaml"), "-o", str(tmp_path)]
    with subprocess.Popen(
        [*command, "--workers", "1", "--time-limit", "600"], stdout=subprocess.PIPE, text=True
    ) as run:
        time.sleep(15)
        run.send_signal(signal.SIGINT)
        printed, _ = run.communicate(timeout=60)
    assert run.returncode == 0
    assert "stopped: the best schedule so far" in printed
    assert json.loads((tmp_path / "schedule.json").read_text(encoding="utf-8"))["status"] == "feasible"


def events_of(calendar: icalendar.Calendar) -> list[dict[str, Any]]:
    return [dict(event) for event in calendar.walk("VEVENT")]


def feeds(folder: Path) -> Iterator[tuple[str, icalendar.Calendar]]:
    for path in sorted((folder / "calendars").glob("*.ics")):
        yield path.stem, icalendar.Calendar.from_ical(path.read_bytes())


@pytest.mark.parametrize("name", ["dicc-2023", "conference-grid"])
def test_feeds_say_what_the_schedule_says(plan: Plan, scenarios: Path, tmp_path: Path, name: str) -> None:
    plan("solve", scenarios / f"{name}.yaml", "-o", tmp_path, "-q")
    document = json.loads((tmp_path / "schedule.json").read_text(encoding="utf-8"))
    planned = {
        session["id"]: (datetime.fromisoformat(session["start"]), datetime.fromisoformat(session["end"]))
        for session in document["sessions"]
    }
    rooms = {session["room"] for session in document["sessions"]}
    read = dict(feeds(tmp_path))
    assert {f"room-{room}" for room in rooms} <= set(read)
    for calendar in read.values():
        events: dict[str, list[tuple[datetime, datetime]]] = {}
        for event in events_of(calendar):
            session = str(event["UID"]).partition("@")[0].partition("-d")[0]
            session = session if session in planned else str(event["UID"]).partition("@")[0]
            span = (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC))
            events.setdefault(session, []).append(span)
        for session, spans in events.items():
            assert (min(spans)[0], max(spans)[1]) == planned[session]
    everything = [event["UID"].partition("@")[0] for event in events_of(read["all"])]
    assert set(planned) <= set(everything)
