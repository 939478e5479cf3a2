"""What is no scenario is answered with the command that makes one of it; what stands is not called pinned."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from conftest import Plan

CLASH = """
expo: {id: small, title: Small fair, timezone: Europe/Berlin, days: [2024-10-27], hours: 09:00-12:00, language: en}
rooms: [{id: A, name: Hall A}]
sessions:
  - {id: one, title: One, duration: 1h, start: 2024-10-27 09:00, room: A}
  - {id: two, title: Two, duration: 1h, start: 2024-10-27 09:30, room: A, pinned: true}
"""
FORMATS = {"xlsx": "agenda two.xlsx", "csv": "议程.csv", "docx": "agenda.docx", "ics": "all.ics", "frab-xml": "a.xml"}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_answer_is_the_import_that_reads_it(
    plan: Plan, scenarios: Path, tmp_path: Path, format: str, language: str
) -> None:
    path = tmp_path / FORMATS[format]
    assert plan("export", scenarios / "health-forum-plan.yaml", "--to", format, "-o", path).code == 0
    asked = plan("check", path, "--lang", language)
    assert asked.code == 2
    assert {"zh": "这不是方案文件", "en": "this is not a scenario"}[language] in asked.err
    [said] = re.findall(r"plan (import .+\.yaml'?)[)）]", asked.err)
    command = shlex.split(said)
    imported = plan(*command)
    assert imported.code in (0, 1)
    assert plan("check", command[-1]).code in (0, 1)


@pytest.mark.parametrize("command", ["solve", "explain", "repair", "publish", "where", "diff"])
def test_every_command_answers_alike(plan: Plan, tmp_path: Path, command: str) -> None:
    path = tmp_path / "agenda.txt"
    path.write_text("09:00 Opening\n", encoding="utf-8")
    (tmp_path / "agenda.yaml").touch()
    more: dict[str, list[str | Path]] = {"publish": ["-o", tmp_path / "out"], "where": ["opening"], "diff": [path]}
    ran = plan(command, path, *more.get(command, []))
    assert (ran.code, ran.out) == (2, "")
    assert f"plan import {path} -o {tmp_path / 'agenda-2.yaml'}" in ran.err


def test_a_copy_to_edit_is_answered_with_its_merge(plan: Plan, scenarios: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy.xlsx"
    plan("export", scenarios / "health-forum-plan.yaml", "--to", "xlsx", "--round-trip", "-o", path)
    ran = plan("solve", path)
    assert ran.code == 2
    assert f"plan import {path} -o SCENARIO" in ran.err


def test_a_scenario_of_another_name_keeps_its_own_mistakes(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "fair.txt"
    path.write_text(CLASH.replace("title: One", "titel: One"), encoding="utf-8")
    ran = plan("check", path)
    assert ran.code == 2
    assert "titel" in ran.err
    assert "plan import" not in ran.err


def test_a_kind_that_is_not_read_says_what_to_do(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "agenda.pdf"
    path.write_bytes(b"%PDF-1.7")
    assert "copy its text and paste it into a .txt file" in plan("check", path).err


def test_a_conflict_says_stays_of_what_merely_stands(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "clash.yaml"
    path.write_text(CLASH, encoding="utf-8")
    ran = plan("explain", path, "--json")
    rules = {demand["where"][0].split(":")[1]: demand["rule"] for demand in json.loads(ran.out)["conflict"]}
    assert rules == {"3": "room_clash", "5": "keep", "6": "pinned"}
    said = plan("explain", path).out
    assert "“One” stays at Sun 27 Oct 09:00, Hall A" in said
    assert "“Two” is pinned to Sun 27 Oct 09:30, Hall A" in said
    assert "move “One” to" in said


def test_a_way_out_frees_what_merely_stands(plan: Plan, tmp_path: Path) -> None:
    path, changed = tmp_path / "clash.yaml", tmp_path / "changed.yaml"
    path.write_text(CLASH, encoding="utf-8")
    ways = json.loads(plan("explain", path, "--json").out)["repairs"]
    number = next(n for n, way in enumerate(ways, 1) if any(one["rule"] == "keep" for one in way["give_up"]))
    assert plan("explain", path, "--apply", number, "-o", changed).code == 1
    assert "{id: one, title: One, duration: 1h}" in changed.read_text(encoding="utf-8")
    assert plan("solve", changed, "-o", tmp_path / "out").code == 0
