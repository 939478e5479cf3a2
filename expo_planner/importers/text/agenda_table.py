"""Rows of an agenda or a list of requests → what was found in it. Pasted texts, sheets and documents end up here.

A line alone is a heading, a date, part of a title that was broken, a footnote, or furniture of the page. One that is
none of these is misread, never dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.schema.nodes import UNPRINTABLE, Quoted
from expo_planner.importers.model import FoundRoom, FoundSession, Guess, Hints, Reading
from expo_planner.importers.text import spelling
from expo_planner.importers.text.clock_sequence import in_order
from expo_planner.importers.text.columns import Column, header, told_by_content
from expo_planner.importers.text.date_disambiguation import reckoning
from expo_planner.importers.text.date_times import leading, written
from expo_planner.importers.text.header_block import LONGEST_HEADING, Preface, bare, language_of, place_of, preface
from expo_planner.importers.text.lines import HEADING, NOTE, PAGE_NUMBER, RULE, WIDEST_HEADING, TextRow, glued
from expo_planner.importers.text.missing_ends import completed
from expo_planner.importers.text.not_planned import not_planned
from expo_planner.importers.text.row_cells import by_fields
from expo_planner.importers.text.row_days import give_days, needed, needs_date
from expo_planner.importers.text.row_parser import (
    CONTROL,
    JOINT,
    Cell,
    RowDraft,
    clocked,
    session,
    without_length,
)
from expo_planner.importers.text.speakers import CHAIR, SPEAKS
from expo_planner.importers.text.spelling import SHORTEST_LINE, width
from expo_planner.importers.text.split_columns import BROKEN
from expo_planner.importers.text.tokens import day_label

TIMES = {"time", "start", "start_date", "date"}

NEITHER = Text(
    "{found} is neither a row nor a heading, a date or a footnote", "{found}不是表格的一行，也不是类别、日期或备注"
)
ONE_LINE = Text(
    "put title, room and time on one line, separated by tabs", "请把名称、地点、时间写在同一行，用制表符隔开"
)
MAY_CONTINUE = Text(
    "{heading} was read as a heading; it may be the end of the title above it",
    "{heading}当作类别，也可能是上一行标题的后半",
)
NOTHING_UNDER = Text(
    "{heading} was read as a heading, but there are no sessions under it", "{heading}当作类别，但其下没有活动"
)
ABOVE = Text("text above the table was left out: {lines}", "表格上方有{lines}，未录入")
TOLD_APART = Text("the cells were separated by their content: {cells}", "按内容分栏：{cells}")
CHAIRS = Text(
    "{found} names who chairs some of the entries around it, and was added to none of them",
    "{found}写的是前后若干场的主持，未归入任何一场",
)
ADD_THEM = Text("add them to the people of those sessions", "请将其加入相应活动的人员")
SPEAKS_ABOVE = Text("{found} was read as taking part in the entry above it", "{found}算作其上一项的人员")
UNNAMED = Text(
    "the columns have no headings; by what is in them they were read as: {fields}", "各列没有标题，按内容读作：{fields}"
)
OTHER = Text("other text", "其他文字")
SAME_DATE = Text("the date is taken from the row above", "日期同上一行")


def read(rows: Sequence[TextRow], name: str, hints: Hints, *, pasted: bool = False, lenient: bool = False) -> Reading:
    """What the rows of a file tell. `pasted`: lines may be broken, and a category is not repeated in every row.

    `lenient`: a row under a header that leaves its time empty is a session without a place.
    """
    columns = next((found for row in rows if (found := header(row.texts)) is not None), None)
    unnamed = columns is None
    if columns is None:
        columns = told_by_content([row.texts for row in rows if len(row.filled) > 1])
    table = _Table(name, pasted, lenient, columns)
    fields = [column.field or OTHER for column in columns]
    if unnamed and len(fields) > 2 and ("category" in fields or "room" not in fields):
        table.guesses.append(UNNAMED.fill(fields=fields))
    for row in rows:
        table.take(row)
    return table.finish(hints)


class _Table:
    """The table as far as it has been read."""

    def __init__(self, name: str, pasted: bool, lenient: bool, columns: tuple[Column, ...]) -> None:
        self.name, self.pasted, self.lenient, self.columns = name, pasted, lenient, columns
        self.fields = {column.field: column for column in columns if column.field}
        self.found: list[RowDraft | Problem] = []
        self.pending: list[tuple[TextRow, Cell]] = []
        self.above: Preface | None = None
        self.furniture: set[str] = set()
        self.headings: dict[str, int] = {}
        self.notes: list[str] = []
        self.in_note = False
        self.guesses: list[Guess] = []
        self.category: str | None = None
        self.day: str | None = None
        self.last_date: Cell | None = None
        self.open: TextRow | None = None  # a row that has no time yet
        self.told: list[Problem] = []
        self.above_heading = 0  # of the rows found, so many stand above the last header or day
        self.headed = False
        self.last: RowDraft | None = None  # the row read last; what was not understood may have come after it

    def take(self, row: TextRow) -> None:
        """One more line."""
        filled = row.filled
        if not filled or all(RULE.fullmatch(cell.text) for cell in filled):
            return
        if len(filled) == 1:
            self.alone(row, filled[0])
        elif (columns := header(row.texts)) is not None:
            self.settle(above_header=True)
            self.columns, self.open, self.headed = columns, None, True
            self.above_heading = len(self.found)
            self.fields = {column.field: column for column in columns if column.field}
        else:
            self.several(row, filled)

    def several(self, row: TextRow, filled: tuple[Cell, ...]) -> None:
        """A line with several cells: a row, or part of one."""
        if (why := not_planned(row, self.columns)) is not None:
            self.settle(row, self.draft(row.cells))
            self.told.append(Problem(Source(self.name, filled[0].place), "", why))
            return
        draft = self.draft(row.cells)
        draft.rooms = row.rooms
        if self.pasted and not self.complete(draft):
            before = self.open.filled if self.open is not None else tuple(cell for _, cell in self.pending[-1:])
            if before and (joined := self.joined((*before, *filled))) is not None:
                if self.open is not None:
                    self.replace(joined, filled[0])
                    return
                self.pending.pop()
                draft = joined
                draft.guesses.append(BROKEN.fill(rest=Quoted(filled[0].text)))
        draft.guesses += row.guesses
        if row.guessed:
            draft.guesses.append(TOLD_APART.fill(cells=[Quoted(cell.text) for cell in filled]))
        self.settle(row, draft)
        self.append(draft, row)

    def append(self, draft: RowDraft, row: TextRow) -> None:
        draft.category = draft.category or self.category
        draft.day = self.day
        self.found.append(draft)
        self.last = draft
        self.open = None if self.complete(draft) else row
        self.in_note = False
        if draft.category is not None:
            self.headings[draft.category] = self.headings.get(draft.category, 0) + 1

    def replace(self, draft: RowDraft, rest: Cell) -> None:
        """The row that had no time yet has one now."""
        old = self.last
        assert old is not None
        old.cells, old.others, self.open = draft.cells, draft.others, None
        old.category = draft.category or old.category
        old.guesses.append(BROKEN.fill(rest=Quoted(rest.text)))

    def joined(self, cells: tuple[Cell, ...]) -> RowDraft | None:
        """The row that these cells make together, if they are as many as the columns and its time can be read."""
        if len(cells) != len(self.columns):
            return None
        draft = self.draft(cells)
        return draft if self.complete(draft) else None

    def complete(self, draft: RowDraft) -> bool:
        """Whether the row has all the time that it needs."""
        if not self.fields.keys() & TIMES or "duration" in draft.cells:
            return True
        read = written(draft.time()[0])
        return read is not None and (
            read.timed or read.all_day or not self.fields.keys().isdisjoint(("end", "end_date"))
        )

    def draft(self, cells: tuple[Cell, ...]) -> RowDraft:
        """The cells of a row by their fields; a date that is left out is the one above."""
        by_field, others, guesses, numbered = by_fields(cells, self.columns)
        first = next((cell for cell in cells if cell.text and not cell.text.isspace()), cells[0])
        draft = RowDraft(by_field, self.fields, first, others=others, guesses=guesses, numbered=numbered)
        if "date" in by_field:
            self.last_date = by_field["date"]
        elif "date" in self.fields and self.last_date is not None and needs_date(by_field):
            by_field["date"] = Cell(self.last_date.text, draft.time()[1].place)
            draft.guesses.append(SAME_DATE)
            draft.same_date = True
        if "category" in by_field:
            draft.category = spelling.title(by_field["category"].text)[0]
            if self.pasted:
                self.category = draft.category
        return draft

    def alone(self, row: TextRow, cell: Cell) -> None:
        """A line with one thing on it."""
        text = bare(cell.text)
        if match := UNPRINTABLE.search(text):
            message = CONTROL.fill(character=f"U+{ord(match[0]):04X}")
            self.found.append(Problem(Source(self.name, cell.place), "", message, Text("remove it", "请删除")))
            return
        if text in self.furniture or (len(text) < 40 and PAGE_NUMBER.fullmatch(text)):
            return
        if match := NOTE.match(text):
            self.settle(row)
            self.notes.append(text[match.end() :])
            self.in_note = True
            return
        time = written(text)
        if time is not None and time.dated and time.end is None and time.start.clock is None:
            self.settle(row, day=True)
            self.day, self.above_heading = text, len(self.found)
            return
        if time is None and day_label(text) is not None:
            self.settle(row, day=True)
            self.day, self.above_heading = text, len(self.found)
            return
        if self.chairs(row, text, cell) or (self.pasted and self.line(row, text, cell)):
            return
        if self.pasted and (self.speaks(text, cell) or self.continues(row, cell)):
            return
        self.pending.append((row, cell))

    def line(self, row: TextRow, text: str, cell: Cell) -> bool:
        """Whether the line is a row of its own amid a table: its time, and what happens then."""
        parts = leading(text)
        time = written(parts[0]) if parts is not None else None
        if self.above is None or parts is None or not parts[1] or time is None or time.dated:
            return False
        cells = {"time": cell._replace(text=parts[0]), "title": cell._replace(text=parts[1])}
        draft = RowDraft(cells, self.fields, cell, guesses=[TOLD_APART.fill(cells=[*map(Quoted, parts)])])
        self.settle(row, draft)
        self.append(draft, row)
        return True

    def chairs(self, row: TextRow, text: str, cell: Cell) -> bool:
        """Whether a row of a table says only who chairs: nobody knows for sure which entries."""
        label, colon, name = text.replace("：", ":").partition(":")
        if row.loose or not colon or not name.strip() or CHAIR.fullmatch(label.strip()) is None:
            return False
        self.told.append(Problem(Source(self.name, cell.place), "people", CHAIRS.fill(found=Quoted(text)), ADD_THEM))
        return True

    def speaks(self, text: str, cell: Cell) -> bool:
        """Whether the line says who takes part in the row above it, `主持人：王巍`."""
        match, last = SPEAKS.fullmatch(text), self.found[-1] if len(self.found) > self.above_heading else None
        if match is None or not isinstance(last, RowDraft) or self.pending:
            return False
        there = f"{last.text('people')}; " if "people" in last.cells else ""
        last.guesses.append(SPEAKS_ABOVE.fill(found=Quoted(text)))
        last.cells["people"] = Cell(there + match[1], last.cells.get("people", cell).place)
        return True

    def continues(self, row: TextRow, cell: Cell) -> bool:
        """Whether the line is the rest of the row above it: of its time, or of its title."""
        last = self.found[-1] if self.found else None
        line = leading(cell.text)
        if not isinstance(last, RowDraft) or self.pending or row.gap or (line is not None and line[1]):
            return False
        if self.open is not None:
            joined = self.joined((*self.open.filled, cell)) or self.with_time(cell)
            if joined is not None:
                self.replace(joined, cell)
                return True
        title = last.text("title")
        unclosed = title.count("（") > title.count("）") or title.count("“") > title.count("”")
        wide = width(title) >= SHORTEST_LINE and row.loose and width(cell.text) <= LONGEST_HEADING
        if not (wide or unclosed):
            return False
        if HEADING.search(cell.text) and not unclosed:
            self.guesses.append(MAY_CONTINUE.fill(heading=Quoted(cell.text.strip())))
            return False
        last.cells["title"] = Cell(glued(title, cell.text), last.cells["title"].place)
        last.guesses.append(BROKEN.fill(rest=Quoted(cell.text.strip())))
        return True

    def with_time(self, rest: Cell) -> RowDraft | None:
        """The open row, its time followed by what stands on this line."""
        assert self.open is not None
        cells = self.open.cells
        for index, cell in enumerate(cells):
            if index < len(self.columns) and self.columns[index].field in ("time", "date") and cell.text.strip():
                whole = Cell(f"{cell.text.strip()} {rest.text.strip()}", cell.place)
                draft = self.draft((*cells[:index], whole, *cells[index + 1 :]))
                return draft if self.complete(draft) else None
        return None

    def settle(
        self,
        row: TextRow | None = None,
        draft: RowDraft | None = None,
        *,
        above_header: bool = False,
        day: bool = False,
    ) -> None:
        """Say what the lines alone were, now that it is known what follows them."""
        pending, self.pending = self.pending, []
        if self.above is None and (draft is not None or above_header):
            self.begin([cell.text for _, cell in pending], above_header)
            return
        if self.above is None and day:  # a date above the table; what stands there is told when the table begins
            self.pending = pending
            return
        follows = draft is not None or above_header or day
        for place, (line, cell) in enumerate(pending, start=1):
            text = bare(cell.text)
            wide = width(text) > (LONGEST_HEADING if line.loose else WIDEST_HEADING)
            last = self.pasted and place == len(pending) and row is not None and not row.gap
            if wide and last and line.loose and draft is not None and "title" in draft.cells:
                title = draft.cells["title"]
                draft.cells["title"], draft.first = Cell(glued(cell.text, title.text), cell.place), cell
                draft.guesses.append(BROKEN.fill(rest=Quoted(title.text.strip())))
            elif follows and not wide and self.may_be_heading(line, cell):
                self.category, self.in_note = text, False
                self.headings.setdefault(text, 0)
            elif self.in_note and not follows:
                self.notes.append(text)
            else:
                message = NEITHER.fill(found=Quoted(text))
                self.found.append(Problem(Source(self.name, cell.place), "", message, ONE_LINE))

    def may_be_heading(self, line: TextRow, cell: Cell) -> bool:
        """Whether a line alone can be a heading: where rows name their category, or ask for a length, it is a row."""
        if line.loose:
            return True
        index = line.cells.index(cell)
        field = self.columns[index].field if index < len(self.columns) else None
        return (index == 0 or field == "title") and not {"category", "duration"} & self.fields.keys()

    def begin(self, lines: list[str], above_header: bool) -> None:
        """The table begins: what stands above it is its title, and perhaps a heading."""
        self.above = preface(lines, above_header=above_header)
        self.furniture = {bare(line) for line in lines} - {self.above.heading}
        if self.above.heading is not None:
            self.category = self.above.heading
            self.headings.setdefault(self.above.heading, 0)
        if self.above.rest:
            self.guesses.append(ABOVE.fill(lines=[Quoted(line) for line in self.above.rest]))

    def finish(self, hints: Hints) -> Reading:
        """All that was found."""
        self.settle()
        above = self.above or Preface()
        drafts = [one for one in self.found if isinstance(one, RowDraft)]
        give_days(drafts, hints.days or above.days)
        times = [text for one in drafts for text in (one.time()[0], *one.windows())]
        language = language_of([title for one in drafts if (title := one.text("title"))])
        dates = reckoning(hints, above, times, language)
        for timed, clock in zip(drafts, in_order([*map(clocked, drafts)]), strict=True):
            timed.clock = clock
        read = [
            session(one, self.name, dates, lenient=self.lenient and self.headed) if isinstance(one, RowDraft) else one
            for one in self.found
        ]
        whole = iter(completed([one for one in read if isinstance(one, FoundSession)], certain=self.headed))
        sessions: list[FoundSession] = []
        misread: list[Problem] = []
        left: Counter[str] = Counter()
        for draft, one in zip(self.found, read, strict=True):
            if isinstance(one, FoundSession) and isinstance(draft, RowDraft):
                found = next(whole)
                if found.end is None and found.minutes is None and found.days is None:
                    one = without_length(draft, self.name, found)
                else:
                    sessions.append(found)
                    left.update((*(name for name, _ in draft.others), *draft.numbered))
            if isinstance(one, Problem):
                misread.append(one)
        note = "\n".join(self.notes) or None
        empty = [NOTHING_UNDER.fill(heading=Quoted(heading)) for heading, rows in self.headings.items() if not rows]
        return Reading(
            source=Source(self.name),
            title=above.title,
            language=language,
            place=above.place or (place_of(note) if note else None),
            note=note,
            categories=tuple(self.headings),
            rooms=_joint_halls(drafts),
            sessions=tuple(sessions),
            rows=len(self.found) + len(self.told),
            misread=tuple(misread),
            told=tuple(self.told),
            guesses=(*self.guesses, *empty),
            left=left,
            needed=None if sessions else needed(misread),
        )


def _joint_halls(drafts: Sequence[RowDraft]) -> tuple[FoundRoom, ...]:
    """Halls made of the rooms that entries stand over."""
    over = dict.fromkeys(draft.rooms for draft in drafts if draft.rooms)
    return tuple(FoundRoom(name=JOINT.join(rooms), cells=rooms) for rooms in over)
