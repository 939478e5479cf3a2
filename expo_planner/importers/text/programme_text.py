"""A forum's plan or schedule as people paste it → one session, and what happens inside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import UNPRINTABLE, Quoted
from expo_planner.importers.model import Hints, Reading
from expo_planner.importers.text import date_times, spelling
from expo_planner.importers.text.columns import ROOM, Column, header
from expo_planner.importers.text.header_block import DOCUMENT, bare, expo_title
from expo_planner.importers.text.lines import PAGE_NUMBER, RULE, TextRow
from expo_planner.importers.text.programme import ProgrammeLine, ProgrammeSheet, finish
from expo_planner.importers.text.row_parser import CONTROL, Cell
from expo_planner.importers.text.speakers import people
from expo_planner.importers.text.spelling import width
from expo_planner.importers.text.tokens import DayToken
from expo_planner.importers.text.vocabulary import PERSON_LABELS

SECTION = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.．]|[0-9]{1,2}[、.．](?![0-9])) ?([^。；]{1,30})")
PART = re.compile("[【\\[]([^】\\]]{1,30})[】\\]]")
LABELLED = re.compile(r"([^:：\d]{1,16}?) ?[:：] ?(.+)")
HEADS = re.compile("([0-9]{1,7}) ?(?:余|多)?(?:人|名|位|people|persons|attendees)", re.IGNORECASE)
ABSTRACT = re.compile("背景|内容|简介|目的|主旨|宗旨|概述|about|abstract|summary", re.IGNORECASE)
ORGANISERS = re.compile("主办|organi[sz]er|organi[sz]ed by|hosted by", re.IGNORECASE)
CO_ORGANISERS = re.compile("承办|协办|支持|co-?organi[sz]er|partner", re.IGNORECASE)
WHEN = re.compile("时间|日期|when|date|time", re.IGNORECASE)
WHERE = re.compile("地点|场地|会场|会议室|where|venue|place|room|location", re.IGNORECASE)
SIZE = re.compile("规模|人数|attendance|size", re.IGNORECASE)
OF_FORUM = re.compile(
    "论坛|沙龙|研讨|座谈|讲座|培训|工作坊|路演|发布会|专场|仪式|フォーラム|シンポジウム|セミナー"
    r"|\b(?:forum|workshop|seminar|panel|symposium|keynote|webinar|meet-?up|training|roundtable)\b",
    re.IGNORECASE,
)
"""What one session is called, not an event of many."""
INSIDE = ("time", "title", "people", "abstract")
"""Columns that the programme of one session has."""
PROSE = 30
"""Chinese characters from which on a line is prose."""

NEITHER = Text(
    "{found} is neither a programme item nor anything else that is known", "{found}不是议程，也不是已知的事项"
)
OTHER_DAY = Text("{found} is not the day of the session", "{found}不是论坛当天")
EACH_DAY = Text("put each day's programme into its own file", "请将每天的日程分成单独的文件")
REMOVE = Text("remove it or give it a clock time", "请删除，或写上时间")


def recognised(rows: Sequence[TextRow]) -> bool:
    """Whether lines are the programme of one session rather than an agenda of many.

    They begin with clock times and name one day at most, beside them; where columns have names, none is a room's, and
    what stands above them says where, until when or of which forum.
    """
    items, days = 0, set()
    columns = next((found for row in rows if (found := header(row.texts)) is not None), None)
    if columns is not None and not {column.field for column in columns} <= {*INSIDE, None}:
        return False
    if columns is not None and not any(_of_one_session(row) for row in rows):
        return False
    for row in rows:
        texts = [cell.text for cell in row.filled]
        read = [one for one in map(date_times.written, texts) if one is not None]
        if len(texts) > 1 and (any(one.dated for one in read) or (len(texts) > 2 and columns is None)):
            return False
        items += bool(texts) and _item(spelling.even(texts[0])) is not None
        days |= {one.start.day[1:3] for one in read if one.start.day is not None}
    return items > 1 and len(days) < 2


def read(rows: Sequence[TextRow], name: str, hints: Hints) -> Reading:
    """The one session of a programme; what is not understood of it is in `misread`."""
    sheet = ProgrammeSheet(name)
    columns: tuple[Column, ...] = ()
    above: set[str] = set()
    for row in rows:
        if not row.filled:
            continue
        if (found := header(row.texts)) is not None:
            columns = found
            continue
        line = spelling.even(bare(_line(row, columns, sheet)))
        page = len(line) < 40 and PAGE_NUMBER.fullmatch(line) is not None
        if not line or page or RULE.fullmatch(line) or (line in above and width(line) > 4):
            continue
        if not sheet.items:  # what stands on every page stands on the first one too
            above.add(line)
        place = row.filled[0].place
        if match := UNPRINTABLE.search(line):
            sheet.refuse(place, CONTROL.fill(character=f"U+{ord(match[0]):04X}"), Text("remove it", "请删除"))
        else:
            _take(sheet, line, place)
    return finish(sheet, hints)


def _of_one_session(row: TextRow) -> bool:
    """Whether a line tells of one session, as the title of a forum, its hours, its place and its hosts do."""
    if len(row.filled) != 1:
        return False
    line = spelling.even(bare(row.filled[0].text))
    found = date_times.written(line)
    if found is not None:
        return found.dated and found.start.clock is not None
    label = LABELLED.fullmatch(line)
    return (
        OF_FORUM.search(line) is not None
        or (label is not None and _label(ProgrammeSheet(""), label[1], label[2], ""))
        or (width(line) < PROSE and ROOM.search(line) is not None)
    )


def _item(line: str) -> tuple[date_times.WrittenTime, str] | None:
    """The clock time that a line begins with, and the rest of it; None where it has none, or names a day."""
    found = date_times.leading(line)
    time = date_times.clock_time(found[0]) if found is not None else None
    return None if found is None or time is None or time.dated else (time, found[1])


def _line(row: TextRow, columns: tuple[Column, ...], sheet: ProgrammeSheet) -> str:
    """A row as one line: who speaks, in a column of its own, stands behind a label."""
    parts = []
    for cell, column in zip_longest(row.cells, columns[: len(row.cells)], fillvalue=Column("")):
        assert isinstance(cell, Cell) and isinstance(column, Column)  # as there are no more columns than cells
        if not cell.text or cell.text.isspace():
            continue
        if column.field == "people" and len(row.filled) > 1:
            parts.append(f"演讲人：{spelling.unbroken(cell.text)}")
        elif columns and column.field is None and len(row.filled) > 1:
            sheet.left[column.name] += 1
        else:
            parts.append(spelling.unbroken(cell.text))
    return " ".join(parts)


def _take(sheet: ProgrammeSheet, line: str, place: str) -> None:
    """One more line."""
    after_when, sheet.after_when = sheet.after_when, False
    if (item := _item(line)) is not None:
        sheet.items.append(ProgrammeLine(item[0], place, [item[1]] if item[1] else []))
        return
    if match := PART.fullmatch(line):
        sheet.left[match[1]] += 1 if sheet.items else 0
        sheet.titles += [] if sheet.items else [match[1]]
        return
    if (match := SECTION.fullmatch(line)) and not date_times.written(line):
        sheet.section = match[1]
        if not _known(match[1]):
            sheet.left[match[1]] += 1
        return
    found = date_times.written(line)
    if sheet.items:
        if found is None or not found.dated:
            sheet.items[-1].lines.append(line)
        elif sheet.when is None:
            sheet.when = (line, place)
        elif found.days[0][1:3] not in [day[1:3] for day in _days(sheet.when[0])]:
            sheet.refuse(place, OTHER_DAY.fill(found=Quoted(line)), EACH_DAY)
        return
    if found is not None and found.dated:
        sheet.when, sheet.after_when = sheet.when or (line, place), True
    elif DOCUMENT.search(line) and width(line) < 2 * PROSE:
        sheet.titles.insert(len(sheet.titles) if expo_title(line) is None else 0, line)  # 论坛议程 is no title
    elif (match := LABELLED.fullmatch(line)) and _label(sheet, match[1], match[2], place):
        pass
    elif width(line) >= PROSE or ABSTRACT.search(sheet.section):
        sheet.abstract += [] if sheet.section and not ABSTRACT.search(sheet.section) else [line]
        if SIZE.search(sheet.section) and (heads := HEADS.search(line)):
            sheet.attendance = int(heads[1])
    elif SIZE.search(sheet.section) and (heads := HEADS.search(line)):
        sheet.attendance = int(heads[1])
    elif sheet.where is None and (
        after_when or WHERE.search(sheet.section) or (ROOM.search(line) is not None and sheet.titles)
    ):
        sheet.where = line
    elif not sheet.titles:
        sheet.titles.append(line)
    elif sheet.section and not _known(sheet.section):
        pass  # counted by its heading among what is left
    else:
        sheet.refuse(place, NEITHER.fill(found=Quoted(line)), REMOVE)


def _days(when: str) -> tuple[DayToken, ...]:
    """The dates that the session's time names."""
    found = date_times.written(when)
    return () if found is None else found.days


def _known(section: str) -> bool:
    patterns = (ABSTRACT, ORGANISERS, WHEN, WHERE, SIZE, re.compile("组织|议程|日程|流程|安排|agenda|programme"))
    return any(pattern.search(section) for pattern in patterns)


def _label(sheet: ProgrammeSheet, label: str, value: str, place: str) -> bool:
    """Take what stands behind a label; False where it is no label of a programme."""
    if WHEN.search(label) and (found := date_times.written(value)) is not None and found.dated:
        sheet.when, sheet.after_when = sheet.when or (value, place), True
    elif WHERE.search(label) and sheet.where in (None, value):
        sheet.where = value
    elif CO_ORGANISERS.search(label):
        sheet.co_organisers += filter(None, map(spelling.close, re.split("[、，,;；]", value)))
    elif ORGANISERS.search(label):
        sheet.organisers += filter(None, map(spelling.close, re.split("[、，,;；]", value)))
    elif SIZE.search(label) and (heads := HEADS.search(value)):
        sheet.attendance = int(heads[1])
    elif ABSTRACT.search(label):
        sheet.abstract.append(value)
    elif label.lower() in PERSON_LABELS and sheet.titles:
        there, unsure = people(value, named=True)
        sheet.people += there
        sheet.guesses += unsure
    elif width(label) <= 8 and width(value) < PROSE and sheet.titles:
        sheet.left[label] += 1
    else:
        return False
    return True
