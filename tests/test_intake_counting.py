"""Every row or event of a source is placed, without a place, or told, whatever reads it: the three add up."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from expo_planner.domain.problems import BadInput
from expo_planner.importers.choices import ImportChoices
from expo_planner.importers.import_files import Imported, import_files
from expo_planner.importers.model import Hints

SHARED = Path(__file__).parents[2] / "shared" / "cases"
KINDS = ("whole", "no title", "no time", "no room", "not a time", "off", "again")
"""What a row may be like; `off` is cancelled or not accepted, `again` is the row before it once more."""
Row = tuple[int, str]


def title(row: Row) -> str:
    return "" if row[1] == "no title" else f"Talk number {row[0]}"


def start(row: Row, form: str = "{}", nothing: str = "") -> str:
    number, kind = row
    text = f"2026-09-{11 + number // 10:02}T{9 + number % 10:02}:00:00"
    return {"no time": nothing, "not a time": "2026-09-99T99:00:00"}.get(kind, form.format(text))


def room(row: Row) -> str:
    return "" if row[1] == "no room" else f"Hall {row[0] % 2 + 1}"


def ics(rows: Sequence[Row]) -> str:
    lines = ["BEGIN:VCALENDAR", "X-WR-TIMEZONE:Europe/Berlin"]
    for row in rows:
        at = start(row).replace("-", "").replace(":", "")
        lines += ["BEGIN:VEVENT", f"UID:{row[0]}", f"SUMMARY:{title(row)}", *([f"DTSTART:{at}"] if at else [])]
        lines += ["DURATION:PT1H", f"LOCATION:{room(row)}", *(["STATUS:CANCELLED"] if row[1] == "off" else [])]
        lines += ["END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR"])


def frab_xml(rows: Sequence[Row]) -> str:
    events = "".join(
        f"<event id='{row[0]}'><date>{start(row)}</date><start>{start(row)[11:16]}</start><duration>01:00</duration>"
        f"<title>{title(row)}</title><room>{room(row)}</room></event>"
        for row in rows
    )
    return f"<schedule><conference><title>C</title></conference><day>{events}</day></schedule>"


def frab_json(rows: Sequence[Row]) -> str:
    events = [
        {"id": row[0], "title": title(row), "date": start(row), "duration": "01:00", "room": room(row)} for row in rows
    ]
    return json.dumps({"schedule": {"conference": {"title": "C", "days": [{"rooms": {"": events}}]}}})


def pretalx(rows: Sequence[Row]) -> str:
    talks = [
        {
            "code": f"C{row[0]}",
            "title": title(row),
            "state": "rejected" if row[1] == "off" else "confirmed",
            "duration": 60,
            "slots": [{"start": start(row), "room": {"name": {"en": room(row)}}}],
        }
        for row in rows
    ]
    return json.dumps({"count": len(talks), "results": talks})


def pretalx_csv(rows: Sequence[Row]) -> str:
    table = [
        f"C{row[0]},{title(row)},{'rejected' if row[1] == 'off' else 'accepted'},60,{room(row)},{start(row)}"
        for row in rows
    ]
    return "\n".join(["ID,Proposal title,Proposal state,Duration,Room,Start", *table])


def indico(rows: Sequence[Row]) -> str:
    talks = [
        {
            "id": str(row[0]),
            "title": title(row),
            "startDate": {"date": start(row)[:10], "time": start(row)[11:], "tz": "Europe/Zurich"},
            "duration": 60,
            "room": room(row),
        }
        for row in rows
    ]
    return json.dumps({"results": [{"title": "C", "contributions": talks}]})


def _sessionize(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [
        {
            "id": str(row[0]),
            "title": title(row),
            "startsAt": start(row) or None,
            "endsAt": start(row).replace(":00:00", ":45:00") or None,
            "isServiceSession": False,
            "isPlenumSession": False,
            "room": room(row),
            "roomId": row[0] % 2,
            "status": "Declined" if row[1] == "off" else "Accepted",
        }
        for row in rows
    ]


def sessionize_all(rows: Sequence[Row]) -> str:
    return json.dumps({"sessions": _sessionize(rows), "rooms": [], "speakers": [], "categories": []})


def sessionize_grid(rows: Sequence[Row]) -> str:
    return json.dumps([{"date": "2026-09-11T00:00:00", "rooms": [{"id": 1, "sessions": _sessionize(rows)}]}])


def sessionize_xlsx(rows: Sequence[Row]) -> bytes:
    header = ["Session Id", "Title", "Room", "Scheduled At", "Scheduled Duration", "Speaker Id", "FirstName"]
    return _xlsx([header, *([f"S{at}", title(row), room(row), start(row), 60] for at, row in enumerate(rows))])


def conftool(rows: Sequence[Row]) -> str:
    table = [f"{title(row)},{start(row)},{start(row).replace(':00:00', ':45:00')},{room(row)}" for row in rows]
    return "\n".join(["session_title,session_start,session_end,session_room", *table])


def objects(rows: Sequence[Row]) -> str:
    return json.dumps(
        [
            {"id": str(row[0]), "title": title(row), "start": start(row), "duration": "1h", "location": room(row)}
            for row in rows
        ]
    )


HEADER = ["Title", "Start", "Duration", "Room"]


def _cells(row: Row) -> list[str]:
    return [title(row), start(row).replace("T", " ").removesuffix(":00"), "1h", room(row)]


def table_csv(rows: Sequence[Row]) -> str:
    return "\n".join([",".join(HEADER), *(",".join(_cells(row)) for row in rows)])


def table_tsv(rows: Sequence[Row]) -> str:
    return "\n".join(["\t".join(HEADER), *("\t".join(_cells(row)) for row in rows)])


def table_xlsx(rows: Sequence[Row]) -> bytes:
    return _xlsx([HEADER, *map(_cells, rows)])


def _xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


READERS: dict[str, tuple[str, Callable[[Sequence[Row]], str | bytes]]] = {
    "ics": ("a.ics", ics),
    "frab-xml": ("a.xml", frab_xml),
    "frab-json": ("a.json", frab_json),
    "pretalx": ("a.json", pretalx),
    "pretalx-csv": ("a.csv", pretalx_csv),
    "indico": ("a.json", indico),
    "sessionize-all": ("a.json", sessionize_all),
    "sessionize-grid": ("a.json", sessionize_grid),
    "sessionize-xlsx": ("a.xlsx", sessionize_xlsx),
    "conftool": ("a.csv", conftool),
    "objects": ("a.json", objects),
    "csv": ("a.csv", table_csv),
    "tsv": ("a.tsv", table_tsv),
    "xlsx": ("a.xlsx", table_xlsx),
}


def add_up(imported: Imported) -> bool:
    """Whether placed, without a place and told are all rows."""
    return imported.rows == len(imported.scenario.expo.sessions) + len(imported.misread) + len(imported.told)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=25, deadline=None)
@given(kinds=st.lists(st.sampled_from(KINDS), max_size=8))
def test_all_rows_of_a_source_are_placed_without_a_place_or_told(
    reader: str, kinds: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows: list[Row] = [(0, "whole")]
    for number, kind in enumerate(kinds, start=1):
        rows.append(rows[-1] if kind == "again" else (number, kind))
    name, write = READERS[reader]
    path = tmp_path_factory.mktemp("rows") / name
    data = write(rows)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    imported = import_files([path], path.with_suffix(".yaml"), Hints(), ImportChoices(timezone="Europe/Berlin"))
    assert add_up(imported)
    assert imported.rows == len(rows)
    whole = {title(row) for row in rows if row[1] in ("whole", "no room")}
    assert whole <= {session.title for session in imported.scenario.expo.sessions.values()}


SOURCES = [
    path
    for path in sorted(SHARED.glob("*/*.*"))
    if path.suffix != ".yaml" and not path.name.endswith((".expect.md", "EXPECT.md", "README.md"))
]


@pytest.mark.parametrize("path", SOURCES or [None], ids=str)
def test_rows_of_the_cases_add_up(path: Path | None) -> None:
    if path is None:
        pytest.skip("the cases are not part of the distribution")
    read = [imported for days in ((), THURSDAY[:1], THURSDAY) if (imported := readable(path, days)) is not None]
    assert all(map(add_up, read)) and bool(read) is (path.name != "not-a-schedule.xml")


THURSDAY = (date(2026, 6, 11), date(2026, 6, 12))
"""And Friday, for sources that name days without dates."""


def readable(path: Path, days: tuple[date, ...]) -> Imported | None:
    """What is read of a source on these days; None where it is refused, for want of days say."""
    choices = ImportChoices(timezone="Europe/Berlin", days=days)
    try:
        return import_files([path], Path("out.yaml"), Hints(year=2026, days=days), choices)
    except BadInput as bad:
        assert bad.problems
        return None
