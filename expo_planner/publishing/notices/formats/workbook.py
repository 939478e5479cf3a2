"""A notice as a workbook: sessions with what was and what is, items of programmes, rooms, people to tell.

It opens with the summary; every sheet has a filter. Text is always text, times are real times, minutes numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.diff import SessionChange, SessionState
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.text_metrics import width
from expo_planner.publishing.formats.worksheets import (
    BOX,
    DIGITS,
    LARGE,
    LEFT,
    LINE,
    ONE_LINE,
    PLAIN,
    cell_at,
    finish,
    height,
    put_head,
    put_moment,
    put_text,
    workbook_bytes,
)
from expo_planner.publishing.labels import TITLE
from expo_planner.publishing.notices import VIEWS, Notice, View
from expo_planner.publishing.notices.sentences import Sentences

SESSIONS, ITEMS = Text("By session", "按活动"), Text("Programmes", "议程")
ROOMS, PEOPLE = Text("By room", "按场地"), Text("People to notify", "需通知的人员")
CATEGORY, CHANGE, ITEM = Text("Category", "类别"), Text("Change", "变动"), Text("Item", "议程项")
ROOM, PERSON = Text("Room", "场地"), Text("Person", "人员")
OLD_START, OLD_END, OLD_PLACE = Text("Old start", "原开始"), Text("Old end", "原结束"), Text("Old place", "原地点")
NEW_START, NEW_END, NEW_PLACE = Text("New start", "新开始"), Text("New end", "新结束"), Text("New place", "新地点")
LATER, LONGER = Text("Minutes later", "推迟（分钟）"), Text("Minutes longer", "延长（分钟）")
TOLD = Text("People to notify", "通知人次")

CellValue = str | int | datetime | None
WHAT, NAME, TIME, NUMBER = 60, 40, 17, 14
"""Widths of columns."""


def render(notice: Notice, views: Sequence[View] = VIEWS) -> bytes:
    """The workbook, with every view."""
    workbook = Workbook()
    writer = _Sheets(notice)
    first = workbook.worksheets[0]
    first.title = notice.say(SESSIONS)
    writer.sessions(first)
    writer.items(workbook.create_sheet(notice.say(ITEMS)))
    writer.views(workbook.create_sheet(notice.say(ROOMS)), "room", ROOM)
    writer.views(workbook.create_sheet(notice.say(PEOPLE)), "person", PERSON)
    workbook.properties.creator = "expo_planner"
    workbook.properties.title = notice.title
    stamp = make_agenda(notice.changes.new.expo, Schedule()).stamp.replace(tzinfo=None)
    workbook.properties.created = workbook.properties.modified = stamp
    return workbook_bytes(workbook)


class _Sheets:
    def __init__(self, notice: Notice) -> None:
        self.notice, self.changes = notice, notice.changes
        self.sentences = Sentences(notice.changes, notice.language)

    def sessions(self, sheet: Worksheet) -> None:
        """Title and summary, then a row for each session that changes."""
        put_text(cell_at(sheet, 1, 1), self.notice.title, font=LARGE, alignment=ONE_LINE)
        summary = " ".join(self.notice.summary) if self.notice.language == "en" else "".join(self.notice.summary)
        put_text(cell_at(sheet, 2, 1), summary, alignment=ONE_LINE)
        heads = (
            CATEGORY,
            TITLE,
            CHANGE,
            OLD_START,
            OLD_END,
            OLD_PLACE,
            NEW_START,
            NEW_END,
            NEW_PLACE,
            LATER,
            LONGER,
            TOLD,
        )
        rows = []
        groups = [section for section in self.notice.sections if section.view == "session"]
        entries = [(group.heading, entry) for section in groups for group in section.groups for entry in group.entries]
        for (category, entry), change in zip(entries, self.changes.sessions, strict=True):
            stays = change.old and change.new
            figures = (change.later, change.longer) if stays else (None, None)
            places = (*self.place(change, change.old), *self.place(change, change.new))
            rows.append((category, self.bare(change), "\n".join(entry.lines), *places, *figures, change.told))
        widths = (18, NAME, WHAT, TIME, TIME, 24, TIME, TIME, 24, NUMBER, NUMBER, NUMBER)
        self.table(sheet, 3, heads, widths, rows)

    def items(self, sheet: Worksheet) -> None:
        """A row for each item of a programme that changes, those that only go along with their session included."""
        heads = (TITLE, ITEM, CHANGE, OLD_START, OLD_END, NEW_START, NEW_END, LATER, LONGER)
        widths = (NAME, NAME, WHAT, TIME, TIME, TIME, TIME, NUMBER, NUMBER)
        old, new = self.changes.old.expo.clock, self.changes.new.expo.clock
        rows: list[Sequence[CellValue]] = []
        for change in self.changes.sessions:
            for item in change.items if change.old and change.new else ():
                was = [old.local(tick) for tick in item.was] if item.was else [None, None]
                now = [new.local(tick) for tick in item.now] if item.now else [None, None]
                figures = (item.later, item.longer) if item.was and item.now else (None, None)
                said = self.sentences.item(change, item)
                rows.append((self.bare(change), one_line(item.item.title), said, *was, *now, *figures))
        self.table(sheet, 1, heads, widths, rows)

    def views(self, sheet: Worksheet, view: View, head: Text) -> None:
        """A row for each session in each group of a view."""
        rows = [
            (group.heading, entry.title, "\n".join(entry.lines))
            for section in self.notice.sections
            if section.view == view
            for group in section.groups
            for entry in group.entries
        ]
        self.table(sheet, 1, (head, TITLE, CHANGE), (NAME, NAME, 90), rows)

    def bare(self, change: SessionChange) -> str:
        """The title of a session without quotes."""
        session = change.stand.session
        return one_line(session.title_en if self.notice.language == "en" and session.title_en else session.title)

    def place(self, change: SessionChange, stand: SessionState | None) -> tuple[CellValue, CellValue, CellValue]:
        """Start, end and room of a session; nothing where it has no place."""
        if stand is None:
            return None, None, None
        clock = (self.changes.new if stand is change.new else self.changes.old).expo.clock
        start, end = (clock.local(tick) for tick in stand.placement.window)
        return start, end, self.sentences.place(change, stand)

    def table(
        self,
        sheet: Worksheet,
        top: int,
        heads: Sequence[Text],
        widths: Sequence[int],
        rows: Sequence[Sequence[CellValue]],
    ) -> None:
        """Headings in row `top`, and the rows below."""
        put_head(sheet, top, [self.notice.say(head) for head in heads])
        for row, values in enumerate(rows, start=top + 1):
            lines = 1
            for column, value in enumerate(values, start=1):
                cell = cell_at(sheet, row, column)
                if isinstance(value, datetime):
                    put_moment(cell, value)
                elif isinstance(value, int):
                    cell.value, cell.font, cell.border, cell.alignment = value, PLAIN, BOX, ONE_LINE
                else:
                    put_text(cell, value or "", border=BOX, alignment=LEFT)
                    room = widths[column - 1] - 2
                    lines = max(
                        lines, sum(max(1, ceil(width(line) * DIGITS / room)) for line in (value or "").split("\n"))
                    )
            sheet.row_dimensions[row].height = max(height(lines), LINE)
        finish(sheet, widths, f"A{top + 1}", f"1:{top}")
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(heads))}{top + max(len(rows), 1)}"
