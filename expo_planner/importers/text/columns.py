"""The columns of a table: told by a header row in one of six languages, or by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from expo_planner.importers.text.date_times import written
from expo_planner.importers.text.spelling import narrow, width
from expo_planner.importers.text.vocabulary import COLUMNS, words

FIELDS = {word.replace("_", ""): field for field, names in COLUMNS.items() for word in names}
UNIT = re.compile(r"\(([^()]{1,20})\)")
NOT_LETTERS = re.compile(r"[\s_*:：/\\|()\[\]【】.\-]+")
LONGEST = 40
"""Characters of the longest header that names a field."""
TIMES = frozenset(("time", "date", "start", "start_date"))
MANY = {"people": "; ", "abstract": "\n", "date": " "}
"""Fields that several columns may have, and what stands between their cells when they are put together."""
PLAIN_TITLES = frozenset(
    words(
        "title talktitle sessiontitle eventtitle 标题 题目 会议名称 活动名称 名称 タイトル",
        "題目 演題 titel titre título titulo",
    )
)
"""What the column of titles is called, where another one may be: Session, Title."""
COUNTED = re.compile("(.*?)[1-9][0-9]?(name)?")
"""The column of one of several people: Speaker 1, Presenter2, Speaker 3 Name."""
UNITS = {**dict.fromkeys(("分钟", "分", "min", "minutes", "minute", "mins"), "min"),
         **dict.fromkeys(("小时", "时", "h", "hours", "hour", "hrs"), "h"),
         **dict.fromkeys(("天", "日", "d", "days", "day"), "d")}  # fmt: skip

ROOM = re.compile(
    r"[室厅馆场店楼层区门院校港](?: ?[A-Z0-9]{1,3})?$"
    r"|广场|线上|直播|会场|会場|ホール|教室|中心|\b(?:room|hall|online|zoom|floor|stage|auditorium|foyer"
    r"|ballroom|theat(?:re|er)|raum|saal|halle|hörsaal|aula|bühne|salle|amphi\w*|sala|auditorio|studio|loft|tent|zelt|library)\b",
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
    if len(filled) < 2 or any(written(text) is not None for text in filled):
        return None
    columns = _each_once([_column(text) if len(text) <= LONGEST else Column(" ".join(text.split())) for text in texts])
    fields = {column.field for column in columns} - {None}
    if "title" in fields and fields & TIMES:  # however many other columns stand beside these
        if "type" in fields and "category" not in fields:
            columns = [replace(one, field="category") if one.field == "type" else one for one in columns]
        return tuple(columns)
    if any(len(text) > LONGEST for text in filled) or 2 * len(fields) < len(filled) or len(fields) < 2:
        return None
    times = fields & {*TIMES, "duration", "when"}
    return tuple(columns) if "title" in fields or (times and "room" in fields) else None


def _each_once(columns: Sequence[Column]) -> list[Column]:
    """The columns, of which one has each field, but for those that several may have."""
    plain = next(
        (at for at, one in enumerate(columns) if one.field == "title" and _bare(one.name) in PLAIN_TITLES), None
    )
    taken: set[str] = set() if plain is None else {"title"}
    kept: list[Column] = []
    for at, column in enumerate(columns):
        if column.field in taken and at != plain:
            column = Column(column.name)
        if column.field is not None and column.field not in MANY:
            taken.add(column.field)
        kept.append(column)
    return kept


def field_of(text: str) -> str | None:
    """The field whose column is called so."""
    return _column(text).field


@lru_cache(maxsize=4096)
def _column(text: str) -> Column:
    plain = narrow(text).lower()
    unit = next((UNITS[one] for one in UNIT.findall(plain) if one in UNITS), "")
    if plain in ("minutes", "分钟"):
        unit = "min"
    bare = _bare(text)
    parts = {FIELDS.get(part) for part in NOT_LETTERS.split(plain) if part}  # in two languages: 会议名称 Title
    field = FIELDS.get(bare) or (parts.pop() if len(parts) == 1 else None)
    if field is None and (match := COUNTED.fullmatch(bare)) and FIELDS.get(match[1]) == "people":
        field = "people"
    return Column(" ".join(text.split()), field, unit)


def _bare(text: str) -> str:
    """A header in small letters alone, without its unit."""
    return NOT_LETTERS.sub("", UNIT.sub("", narrow(text).lower()))


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
    if not fields:  # rows that say only when they start
        clock = {
            index: sum(one is not None and one.start.clock is not None for one in read) for index, read in reads.items()
        }
        take("time", best({index: share(index, number) for index, number in clock.items()}))
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
