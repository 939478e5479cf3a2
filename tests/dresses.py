"""A known expo as a table in one of many dresses, and what must come back of it.

`python tests/dresses.py 1000` tries so many and prints those of which a row was lost or came back wrong without a word.
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import docx
from openpyxl import Workbook

from expo_planner.importers.import_files import read_all
from expo_planner.importers.model import FoundSession, Hints

TITLES = [
    "Opening of the fair",
    "Small tables",
    "What rooms remember",
    "Who keeps the plan?",
    "Twenty years of ropes",
    "Salt and light",
    "Tides",
    "Night of code",
    "Maps for everyone",
    "The long way home",
    "Knots: a course",
    "Lanterns",
    "Harbour walk",
    "Closing words",
    "开幕式",
    "绿茶论坛",
    "数字贸易高质量发展",
    "标准化座谈",
    "闭幕致辞",
    "講演1",
    "受付と案内",
    "質疑応答",
    "Eröffnung",
    "Zukunft der Messe",
    "Marées",
]
PEOPLE = [
    "Ira Holm",
    "Bo Lind",
    "Kim Sommer",
    "Lea Moreau",
    "Ivo Brandt",
    "Ana Ruiz",
    "Jon Vale",
    "Mina Holt",
]
ROOMS = (
    ("Hall 1", "Hall 2", "Room 201", "Studio B"),
    ("1号厅", "2号厅", "3号会议室", "5号会议室 A厅"),
    ("Saal A", "Saal B", "Raum 3", "Raum 4"),
    ("Salle 1", "Salle 2", "Salle 3", "Salle 4"),
    ("Sala 1", "Sala 2", "Sala 3", "Sala 4"),
    ("会場A", "会場B", "第1会場", "大ホール"),
)
HEADERS = {
    "en": ("Date", "Start", "End", "Time", "Title", "Room", "Speakers", "Duration (min)", "Track", "Day"),
    "zh": ("日期", "开始时间", "结束时间", "时间", "活动名称", "地点", "嘉宾", "时长（分钟）", "类别", "日期"),
    "de": ("Datum", "Beginn", "Ende", "Uhrzeit", "Titel", "Raum", "Referenten", "Dauer (min)", "Kategorie", "Tag"),
    "fr": ("Date", "Début", "Fin", "Horaire", "Titre", "Salle", "Intervenants", "Durée (min)", "Catégorie", "Jour"),
    "es": ("Fecha", "Inicio", "Fin", "Horario", "Título", "Sala", "Ponentes", "Duración (min)", "Categoría", "Día"),
    "ja": ("日付", "開始時刻", "終了時刻", "時間", "タイトル", "会場", "講演者", "所要時間 (min)", "カテゴリ", "日"),
}
DATES: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day}",
    lambda day: f"{day.day}-{day:%b}-{day:%y}",
    lambda day: f"{day:%d %B %Y}",
    lambda day: f"{day:%A, %d %B %Y}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.month}/{day.day}/{day:%y}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{(day - date(1899, 12, 30)).days}",
)
LABELS: tuple[Callable[[int, date], str], ...] = (
    lambda number, day: f"Day {number}",
    lambda number, day: f"{number}",
    lambda number, day: f"第{number}天",
    lambda number, day: f"{day:%A}",
    lambda number, day: f"Tag {number}",
    lambda number, day: ("月火水木金土日"[day.weekday()]) + "曜日",
)
CLOCKS: tuple[Callable[[datetime], str], ...] = (
    lambda at: f"{at:%H:%M}",
    lambda at: f"{at.hour}:{at:%M}" if at.hour > 12 else f"{at:%H:%M}",
    lambda at: f"{at:%I:%M %p}".lstrip("0"),
)
BETWEEN = ("; ", "、", " / ", " and ", " & ", ", ")


@dataclass(frozen=True)
class Entry:
    """One session of the expo, as it must come back."""

    title: str
    start: datetime
    end: datetime
    room: str
    people: tuple[str, ...]
    category: str
    number: int


@dataclass(frozen=True)
class Dressed:
    """The file, what was said beside it, and what it tells.

    `open`: its rows do not say when they end. `untold` counts rows that are no session, such as cancelled ones.
    """

    dress: str
    name: str
    data: bytes
    hints: Hints
    entries: tuple[Entry, ...]
    open: bool = False
    untold: int = 0


def entries(pick: random.Random) -> tuple[Entry, ...]:
    """A small expo: rooms of one language, days in a row, nothing at once in one room."""
    rooms = pick.choice(ROOMS)[: pick.randint(1, 4)]
    first = date(2026, 9, 14) + timedelta(days=pick.randint(0, 10))
    titles, found = pick.sample(TITLES, len(TITLES)), []
    for number in range(1, pick.randint(1, 3) + 1):
        for room in rooms:
            at = datetime.combine(first + timedelta(days=number - 1), time(pick.choice((8, 9, 10))))
            for _ in range(pick.randint(1, 3)):
                if not titles:
                    break
                length = timedelta(minutes=pick.choice((15, 30, 45, 60, 90, 120)))
                people = tuple(pick.sample(PEOPLE, pick.choice((0, 0, 1, 2, 3))))
                found.append(Entry(titles.pop(), at, at + length, room, people, pick.choice("XYZ") + " track", number))
                at += length + timedelta(minutes=pick.choice((0, 0, 15, 60)))
    return tuple(sorted(found, key=lambda one: (one.start, one.room)))


def dressed(seed: int) -> Dressed:
    """The expo of a seed, in the dress of that seed."""
    pick = random.Random(seed)
    told = entries(pick)
    kind = pick.choice(("csv", "csv", "tsv", "xlsx", "xlsx", "md", "docx"))
    return (_grid if pick.random() < 0.3 else _list)(pick, told, kind)


def _list(pick: random.Random, told: tuple[Entry, ...], kind: str) -> Dressed:
    """A row for each session, in columns of any order."""
    language = pick.choice([*HEADERS])
    names = dict(
        zip(
            ("date", "start", "end", "time", "title", "room", "people", "minutes", "track", "day"),
            HEADERS[language],
            strict=True,
        )
    )
    clocks = pick.choice(("start-end", "time", "minutes", "start"))
    labelled = pick.random() < 0.3
    write, label, joint = pick.choice(DATES), pick.choice(LABELS), pick.choice(BETWEEN)
    clock, instants = pick.choice(CLOCKS), clocks == "start-end" and pick.random() < 0.2
    loosely = pick.random() < 0.3
    columns = ["day" if labelled else "date", "title", "room", "people"]
    columns += {"start-end": ["start", "end"], "time": ["time"], "minutes": ["start", "minutes"], "start": ["start"]}[
        clocks
    ]
    if instants:
        columns.remove("day" if labelled else "date")
    columns += ["track"] * (pick.random() < 0.5)
    others = [f"Extra {letter}" for letter in "ABCDEFGH"[: pick.choice((0, 0, 2, 8))]]
    order = [*columns, *others]
    pick.shuffle(order)
    rows: list[list[str]] = [[names.get(column, column) for column in order]]
    repeated, untold, filled_down = pick.random() < 0.3, 0, pick.random() < 0.3
    before: tuple[str, str] = ("", "")
    for at, one in enumerate(told):
        cells = {
            "date": write(one.start.date()),
            "day": label(one.number, one.start.date()),
            "title": one.title,
            "room": _loosely(pick, one.room) if loosely else one.room,
            "people": joint.join(one.people),
            "start": f"{one.start:%Y-%m-%dT%H:%M}" if instants else clock(one.start),
            "end": f"{one.end:%Y-%m-%dT%H:%M}" if instants else clock(one.end),
            "time": f"{clock(one.start)}{pick.choice(('-', ' – ', '~', ' to '))}{clock(one.end)}",
            "minutes": f"{round((one.end - one.start).total_seconds() / 60)}",
            "track": one.category,
        }
        if filled_down and kind != "md" and kind != "docx":  # the day stands in the first row of its day alone
            own = (cells["date"], cells["day"])
            cells |= {"date": "", "day": ""} if own == before else {}
            before = own
        if repeated and at and at % 4 == 0:
            rows.append(rows[0])
        rows.append([cells.get(column, "x") for column in order])
        if pick.random() < 0.05:
            rows.append(
                [f"CANCELLED: {cells['title']} 2" if column == "title" else cells.get(column, "") for column in order]
            )
            untold += 1
    if pick.random() < 0.2 and len(order) > 2:
        rows.append([pick.choice(("Total", "合计", "Summe")), "", f"{len(told)}", *[""] * (len(order) - 3)])
        untold += 1
    if pick.random() < 0.3:
        rows.insert(0, [pick.choice(("Harbour Days Programme", "2026北港展会日程", "Programm der Messe"))])
    days = tuple(sorted({one.start.date() for one in told})) if labelled else ()
    dress = f"list {kind} {language} {clocks} {'days ' if labelled else ''}{len(others)}"
    name, data = _written(pick, rows, kind)
    return Dressed(dress, name, data, Hints(days=days), told, clocks == "start", untold)


def _loosely(pick: random.Random, room: str) -> str:
    """The name of a room as it is written in a hurry."""
    wide = str.maketrans("0123456789AB", "０１２３４５６７８９ＡＢ")
    return pick.choice((room, room, room.upper(), room.replace(" ", ""), room.replace(" ", "  "), room.translate(wide)))


def _grid(pick: random.Random, told: tuple[Entry, ...], kind: str) -> Dressed:
    """For each day a line with the date, a line with the rooms, and a line for each time."""
    write, rooms = pick.choice(DATES[:1] + DATES[2:5]), [*dict.fromkeys(one.room for one in told)]
    if len(rooms) < 2:
        return _list(pick, told, kind)
    rows: list[list[str]] = []
    lasting = pick.random() < 0.7
    for day in dict.fromkeys(one.start.date() for one in told):
        rows += [[write(day)], [pick.choice(("Time", "时间", "")), *rooms]]
        times = dict.fromkeys((one.start, one.end) for one in told if one.start.date() == day)
        lasting = lasting or any(end != after for (_, end), (after, _) in pairwise(times))
        for start, end in times:
            here = {one.room: one for one in told if (one.start, one.end) == (start, end)}
            time = f"{start:%H:%M}-{end:%H:%M}" if lasting else f"{start:%H:%M}"
            rows.append([time, *(here[room].title if room in here else "" for room in rooms)])
    name, data = _written(pick, rows, kind)
    bare = tuple(Entry(one.title, one.start, one.end, one.room, (), "", one.number) for one in told)
    return Dressed(f"grid {kind}{'' if lasting else ' start'}", name, data, Hints(), bare, not lasting)


def _written(pick: random.Random, rows: Sequence[Sequence[str]], kind: str) -> tuple[str, bytes]:
    """The rows as a file of some kind."""
    if kind == "xlsx":
        real, workbook = pick.random() < 0.5, Workbook()
        sheet = workbook.worksheets[0]
        for row in rows:
            sheet.append([_value(text) if real else text for text in row])
        data = io.BytesIO()
        workbook.save(data)
        return "a.xlsx", data.getvalue()
    wide = max(map(len, rows))
    if kind == "docx":
        document, data = docx.Document(), io.BytesIO()
        table = document.add_table(rows=len(rows), cols=wide)
        for row, cells in zip(rows, table.rows, strict=True):
            for text, cell in zip(row, cells.cells, strict=False):
                cell.text = text
        document.save(data)
        return "a.docx", data.getvalue()
    if kind == "md":
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return "a.md", "\n".join([*lines[:1], "|---" * wide + "|", *lines[1:]]).encode()
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t" if kind == "tsv" else pick.choice(",;"))
    writer.writerows([*row, *[""] * (wide - len(row))] for row in rows)
    return f"a.{kind}", written.getvalue().encode(pick.choice(("utf-8", "utf-8-sig")))


def _value(text: str) -> str | int | date | time:
    """What a spreadsheet makes of a text that somebody types."""
    if text.isdigit():
        return int(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return time.fromisoformat(text) if re.fullmatch(r"\d\d:\d\d", text) else text


def faults(one: Dressed, folder: Path) -> Iterator[str]:
    """What was lost, or came back wrong without a word."""
    path = folder / one.name
    path.write_bytes(one.data)
    (reading,) = read_all([path], one.hints)
    if reading.rows != len(reading.sessions) + len(reading.misread) + len(reading.told):
        yield "the rows do not add up"
    said = [problem.say("en") for problem in (*reading.misread, *reading.told)]
    found = {session.title: session for session in reading.sessions}
    for entry in one.entries:
        session = found.pop(entry.title, None)
        if session is None:
            if len(said) <= one.untold:
                yield f"{entry.title} is lost: {said}"
            continue
        wrong = [*_differences(entry, session, one)]
        if wrong and not session.guesses:
            yield f"{entry.title}: {', '.join(wrong)}, without a word"
        elif wrong:
            yield f"{entry.title}: {', '.join(wrong)} ({[guess.say('en') for guess in session.guesses]})"
    if found:
        yield f"made up: {[*found]}"
    if reading.misread and not one.open:
        yield f"not read: {said}"


def _differences(entry: Entry, session: FoundSession, one: Dressed) -> Iterator[str]:
    end = session.end
    if end is None and session.start is not None and session.minutes is not None:
        end = session.start + timedelta(minutes=session.minutes)
    if session.start != entry.start:
        yield f"starts at {session.start}, not {entry.start}"
    if end != entry.end and not (one.open and end is not None and session.guesses):
        yield f"ends at {end}, not {entry.end}"
    if _plain(session.room or "") != _plain(entry.room):
        yield f"is in {session.room}, not {entry.room}"
    if {person.name for person in session.people} != {*entry.people}:
        yield f"has {[person.name for person in session.people]}, not {entry.people}"


def _plain(room: str) -> str:
    return unicodedata.normalize("NFKC", room).casefold().replace(" ", "")


def main(count: int) -> int:
    """Tries so many; the exit code says whether all came back."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            one = dressed(seed)
            if found := [*faults(one, Path(folder))]:
                failed += 1
                print(f"{seed} ({one.dress}): {found[0]}{f' and {len(found) - 1} more' if len(found) > 1 else ''}")
    print(f"{count - failed} of {count} came back whole")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
