"""Common breaks: when they are, and for how many people."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.load import loads
from expo_planner.interface.cli import app
from expo_planner.planner.breaks import breaks_of
from expo_planner.planner.solve import solve
from expo_planner.solver.limits import Effort

SCENARIO = """
expo: {id: tea, title: Tea, timezone: Europe/Lisbon, days: 2027-05-20, hours: 09:00-18:00, language: en}
rooms: [{id: A}, {id: B}]
sessions:
  - {id: one, title: One, duration: 1h, attendance: 50, start: 2027-05-20 09:00, room: A, tags: [x]}
  - {id: two, title: Two, duration: 20min, attendance: 70, start: 2027-05-20 10:00, room: A, tags: [x]}
  - {id: three, title: Three, duration: 1h, attendance: 30, start: 2027-05-20 09:00, room: B, tags: [x]}
  - {id: four, title: Four, duration: 2h, attendance: 20, start: 2027-05-20 11:30, room: B, tags: [x]}
  - {id: five, title: Five, duration: 1h, attendance: 900, start: 2027-05-20 09:00, room: B}
rules:
  - breaks: {sessions: {tag: x}, at: 10:15, for: 30min, shift: 30min}
  - breaks: {sessions: {tag: x}, at: 15:00, for: 15min}
"""


def test_a_break_is_as_near_as_it_can_be_and_counts_the_fullest_session_of_each_room() -> None:
    scenario = loads(SCENARIO)
    first, second = breaks_of(scenario, scenario.expo.standing)
    assert first.time is not None and scenario.expo.clock.iso(first.time.start) == "2027-05-20T10:20:00+01:00"
    assert (first.people, set(first.sessions)) == (100, {"two", "three"})
    assert (second.people, second.sessions) == (20, ("four",))  # those of the morning had theirs


def test_a_session_in_the_way_leaves_no_break() -> None:
    scenario = loads(SCENARIO.replace("duration: 20min", "duration: 1h"))
    assert [one.time is None for one in breaks_of(scenario, scenario.expo.standing)] == [True, False]
    assert breaks_of(scenario, Schedule())[0].people == 0


def test_the_command_tells_it_in_text_and_json(tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(SCENARIO, encoding="utf-8")
    asked = ["check", str(tmp_path / "tea.yaml"), "--breaks", "--lang", "en"]
    said = CliRunner().invoke(app, asked).output
    assert "Thu 20 May 10:20–10:50" in said and "100" in said
    document = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert [one["people"] for one in document["breaks"]] == [100, 20]


def test_a_break_with_a_label_is_shown_in_the_agenda_in_either_language(tmp_path: Path) -> None:
    labelled = SCENARIO.replace("at: 15:00,", "at: 15:00, label: 茶歇, label_en: Coffee,")
    labelled = labelled.replace("attendance: 900, start: 2027-05-20 09:00, room: B", "start: 2027-05-20 16:00, room: B")
    (tmp_path / "tea.yaml").write_text(labelled, encoding="utf-8")
    for language, row in (("zh", "| 茶歇 | 2027-05-20 15:00-15:15 |"), ("en", "| Coffee | 2027-05-20 15:00-15:15 |")):
        asked = ["export", str(tmp_path / "tea.yaml"), "--to", "md", "--language", language]
        said = CliRunner().invoke(app, asked).output
        assert row in said and "10:20-10:50" not in said  # the one without a label is the caterer's alone
    published = CliRunner().invoke(app, ["publish", str(tmp_path / "tea.yaml"), "--out", str(tmp_path / "web")])
    assert published.exit_code == 0
    page = (tmp_path / "web" / "index.html").read_text(encoding="utf-8")
    assert '<p class="pause"><span class="time">15:00–15:15</span>' in page
    assert "Coffee" in (tmp_path / "web" / "agenda.html").read_text(encoding="utf-8")


def test_a_waiver_of_other_sessions_covers_no_break() -> None:
    """Found by a random expo: the solver took a waiver that names a session elsewhere for one of this break."""
    asked = SCENARIO[: SCENARIO.index("sessions:")]
    sessions = "sessions: [{id: a, title: A, duration: 9h}, {id: b, title: B, duration: 9h, priority: 3}]\n"
    rules = 'rules: [breaks: {sessions: [a], at: "12:00", for: 30min}]\n'
    waived = "waivers: [{rule: breaks, sessions: [%s], by: me, why: known}]\n"
    assert solve(loads(asked + sessions + rules + waived % "b"), Effort(workers=1)).status == "infeasible"
    assert solve(loads(asked + sessions + rules + waived % "a"), Effort(workers=1)).status == "optimal"
