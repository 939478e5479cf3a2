"""Rooms, people, sessions and interests in tables beside the scenario: csv files and workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from expo_planner.domain.expo import Expo
from expo_planner.domain.problems import BadInput
from expo_planner.files.read.load import load

Value = str | int | float | bool | datetime | date | time | timedelta
Rows = Sequence[Sequence[Value]]

HEAD = """\
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-05..2023-07-09, hours: 08:00-22:00}
pools: {interpreter: 2, camera: 3}
"""
YAML = """\
rooms: [{id: A, name: A厅, capacity: 150, needs_met: [投影, 同传], open: [2023-07-05, "2023-07-06 上午"]}, {id: B}]
people: [{id: zhai, name: 翟瑞光}]
sessions:
  - id: one
    title: 论坛，开幕
    duration: 1h30min
    attendance: 100
    when: [2023-07-06, "2023-07-07 下午"]
    rooms: [A, B]
    people: [翟瑞光, 倪苏方]
    uses: {interpreter: 1, camera: 2}
    prefer: {when: ["2023-07-06 下午"], rooms: [A]}
    start: 2023-07-06 13:30
    room: A
    pinned: true
  - {id: two, title: two, duration: 3h}
"""
ROOMS: Rows = [
    ["id", "name", "capacity", "needs_met", "open"],
    ["A", "A厅", "150", "投影、同传", "2023-07-05, 2023-07-06 上午"],
    [],
    ["B"],
]
PEOPLE: Rows = [["id", "name"], ["zhai", "翟瑞光"]]
SESSIONS: Rows = [
    [
        *("id", "title", "duration", "attendance", "when", "rooms", "people", "uses", "prefer.when", "prefer.rooms"),
        *("start", "room", "pinned"),
    ],
    [
        *("one", "论坛，开幕", "1h30min", "100", "2023-07-06，2023-07-07 下午", "A,B", "翟瑞光、倪苏方"),
        *("interpreter: 1, camera：2", "2023-07-06 下午", "A", "2023-07-06 13:30", "A", "是"),
    ],
    ["", " "],
    ["two", "two", "3h"],
]


def scenario(folder: Path, **sections: str) -> Path:
    path = folder / "scenario.yaml"
    path.write_text(HEAD + "".join(f"{name}: {file}\n" for name, file in sections.items()), encoding="utf-8")
    return path


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> None:
    import csv

    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def write_sheet(path: Path, rows: Rows, change: Callable[[Worksheet], None] = lambda sheet: None) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value != "":
                sheet.cell(number, column, value)
    change(sheet)
    book.save(path)


def complaints(path: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        load(path)
    return str(caught.value).split("\n")


def meaning(expo: Expo) -> list[str]:
    """What the expo says, without the places that it was read from."""
    import re

    things = [*expo.rooms.values(), *expo.people.values(), *expo.sessions.values()]
    return [re.sub(r"fields=\{.*\}", "", re.sub(r"Source\([^)]*\)", "", repr(thing))) for thing in things]


def plain(folder: Path) -> Expo:
    path = folder / "plain.yaml"
    path.write_text(HEAD + YAML, encoding="utf-8")
    return load(path).expo


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_files_mean_the_same_as_lists(tmp_path: Path, encoding: str) -> None:
    for name, rows in [("rooms.csv", ROOMS), ("people.csv", PEOPLE), ("sessions.CSV", SESSIONS)]:
        write_csv(tmp_path / name, rows, encoding)
    expo = load(scenario(tmp_path, rooms="rooms.csv", people="./people.csv", sessions="sessions.CSV")).expo
    assert meaning(expo) == meaning(plain(tmp_path))
    assert str(expo.rooms["B"].source) == "rooms.csv:4:1"
    assert str(expo.people["zhai"].source) == "people.csv:2:1"
    assert str(expo.sessions["two"].at("duration")) == "sessions.CSV:4:3"


def test_workbooks_mean_the_same_as_lists(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    for name, rows in [("rooms.xlsx", ROOMS), ("people.xlsx", PEOPLE), ("sessions.xlsx", SESSIONS)]:
        write_sheet(tmp_path / "tables" / name, rows)
    files = {name: f"tables/{name}.xlsx" for name in ("rooms", "people", "sessions")}
    expo = load(scenario(tmp_path, **files)).expo
    assert meaning(expo) == meaning(plain(tmp_path))
    assert str(expo.sessions["two"].at("duration")) == "tables/sessions.xlsx!Sheet!C4"


def test_a_cell_of_a_workbook_is_what_a_person_would_type(tmp_path: Path) -> None:
    rows: Rows = [
        ["id", "title", "duration", "attendance", "start", "when", "pinned", "tags"],
        [7, 2023, timedelta(hours=1, minutes=30), 150.0, datetime(2023, 7, 6, 13, 30), date(2023, 7, 6), True, 1.5],
        ["x", time(9, 30), "1h", 20, datetime(2023, 7, 6, 0, 0), datetime(2023, 7, 6), False, "a"],
    ]

    def formats(sheet: Worksheet) -> None:
        sheet["F3"].number_format = "yyyy-mm-dd"

    write_sheet(tmp_path / "sessions.xlsx", rows, formats)
    sessions = load(scenario(tmp_path, sessions="sessions.xlsx")).expo.sessions
    first, second = sessions["7"], sessions["x"]
    assert (first.title, first.length, first.attendance, first.tags, first.pinned) == ("2023", 90, 150, ("1.5",), True)
    assert (first.start, first.when) == (1440 + 810, ((1440, 2880),))
    assert (second.title, second.start, second.when, second.pinned) == ("09:30", 1440, ((1440, 2880),), False)


def test_the_sheet_with_the_name_of_the_section_is_read(tmp_path: Path) -> None:
    book = Workbook()
    for name, rows in [("rooms", [["id"], ["A"]]), ("sessions", [["id", "title", "duration"], ["one", "One", "1h"]])]:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "all.xlsx")
    expo = load(scenario(tmp_path, rooms="all.xlsx", sessions="all.xlsx")).expo
    assert str(expo.sessions["one"].source) == "all.xlsx!sessions!A2"
    assert list(expo.rooms) == ["A"]


def test_mistakes_in_a_workbook_are_found_with_their_cells(tmp_path: Path) -> None:
    rows: Rows = [
        ["id", "capacty", "name", "name", "capacity", ""],
        ["A", 1, "Hall A", "x", "=1+1", "stray"],
        [],
        ["B", 1, "#REF!", "x", 12.5],
        ["C", 1, "Hall C", "x", 30],
    ]

    def change(sheet: Worksheet) -> None:
        sheet["C4"].data_type = "e"
        sheet.merge_cells("A5:A6")

    write_sheet(tmp_path / "rooms.xlsx", rows, change)
    assert complaints(scenario(tmp_path, rooms="rooms.xlsx")) == [
        "rooms.xlsx!Sheet!B1: capacty: unknown column 'capacty' (did you mean 'capacity'?)",
        "rooms.xlsx!Sheet!D1: name: the column 'name' appears twice",
        "rooms.xlsx!Sheet!E2: capacity: the formula has no stored value (open the workbook, let it recalculate, "
        "and save it)",
        "rooms.xlsx!Sheet!F2: 'stray' is in a column without a name (name the column in the header row)",
        "rooms.xlsx!Sheet!C4: name: the cell holds the error '#REF!'",
        "rooms.xlsx!Sheet!E4: rooms[B].capacity: expected a whole number, found '12.5' (use digits only: no fraction, "
        "no separators, no leading zero)",
        "rooms.xlsx!Sheet!A5: the cells A5:A6 are merged (unmerge them and fill in every row)",
    ]


def test_mistakes_in_a_csv_file_are_found_with_line_and_column(tmp_path: Path) -> None:
    text = 'id,capacity,open,programme\nA,many,,x\n"B",5,"2023-07-05\n",\n\nC,-1,2023-07-05 noon,\n,3\nA,1\n'
    (tmp_path / "rooms.csv").write_text(text.replace("programme", "colour"), encoding="utf-8")
    (tmp_path / "sessions.csv").write_text("id,programme,uses,title\na,x,camera,A\n", encoding="utf-8")
    assert [
        line.split(" (")[0] for line in complaints(scenario(tmp_path, rooms="rooms.csv", sessions="sessions.csv"))
    ] == [
        "rooms.csv:1:4: colour: unknown column 'colour'",
        "rooms.csv:2:2: rooms[A].capacity: expected a whole number, found 'many'",
        "rooms.csv:6:2: rooms[C].capacity: '-1' is negative",
        "rooms.csv:6:3: rooms[C].open[0]: there is no part of the day called 'noon'",
        "rooms.csv:7:1: rooms[3].id: id is missing",
        "rooms.csv:8:1: rooms[A].id: the id 'A' is given twice",
        "sessions.csv:1:2: programme: 'programme' cannot be given in a table",
        "sessions.csv:2:1: sessions[a].duration: the duration is missing",
        "sessions.csv:2:3: sessions[a].uses: expected name: value, separated by commas, found 'camera'",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "rooms.csv:1:1: the table is empty"),
        (b"\n\n", "rooms.csv:1:1: the table is empty"),
        ("id,name\nA,会议室".encode("gbk"), "rooms.csv:2:3: rooms: the byte 0xbb is not UTF-8"),
        (b'id\n"A', "rooms.csv:2:1: rooms: this is not valid csv: unexpected end of data"),
        (b'id\n"A"B\n', "rooms.csv:2:1: rooms: this is not valid csv: ',' expected after '\"'"),
        (b"name\nB\n", "rooms.csv:1:1: rooms: the column 'id' is missing"),
        (b"id\n" + b"," * 20_000, "rooms.csv:2:1: rooms: a row of 20001 cells"),
    ],
)
def test_a_csv_file_is_refused_for(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "rooms.csv").write_bytes(content)
    assert [line.split(" (")[0] for line in complaints(scenario(tmp_path, rooms="rooms.csv"))] == [expected]


def test_a_workbook_that_is_none_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scenario(tmp_path, rooms="rooms.xlsx")
    (tmp_path / "rooms.xlsx").write_text("id,name")
    hint = "(open the file and save it again as .xlsx)"
    refused = f"scenario.yaml:3:8: rooms: 'rooms.xlsx': this workbook cannot be read {hint}"
    assert complaints(path) == [refused]
    with zipfile.ZipFile(tmp_path / "rooms.xlsx", "w") as archive:
        archive.writestr("a", "x")
    assert complaints(path) == [refused]
    from expo_planner.files.read import archive as archives

    write_sheet(tmp_path / "rooms.xlsx", ROOMS)
    monkeypatch.setattr(archives, "LARGEST", 10)
    assert complaints(path) == [
        "scenario.yaml:3:8: rooms: 'rooms.xlsx': the file is too large: it unpacks to more than 0 MB"
    ]


def test_files_outside_of_the_folder_are_not_opened_unless_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    write_csv(tmp_path / "rooms.csv", [["id"], ["secret room"]])
    (folder / "link.csv").symlink_to(tmp_path / "rooms.csv")
    hint = "(use a file in the scenario's folder or below, or add --allow-outside)"
    monkeypatch.chdir(folder)
    for name in ["../rooms.csv", "/rooms.csv", "link.csv", r"C:\rooms.csv", r"\\host\rooms.csv"]:
        outside = f"scenario.yaml:3:8: rooms: '{name}' is outside the scenario's folder {hint}"
        assert complaints(scenario(folder, rooms=name)) == [outside]
    write_csv(tmp_path / "rooms.csv", [["id"], ["A"]])
    expo = load(scenario(folder, rooms="../rooms.csv"), allow_outside=True).expo
    assert str(expo.rooms["A"].source) == "../rooms.csv:2:1"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("none.csv", "there is no file 'none.csv' (paths are relative to the scenario's folder)"),
        (".", "'.' is not a table (write a list, or the name of a .csv or .xlsx file)"),
        ("rooms.xls", "'rooms.xls' is not a table (write a list, or the name of a .csv or .xlsx file)"),
        (
            "https://example.org/a.csv",
            "'https://example.org/a.csv' is an address, not a file (use a file in the scenario's folder or below, "
            "or add --allow-outside)",
        ),
        ("a" * 300 + ".csv", f"'{'a' * 59}…' is not a valid file name"),
    ],
)
def test_a_table_that_cannot_be_found_is_a_mistake_where_it_is_named(tmp_path: Path, name: str, expected: str) -> None:
    assert complaints(scenario(tmp_path, rooms=name)) == [f"scenario.yaml:3:8: rooms: {expected}"]


def test_choices_are_counted_by_pairs_of_sessions(tmp_path: Path) -> None:
    rows = [["person", "session"], ["p", "b"], ["p", "a"], ["p", "a"], ["q", "a"], ["q", "b"], ["q", "c"], ["r", "c"]]
    write_csv(tmp_path / "interests.csv", rows)
    sessions = "[{id: a, title: a, duration: 1h}, {id: b, title: b, duration: 1h}, {id: c, title: c, duration: 1h}]"
    path = scenario(tmp_path, sessions=sessions, rules="[{audience: {file: interests.csv, weight: 1}}]")
    [audience] = [rule for rule in load(path).rules if rule.name == "audience"]
    assert vars(audience)["file"].pairs == (("a", "b", 2), ("a", "c", 1), ("b", "c", 1))
    write_csv(tmp_path / "interests.csv", [["person", "session"], ["p", "d"], ["q"]])
    assert complaints(path) == [
        "interests.csv:2:2: rules[0].audience.file.session: there is no session 'd' (known: a, b, c)",
        "interests.csv:3:1: rules[0].audience.file.session: session is missing (write person,session with a row "
        "for each choice; person,sessions with a row for each person; or person and a column for each session, with x "
        "where it is wanted)",
    ]
