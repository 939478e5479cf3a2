"""The columns of a table: told by a header row in Chinese or English, or by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from expo_planner.importers.text.date_times import written
from expo_planner.importers.text.spelling import narrow, width
from expo_planner.importers.text.vocabulary import COLUMNS

FIELDS = {word.replace("_", ""): field for field, names in COLUMNS.items() for word in names}
UNIT = re.compile(r"\(([^()]{1,20})\)")
NOT_LETTERS = re.compile(r"[\s_*:：/\\|()\[\]【】.\-]+")
LONGEST = 40
"""Characters of the longest header."""
UNITS = {**dict.fromkeys(("分钟", "分", "min", "minutes", "minute", "mins"), "min"),
         **dict.fromkeys(("小时", "时", "h", "hours", "hour", "hrs"), "h"),
         **dict.fromkeys(("天", "日", "d", "days", "day"), "d")}  # fmt: skip

ROOM = re.compile(
    r"[室厅馆场店楼层区门院校港]$|广场|线上|直播|会场|中心|\b(?:room|hall|online|zoom|floor|stage|auditorium|foyer|ballroom|theatre)\b",
    re.IGNORECASE,
)
SHARE = 0.6
"""Of a column without a name, so many cells must look like what it is taken for."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, where it has one, what the header calls it, and the unit of bare numbers in it."""

    name: str
    field: str | None = None
    unit: str = ""


def header(texts: Sequence[str]) -> tuple[Column, ...] | None:
    """The columns that a row names; None where it is no header row."""
    filled = [text for text in texts if text.strip()]
    if len(filled) < 2 or any(len(text) > LONGEST or written(text) is not None for text in filled):
        return None
    columns: list[Column] = []
    for text in texts:
        column = _column(text)
        if column.field in {one.field for one in columns}:
            column = Column(column.name)
        columns.append(column)
    fields = {column.field for column in columns} - {None}
    times = fields & {"time", "date", "start", "start_date", "duration", "when"}
    if 2 * len(fields) < len(filled) or len(fields) < 2 or not ("title" in fields or (times and "room" in fields)):
        return None
    return tuple(columns)


def field_of(text: str) -> str | None:
    """The field whose column is called so."""
    return _column(text).field


@lru_cache(maxsize=4096)
def _column(text: str) -> Column:
    plain = narrow(text).lower()
    unit = next((UNITS[one] for one in UNIT.findall(plain) if one in UNITS), "")
    if plain in ("minutes", "分钟"):
        unit = "min"
    bare = NOT_LETTERS.sub("", UNIT.sub("", plain))
    parts = {FIELDS.get(part) for part in NOT_LETTERS.split(plain) if part}  # in two languages: 会议名称 Title
    field = FIELDS.get(bare) or (parts.pop() if len(parts) == 1 else None)
    return Column(" ".join(text.split()), field, unit)


def told_by_content(rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns of a table without a header, by what stands in most of their cells."""
    rows = rows[:500]
    count = max(map(len, rows), default=0)
    cells = {index: [row[index] for row in rows if index < len(row) and row[index].strip()] for index in range(count)}
    fields: dict[int, str] = {}

    def take(field: str, index: int | None) -> None:
        if index is not None:
            fields[index] = field

    def best(score: Mapping[int, float]) -> int | None:
        index = max(score, key=lambda one: score[one], default=None)
        return index if index is not None and score[index] >= SHARE else None

    def share(index: int, number: int) -> float:
        return number / len(cells[index])

    cells = {index: texts for index, texts in cells.items() if texts}
    reads = {index: [written(text) for text in texts] for index, texts in cells.items()}
    take(
        "time",
        best(
            {index: share(index, sum(one is not None and one.timed for one in read)) for index, read in reads.items()}
        ),
    )
    dated = {index: share(index, sum(one is not None and one.dated for one in read)) for index, read in reads.items()}
    take("date", best({index: part for index, part in dated.items() if index not in fields}))
    room = {index: share(index, sum(bool(ROOM.search(text)) for text in texts)) for index, texts in cells.items()}
    take("room", best({index: part for index, part in room.items() if index not in fields}))
    rest = [index for index in cells if index not in fields]
    wide = {
        index: sum(map(width, cells[index])) / len(cells[index]) * share(index, len(set(cells[index])))
        for index in rest
    }
    take("title", max(wide, key=lambda one: wide[one], default=None))
    few = [index for index in rest if index not in fields and 2 * len(set(cells[index])) <= len(cells[index])]
    take("category", few[0] if few else None)
    return tuple(Column("", fields.get(index)) for index in range(count))
