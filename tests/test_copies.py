"""Copies of a scenario, workbooks and csv tables: unedited they change nothing, edited they bring back the edits."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan
from copies import NASTY, meaning, scenarios
from hypothesis import given, settings
from openpyxl import load_workbook

from expo_planner.domain.problems import BadInput
from expo_planner.files.edit.as_written import read_written
from expo_planner.files.read.load import load
from expo_planner.publishing.agenda import make_agenda
from expo_planner.roundtrip import render, scenario_text
from expo_planner.roundtrip.merge import Merged, is_copy, merge_copy, whole
from expo_planner.roundtrip.merge.read_cells import guarded, unguarded

ANY_SCENARIO = settings(max_examples=25)


def copied(scenario: Path, format: str) -> Path:
    """A copy of a scenario beside it."""
    loaded = load(scenario)
    files = render(read_written(scenario).sections, format, make_agenda(loaded.expo, loaded.expo.standing), {})
    if format == "csv":
        folder = scenario.with_name("copy")
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return folder
    [(name, content)] = files.items()
    path = scenario.with_name(f"copy{Path(name).suffix}")
    path.write_bytes(content)
    return path


def nothing_new(merged: Merged) -> bool:
    return merged.based and not (merged.changes or merged.conflicts or merged.already or merged.files)


@pytest.mark.exhaustive
@ANY_SCENARIO
@given(scenarios())
def test_any_scenario_comes_back_as_it_was_from_every_format(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.json"
        path.write_text(text, encoding="utf-8")
        before = meaning(load(path))
        for format in ("xlsx", "csv"):
            copy = copied(path, format)
            assert is_copy(copy)
            assert nothing_new(merge_copy(copy, path))
            again = Path(folder) / "again.yaml"
            again.write_text(scenario_text(whole(copy), again.name), encoding="utf-8", newline="")
            assert meaning(load(again)) == before
        for format in ("json", "yaml"):
            assert meaning(load(copied(path, format))) == before


@pytest.mark.parametrize("format", ["xlsx", "csv", "json", "yaml"])
def test_a_nasty_scenario_comes_back_as_it_was(tmp_path: Path, format: str) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(NASTY, encoding="utf-8")
    copy = copied(path, format)
    if format in ("json", "yaml"):
        assert meaning(load(copy)) == meaning(load(path))
    else:
        assert nothing_new(merge_copy(copy, path))
        path.unlink()
        path.write_text(scenario_text(whole(copy), path.name), encoding="utf-8")
        before = tmp_path / "before.yaml"
        before.write_text(NASTY, encoding="utf-8")
        assert meaning(load(path)) == meaning(load(before))


def test_equal_scenarios_give_equal_bytes(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(NASTY, encoding="utf-8")
    assert copied(path, "xlsx").read_bytes() == copied(path, "xlsx").read_bytes()


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(NASTY, encoding="utf-8")
    book = load_workbook(copied(path, "xlsx"))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    rows = list(csv.reader(io.StringIO((copied(path, "csv") / "sessions.csv").read_text(encoding="utf-8-sig"))))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert all(unguarded(guarded(text)) == text for text in ("=1", "'=1", "'", "a", "''", "\t", "'a"))


def test_spreadsheets_show_what_is_written_even_where_it_looks_like_an_escape(fair: Path) -> None:
    fair.write_text(FAIR.replace("title: One", "title: _x0041_ One"), encoding="utf-8")
    with zipfile.ZipFile(copied(fair, "xlsx")) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    [shown] = re.findall("<t>([^<]*One)</t>", sheet)
    assert shown.replace("_x005F_", "_") == "_x0041_ One"  # as spreadsheets read it, once


FAIR = """\
# a fair
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-18:00, language: en}
rooms:
  - {id: A, name: Hall A, capacity: 50}   # the only one
  - {id: B, name: Hall B, capacity: 50}
people: [{id: ann, away: [2023-07-06 09:00-10:00]}]
sessions:
  - {id: one, title: One, duration: 1h, attendance: 9, people: [ann], start: 2023-07-06 10:00, room: A}   # first
  # about two
  - id: two      # newcomer
    title: Two
    duration: 1h
    attendance: 40
    programme:
      - {for: 20min, title: Words}
      - {for: 10min, title: More}
rules:
  - before: {sessions: [one, two], gap: 0min}   # in this order
goals: {hire: 1}
"""


@pytest.fixture
def fair(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text(FAIR, encoding="utf-8")
    return path


def edit(copy: Path, change: Callable[[dict[str, list[list[object]]]], None]) -> None:
    """Edits a copy as a person would; sheets are lists of rows."""
    if copy.is_dir():
        sheets: dict[str, list[list[object]]] = {
            one.stem: [list(row) for row in csv.reader(io.StringIO(one.read_text(encoding="utf-8-sig"), newline=""))]
            for one in copy.glob("*.csv")
        }
        change(sheets)
        for name, rows in sheets.items():
            text = io.StringIO(newline="")
            csv.writer(text).writerows(rows)
            (copy / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8-sig", newline="")
        return
    book = load_workbook(copy)
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    change(sheets)
    for sheet in book:
        for number, row in enumerate(sheets[sheet.title], start=1):
            for column, value in enumerate(row, start=1):
                cell: Any = sheet.cell(number, column)
                if cell.value != value:
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"  # as in cells that are formatted as text
        if len(sheets[sheet.title]) < sheet.max_row:
            sheet.delete_rows(len(sheets[sheet.title]) + 1, 1000)
    book.save(copy)


def put(rows: list[list[object]], name: str, column: str, value: object) -> None:
    row = next(row for row in rows if row[0] == name)
    row[rows[0].index(column)] = value


def without_last_session(sheets: dict[str, list[list[object]]]) -> None:
    sheets["sessions"].pop()


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_what_was_edited_comes_back_and_nothing_else_changes(fair: Path, format: str) -> None:
    copy = copied(fair, format)

    def change(sheets: dict[str, list[list[object]]]) -> None:
        put(sheets["sessions"], "one", "room", "B")
        put(sheets["sessions"], "one", "people", "ann、bob")
        put(sheets["sessions"], "two", "attendance", 30)
        sheets["sessions"][1:] = sheets["sessions"][:0:-1]  # sorted the other way round
        head = sheets["sessions"][0]
        sheets["sessions"].append([{"id": "three", "title": "=3", "duration": "30min"}.get(str(name)) for name in head])
        sheets["rest"].append(["goals.busy_people", 3])
        sheets["rules"][1][2] = 5
        put(sheets["programme"], "two", "title", "Words, words")
        sheets["people"].pop()

    edit(copy, change)
    merged = merge_copy(copy, fair)
    assert not merged.conflicts
    text = merged.files[fair].decode()
    expected = (
        FAIR.replace(
            "people: [ann], start: 2023-07-06 10:00, room: A", "people: [ann, bob], start: 2023-07-06 10:00, room: B"
        )
        .replace("attendance: 40", "attendance: 30")
        .replace("      - {for: 20min, title: Words}\n      - {for: 10min, title: More}\n", "@")
        .replace("gap: 0min}", "gap: 0min, weight: 5}")
        .replace("goals: {hire: 1}", "goals: {hire: 1, busy_people: 3}")
        .replace("people: [{id: ann, away: [2023-07-06 09:00-10:00]}]", "people: []")
    )
    before, after = expected.split("@")
    assert text.startswith(before)
    assert text.endswith(after.replace("rules:", '  - id: three\n    title: "=3"\n    duration: 30min\nrules:'))
    fair.write_bytes(merged.files[fair])
    two = load(fair).expo.sessions["two"]
    assert [item.title for item in two.programme] == ["Words, words", "More"]
    assert str(merged.place(merged.changes[0])).startswith("copy")


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_nobodys_edit_is_lost_where_both_edited(fair: Path, format: str) -> None:
    copy = copied(fair, format)

    def change(sheets: dict[str, list[list[object]]]) -> None:
        put(sheets["sessions"], "one", "attendance", 20)
        put(sheets["sessions"], "one", "title", "First")
        put(sheets["sessions"], "two", "title", "Second")

    edit(copy, change)
    now = (
        FAIR.replace("attendance: 9", "attendance: 30")
        .replace("title: Two", "title: Second")
        .replace("hire: 1", "hire: 2")
    )
    fair.write_text(now, encoding="utf-8")
    merged = merge_copy(copy, fair)
    [conflict] = merged.conflicts
    assert (conflict.name, conflict.field, conflict.base, conflict.theirs, conflict.ours) == (
        *("one", "attendance", "9", "20", "30"),
    )
    assert [change.new for change in merged.already] == ["Second"]
    text = merged.files[fair].decode()
    note = f"  # {merged.place(conflict)} has attendance: 20\n"
    assert text == now.replace("title: One", "title: First").replace("  - {id: one", f"{note}  - {{id: one")
    fair.write_bytes(merged.files[fair])
    again = merge_copy(copy, fair)
    assert not again.files and len(again.conflicts) == 1 and not again.changes


def test_removed_there_and_changed_here_is_a_conflict(fair: Path) -> None:
    copy = copied(fair, "xlsx")
    edit(copy, without_last_session)
    fair.write_text(FAIR.replace("title: Two", "title: Second"), encoding="utf-8")
    merged = merge_copy(copy, fair)
    assert [(one.name, one.field, one.theirs) for one in merged.conflicts] == [("two", "", None)]
    assert "  # copy.xlsx no longer has this\n  - id: two" in merged.files[fair].decode()


def test_a_removal_that_leaves_a_rule_hanging_is_told_and_nothing_is_made(fair: Path) -> None:
    copy = copied(fair, "xlsx")
    edit(copy, without_last_session)
    with pytest.raises(BadInput) as refused:
        merge_copy(copy, fair)
    assert "two" in str(refused.value)


def test_mistakes_are_told_with_their_cells(fair: Path) -> None:
    copy = copied(fair, "xlsx")
    edit(copy, lambda sheets: put(sheets["sessions"], "two", "room", "C"))
    with pytest.raises(BadInput) as refused:
        merge_copy(copy, fair)
    [problem] = refused.value.problems
    column = next(index for index, cell in enumerate(load_workbook(copy)["sessions"][1]) if cell.value == "room")
    assert str(problem.source) == f"{copy}!sessions!{chr(65 + column)}3"


def test_a_copy_without_its_base_removes_nothing(fair: Path) -> None:
    copy = copied(fair, "csv")
    (copy / "base.json").unlink()

    def change(sheets: dict[str, list[list[object]]]) -> None:
        put(sheets["sessions"], "one", "title", "First")
        sheets["sessions"].pop()
        sheets["programme"][1:] = []

    edit(copy, change)
    merged = merge_copy(copy, fair)
    assert not merged.based
    assert [change.new for change in merged.changes] == ["First"]
    assert [one.name for one in merged.conflicts] == ["two"]


def test_sections_in_csv_tables_are_edited_there(tmp_path: Path) -> None:
    head = FAIR.split("rooms:")[0]
    (tmp_path / "sessions.csv").write_bytes(
        'id,title,duration,people\r\none,"One, again",1h,"ann,bob"\r\n\r\ntwo, Two ,1h\r\n'.encode("utf-8-sig")
    )
    path = tmp_path / "scenario.yaml"
    path.write_text(head + "rooms: [{id: A}]\nsessions: sessions.csv   # a table\n", encoding="utf-8")
    copy = copied(path, "xlsx")
    assert nothing_new(merge_copy(copy, path))

    def change(sheets: dict[str, list[list[object]]]) -> None:
        put(sheets["sessions"], "one", "people", "ann, bob, zoe")
        put(sheets["sessions"], "two", "room", "A")
        added = {"id": "three", "title": "Three", "duration": "2h"}
        sheets["sessions"].append([added.get(str(name)) for name in sheets["sessions"][0]])

    edit(copy, change)
    merged = merge_copy(copy, path)
    assert [*merged.files] == [tmp_path / "sessions.csv"]
    assert merged.files[tmp_path / "sessions.csv"].decode("utf-8-sig") == (
        'id,title,duration,people,room\r\none,"One, again",1h,"ann, bob, zoe"\r\n\r\n'
        "two, Two ,1h,,A\r\nthree,Three,2h,,\r\n"
    )


def test_a_scenario_and_its_table_change_together_or_not_at_all(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, table = tmp_path / "scenario.yaml", tmp_path / "tables" / "sessions.csv"
    table.parent.mkdir()
    table.write_text("id,title,duration\none,One,1h\n", encoding="utf-8")
    path.write_text(FAIR.split("rooms:")[0] + "rooms: [{id: A}]\nsessions: tables/sessions.csv\n", encoding="utf-8")
    copy = copied(path, "xlsx")

    def change(sheets: dict[str, list[list[object]]]) -> None:
        put(sheets["sessions"], "one", "duration", "2h")
        put(sheets["rooms"], "A", "name", "Hall A")

    edit(copy, change)
    before = path.read_bytes(), table.read_bytes()
    replace, calls = os.replace, list[object]()

    def refuses_the_second(*names: Any) -> None:
        calls.append(names)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(*names)

    with monkeypatch.context() as patched:
        patched.setattr("expo_planner.publishing.files.os.replace", refuses_the_second)
        assert plan("import", copy, "-o", path).code == 2
    assert (path.read_bytes(), table.read_bytes()) == before
    assert plan("import", copy, "-o", path).code == 0
    assert "2h" in table.read_text(encoding="utf-8") and "Hall A" in path.read_text(encoding="utf-8")


def test_the_commands_export_and_import_say_what_comes_of_it(plan: Plan, fair: Path, tmp_path: Path) -> None:
    copy = tmp_path / "book.xlsx"
    assert plan("export", fair, "--to", "xlsx", "--round-trip", "-o", copy).code == 0
    ran = plan("import", copy, "-o", fair)
    assert (ran.code, fair.read_text(encoding="utf-8")) == (0, FAIR) and "contains no changes" in ran.out
    edit(copy, lambda sheets: put(sheets["sessions"], "one", "title", "First"))
    fair.write_text(FAIR.replace("title: One", "title: 1st"), encoding="utf-8")
    ran = plan("import", copy, "-o", fair)
    assert ran.code == 1
    assert "title was One; the copy has First, the scenario has 1st, which is kept" in ran.out
    assert "title: 1st" in fair.read_text(encoding="utf-8")
    assert "# book.xlsx!sessions!B2 has title: First" in fair.read_text(encoding="utf-8")
    edit(copy, lambda sheets: put(sheets["sessions"], "two", "duration", "soon"))
    before = fair.read_bytes()
    ran = plan("import", copy, "-o", fair)
    assert (ran.code, fair.read_bytes()) == (2, before) and "book.xlsx!sessions!D3: " in ran.err
    assert plan("export", fair, "--to", "docx", "--round-trip").code == 2
    assert plan("export", fair, "--to", "csv", "--round-trip").code == 2
    assert plan("import", tmp_path / "missing.xlsx", "-o", fair).code == 2
    for name in ("new.yaml", "new.json"):
        assert plan("import", copy, "-o", tmp_path / name).code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("{" if name == "new.json" else "expo:")


@pytest.mark.parametrize(
    "base", ["{}", "[" * 100_000, '{"schema": "expo-planner/copy/1", "scenario": {"rules": [{}]}}']
)
def test_a_damaged_base_is_none(fair: Path, base: str) -> None:
    copy = copied(fair, "csv")
    (copy / "base.json").write_text(base, encoding="utf-8")
    merged = merge_copy(copy, fair)
    assert not merged.based and not merged.changes and not merged.conflicts


def test_a_csv_that_a_chinese_spreadsheet_saved_is_read(fair: Path) -> None:
    fair.write_text(FAIR.replace("title: One", "title: 论坛"), encoding="utf-8")
    copy = copied(fair, "csv")
    table = copy / "sessions.csv"
    text = table.read_text(encoding="utf-8-sig").replace("2023-07-06 10:00", "2023/7/6 10:00")
    table.write_bytes(text.encode("gbk"))
    assert nothing_new(merge_copy(copy, fair))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_saves_a_copy_without_changing_it(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(NASTY, encoding="utf-8")
    copy = copied(path, "xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(copy)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = tmp_path / "saved" / copy.name
    if not saved.exists():
        pytest.skip("this LibreOffice has no Calc")
    assert is_copy(saved)
    assert nothing_new(merge_copy(saved, path))
