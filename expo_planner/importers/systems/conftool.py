"""ConfTool's export of sessions as csv or workbook: a row for each session, its presentations in columns of their own.

Columns: `session_title`, `session_short`, `session_start`, `session_end` (2024-03-18 14:00), `session_room`, `chair1`,
and of each presentation `p1_title`, `p1_authors`, `p1_presenting_author`, `p1_start`, `p1_end`. Who wrote a paper and
does not present it is counted: only presenting takes anybody's time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import FoundItem, FoundPerson, FoundSession, Guess, Reading
from expo_planner.importers.open_ends import with_ends
from expo_planner.importers.systems.events import BACKWARD, NO_TITLE, plain_key
from expo_planner.importers.systems.html_text import plain
from expo_planner.importers.systems.instants import moment
from expo_planner.importers.systems.record import SourceRecord, Tally, lines

KNOWN_BY = {"session_title", "session_start", "session_end"}
USED = KNOWN_BY | {"session_ID", "session_id", "session_short", "session_room", "session_info", "session_type"}
CHAIR = re.compile(r"chair[1-9]")
PAPER = re.compile(r"p([0-9]{1,2})_title")
PAPERS = re.compile(r"p[0-9]{1,2}_(?:title|authors|presenting_author|start|end)")
CO_AUTHORS = "authors who do not present"
SEVERAL = re.compile(r"\s*;\s*")
CHAIRS = Text("Chair", "主持人")
OUTSIDE = Text(
    "{title} has no time inside the session; listed in the abstract", "{title}没有论坛时间之内的时段，写在简介中"
)


def recognised_header(names: Iterable[str]) -> bool:
    """Whether a table is such an export."""
    return {*names} >= KNOWN_BY


def of_rows(rows: Iterable[SourceRecord], source: Source) -> Reading:
    """What the rows say."""
    tally, found = Tally(), list[FoundSession]()
    for row in rows:
        try:
            found.append(_session(row, tally))
        except Refusal as refusal:
            tally.refuse(row.source, refusal, row.text("session_title", "session_short"))
    sessions = with_ends(found, tally)
    return Reading(
        source=source,
        sessions=tuple(sessions),
        rows=len(sessions) + len(tally.misread),
        misread=tuple(tally.misread),
        left=dict(tally.left),
    )


def _session(row: SourceRecord, tally: Tally) -> FoundSession:
    title, short = row.text("session_title"), row.text("session_short")
    if not (title or short):
        raise NO_TITLE
    start, end = _time(row.text("session_start")), _time(row.text("session_end"))
    if start is not None and end is not None and end <= start:
        raise BACKWARD
    items, outside = _items(row, start, end)
    used = [name for name in row.values if name in USED or CHAIR.fullmatch(name) or PAPERS.fullmatch(name)]
    tally.leave(row, used)
    for number, _ in _papers(row):
        authors, presenting = (_names(row.text(f"p{number}_{column}")) for column in ("authors", "presenting_author"))
        if others := len(authors) - len(presenting):
            tally.left[CO_AUTHORS] += max(others, 0)
    said = [lines(plain(row.prose("session_info"))), *outside]
    guesses: tuple[Guess, ...] = tuple(OUTSIDE.fill(title=Quoted(one)) for one in outside)
    return FoundSession(
        title=title or short,
        source=row.source,
        key=plain_key(short) or None,
        category=row.text("session_type") or None,
        room=row.text("session_room") or None,
        start=start,
        end=end,
        people=tuple(
            FoundPerson(name=name, role=CHAIRS.say("en"))
            for column in row.values
            if CHAIR.fullmatch(column)
            for name in _names(row.text(column))
        ),
        programme=tuple(items),
        abstract="\n".join(filter(None, said)) or None,
        guesses=guesses,
    )


def _time(text: str) -> datetime | None:
    return moment(text) if text else None


def _items(row: SourceRecord, start: datetime | None, end: datetime | None) -> tuple[list[FoundItem], list[str]]:
    """The presentations that have a time inside the session, and the titles of the others."""
    items, outside = list[FoundItem](), list[str]()
    for number, title in _papers(row):
        begin, until = _time(row.text(f"p{number}_start")), _time(row.text(f"p{number}_end"))
        people = tuple(FoundPerson(name=name) for name in _names(row.text(f"p{number}_presenting_author")))
        if start and end and begin and until and start <= begin < until <= end:
            items.append(FoundItem(title=title, start=begin, end=until, people=people))
        else:
            outside.append(f"{title} ({', '.join(one.name for one in people)})" if people else title)
    return items, outside


def _papers(row: SourceRecord) -> Iterator[tuple[int, str]]:
    for column in row.values:
        if (match := PAPER.fullmatch(column)) and (title := row.text(column)):
            yield int(match[1]), title


def _names(text: str) -> list[str]:
    return [name for name in SEVERAL.split(text) if name]
