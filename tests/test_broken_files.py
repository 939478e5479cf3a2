"""Broken files of every sort are refused with places, in bounded time and memory.

Scenarios have their cases in `golden/refusals.txt`. Those of the other files stand in `golden/refusals-files.txt`: the
name of a good file, what is replaced in it and by what, and below what is then said.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hardship.fuzz import campaign, tried
from hardship.seeds import READERS, seeds

from expo_planner.domain.problems import BadInput

GOLDEN = Path(__file__).parent / "golden" / "refusals-files.txt"
GOOD = seeds()
SHEET = "xl/worksheets/sheet1.xml"
MANY = 100_000


def golden() -> Iterator[tuple[str, str, str, str]]:
    """The name of each case's file, what is replaced, by what, and what is said."""
    for case in GOLDEN.read_text(encoding="utf-8").split("\n\n"):
        head, said = case.strip().split("\n", 1)
        name, changes = head.split(" ", 1)
        old, new = json.loads(changes)
        yield name, old, new, said


def said(path: Path) -> list[str]:
    """What a reader says of a file, in both languages."""
    with pytest.raises(BadInput) as caught:
        READERS[path.name](path)
    return [line for problem in caught.value.problems for line in (problem.say("en"), problem.say("zh"))]


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def changed(name: str, old: str, new: str) -> bytes:
    """A good file with one thing changed; of a workbook the first cell that holds the text; '' is the whole file."""
    if not name.endswith("xlsx"):
        return GOOD[name].replace(old.encode(), new.encode(), 1) if old else new.encode("utf-8", "surrogateescape")
    return packed({SHEET: lambda part: part.replace(old.encode(), new.encode(), 1)}) if old else new.encode()


def packed(changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """The good workbook with parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD["sessions.xlsx"])) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, changes[name](content) if name in changes else content)
    return out.getvalue()


@pytest.mark.parametrize("name", READERS)
def test_the_files_that_are_broken_here_are_good(tmp_path: Path, name: str) -> None:
    READERS[name](written(tmp_path, name, GOOD[name]))


@pytest.mark.parametrize(("name", "old", "new", "expected"), [*golden()])
def test_a_file_is_refused_for(tmp_path: Path, name: str, old: str, new: str, expected: str) -> None:
    content = changed(name, old, new)
    assert content != GOOD[name]
    assert said(written(tmp_path, name, content)) == expected.split("\n")


@pytest.mark.exhaustive
def test_files_changed_at_random_are_read_or_refused() -> None:
    _, wrong = campaign(seed=1, going=lambda done: done < 800)
    assert not wrong, "\n".join(wrong.values())


LONG = {
    "digits": "1" * MANY,
    "full-width digits": "１" * MANY,
    "spaces": "1" + " " * MANY + "x",
    "spaces after a time": "09:00" + " " * MANY + "-",
    "spaces after a date": "2024-10-25" + " " * MANY + "x",
    "spaces after a start": "2024-10-25 09:00" + " " * MANY + "x",
    "joints": "2024-10-25 " + "T " * MANY + "9:00",
    "dashes": "a " + "- " * MANY,
    "ranges": "09:00" + "至" * MANY,
    "fractions": "2024-10-25 09:00:00." + "0" * MANY + "x",
    "hours": "1h " * MANY,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_endless_texts_are_refused_where_numbers_and_times_stand(tmp_path: Path, text: str) -> None:
    session: dict[str, object] = {
        "id": "a",
        **dict.fromkeys(("duration", "start", "setup", "priority", "attendance"), text),
    }
    session |= {"when": [text], "programme": [{"title": "x", "at": text}, {"title": "y", "for": text}]}
    expo = {"id": "t", "title": "T", "timezone": text, "days": "2024-10-25", "hours": text, "step": text}
    room = {"id": "A", "capacity": text, "open": [text]}
    for part in ({"timezone": "UTC"}, {"timezone": "UTC", "hours": "08:00-22:00", "step": "30min"}, {"days": text}):
        document = {"expo": expo | part, "rooms": [room], "sessions": [session], "sites": {"travel": {text: text}}}
        path = written(tmp_path, "scenario.json", json.dumps(document).encode())
        assert tried(READERS["scenario.json"], path) is None
        assert said(path)


def entities(part: bytes) -> bytes:
    """The billion laughs: each of ten entities is ten of the one before."""
    names = "abcdefghij"
    pairs = zip(names[1:], names, strict=False)
    declared = "".join(f'<!ENTITY {one} "{f"&{other};" * 10}">' for one, other in pairs)
    return f'<!DOCTYPE r [<!ENTITY a "ha">{declared}]>'.encode() + part.replace(b"<t>", b"<t>&j;", 1)


def lying() -> bytes:
    """A workbook whose largest part says that it is small."""
    data = bytearray(packed({SHEET: lambda part: part.replace(b"<t>", b"<t>" + b" " * 10_000_000, 1)}))
    for mark, size_at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.rfind(mark, 0, data.rfind(SHEET.encode()) if size_at == 24 else data.find(SHEET.encode()))
        data[start + size_at : start + size_at + 4] = struct.pack("<I", 1000)
    return bytes(data)


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(6000):
            archive.writestr(str(number), b"")
    return out.getvalue()


FAR = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
EVERY_ROW = b"".join(b'<row r="%d"><c r="XFD%d" t="n"><v>1</v></c></row>' % (row, row) for row in range(9, 1500))
ALL_MERGED = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
BOMBS: dict[str, tuple[bytes, str]] = {
    "entities": (packed({SHEET: entities}), "it declares entities"),
    "an entity in styles": (packed({"xl/styles.xml": entities}), "it declares entities"),
    "nested": (packed({SHEET: lambda _: b"<a>" * MANY + b"</a>" * MANY}), "its parts are nested too deeply"),
    "large": (packed({SHEET: lambda part: part + b" " * 300_000_000}), "the file is too large"),
    "lying": (lying(), "this workbook cannot be read"),
    "many parts": (many_parts(), "the file is too large"),
    "far": (packed({SHEET: lambda part: part.replace(b"</sheetData>", FAR)}), "is in a column without a name"),
    "wide": (
        packed({SHEET: lambda part: part.replace(b"</sheetData>", EVERY_ROW + b"</sheetData>")}),
        "the cells in use are too far apart",
    ),
    "merged": (
        packed({SHEET: lambda part: part.replace(b"</sheetData>", ALL_MERGED)}),
        "more than 100,000 cells are merged",
    ),
}


@pytest.mark.parametrize(("content", "expected"), BOMBS.values(), ids=BOMBS)
def test_no_small_workbook_takes_all_memory(tmp_path: Path, content: bytes, expected: str) -> None:
    path = written(tmp_path, "sessions.xlsx", content)
    assert tried(READERS["sessions.xlsx"], path) is None
    assert expected in "\n".join(said(path))


HEAVY = {
    "brackets.json": ("scenario.json", b"[" * MANY),
    "brackets.yaml": ("scenario.yaml", b"[" * MANY),
    "dashes.yaml": ("scenario.yaml", b"- " * MANY),
    "questions.yaml": ("scenario.yaml", b"? " * MANY),
    "colons.yaml": ("scenario.yaml", b":" * MANY),
    "digits.json": ("scenario.json", b'{"expo": ' + b"1" * 5_000_000 + b"e}"),
    "open quote.json": ("scenario.json", b'{"expo": "' + b"x" * 5_000_000),
    "escapes.json": ("scenario.json", b'{"expo": "' + b"\\" * 5_000_001),
    "keys.json": ("scenario.json", b"{" + b'"expo": 1,' * 20_000 + b'"expo": 1}'),
    "columns.csv": ("sessions.csv", b"id," * 1_000_000),
    "nul.csv": ("sessions.csv", b"id,duration\n" + b"\0" * 1_000_000),
    "cell.csv": ("sessions.csv", b"id,duration\na," + b"x" * 5_000_000),
    "quotes.csv": ("sessions.csv", b'id,duration\n"' + b'""' * 1_000_000),
    "ledger brackets": ("ledger.json", b"[" * MANY),
    "ledger digits": ("ledger.json", GOOD["ledger.json"].replace(b'"alarm": 15', b'"alarm": ' + b"9" * 1_000_000)),
    "schedule digits": ("schedule.json", b'{"schema": ' + b"9" * 1_000_000 + b"}"),
}


@pytest.mark.parametrize(("name", "content"), HEAVY.values(), ids=HEAVY)
def test_large_nonsense_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = written(tmp_path, name, content)
    assert tried(READERS[name], path) is None
    assert said(path)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_ledger_from_the_ends_of_time_is_refused(tmp_path: Path, moment: str) -> None:
    content = GOOD["ledger.json"].replace(b'"time": "2023-07-01T00:00:00Z"', f'"time": "{moment}"'.encode())
    expected = f"releases[0].time: '{moment}' is not a time with a UTC offset"
    assert expected in said(written(tmp_path, "ledger.json", content))[0]
