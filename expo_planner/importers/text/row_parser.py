"""A row whose columns are known → the session that it tells of, or what is wrong with it and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.schema.field_types import WEB_ADDRESS
from expo_planner.files.schema.nodes import UNPRINTABLE, Quoted, Refusal
from expo_planner.files.schema.value_parsing import duration, length, narrow
from expo_planner.files.write.to_yaml import Value
from expo_planner.importers.calendar_range import WHOLE_DAYS
from expo_planner.importers.model import FoundSession, Guess
from expo_planner.importers.text import date_times, speakers, spelling, time_spans
from expo_planner.importers.text.clock_sequence import Clocked, Settled
from expo_planner.importers.text.columns import Column
from expo_planner.importers.text.date_disambiguation import Reckoning

LIST = re.compile("[、，,;；\n]")
WINDOWS = re.compile("[,，;；、\n]|或者|或")
HEADS = re.compile(
    r"(?:拟|约|预计|大约|不超过|共|限)?(\d{1,8})(?:余|多|左右|以上|以内)*(?:人|名|位|people|persons|pax)?(?:左右|以上|以内)?"
)
RANGE_OF_HEADS = re.compile(r"(?:拟|约|预计)?(\d{1,8})人?(?:-{1,2}|[–—~至])(\d{1,8})(?:人|名|people)?(?:左右)?")
UNDECIDED = re.compile(r"待定|未定|待确认|待通知|另行通知|tbd|tba|tbc|n/?a|\W+", re.IGNORECASE)
REPORTS = re.compile(r"成果报告|成果发布报告|研究报告|白皮书|reports?", re.IGNORECASE)
MIDNIGHT = re.compile(r"(?<=\d)[ T]+0?0:00(?::00(?:\.0+)?)?$")
"""What programs write behind a date that stands in a column of its own."""
YES_OR_NO = {**dict.fromkeys(("true", "yes", "是"), True), **dict.fromkeys(("false", "no", "否"), False)}
MOST = 10_000_000
JOINT = " + "
"""What stands between the rooms of a hall that is made of those that an entry stands over."""
TAKES_ALL = Text("it stands over {rooms} and takes all of them", "单元格跨{rooms}，视为同时占用")

NO_TITLE = Text("the row has no title", "这一行没有标题")
TITLE_OF_CATEGORY = Text("the title is that of its type", "标题取自其类型")
NO_TIME = Text("the row has neither a time nor a duration", "这一行既没有时间也没有时长")
NO_LENGTH = Text("the row has a start, but neither an end nor a duration", "只有开始时间，没有结束时间或时长")
WRITE_TIME = Text("write a time such as 2023-07-06 09:00-12:00", "请写明时间，如 2023-07-06 09:00-12:00")
NO_ROOM = Text("the room is not decided yet", "场地待定")
CONTROL = Text("the control character {character} is not allowed here", "此处不能有控制字符 {character}")
NO_NUMBER = Text("{found} is not a number of people", "{found}不是人数")
LARGER = Text("{found}: the larger number was used", "{found}：取较大的数")
NO_ADDRESS = Text("{found} is not a web address and was left out", "{found}不是网址，未录入")


class Cell(NamedTuple):
    """A text and where it stands: `12:5`, or `Sheet!C7`; over how many columns, and whether it is struck out."""

    text: str
    place: str
    across: int = 1
    struck: bool = False


class Misread(Exception):
    """A cell that cannot be read, and why."""

    def __init__(self, cell: Cell, field: str, message: Message | Text, hint: Message | Text | None = None) -> None:
        super().__init__(message.say("en"))
        self.cell, self.field, self.message, self.hint = cell, field, message, hint


@dataclass(slots=True)
class RowDraft:
    """A row of a table, by field. `first` is where it begins; `others` are the names and texts of other columns.

    `rooms` are those that it takes together, where it stands over several; `undated` says why its day has no date;
    `same_date`: it is that of the row above. `clock` are its clock times as the rows around it tell them. `numbered`
    are the names of columns that only count the rows.
    """

    cells: dict[str, Cell]
    columns: Mapping[str, Column]
    first: Cell
    category: str | None = None
    day: str | None = None
    guesses: list[Guess] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    rooms: tuple[str, ...] = ()
    undated: Refusal | None = None
    same_date: bool = False
    clock: Settled | None = None
    numbered: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """What stands in the column of a field; nothing where there is none."""
        return self.cells[name].text.strip() if name in self.cells else ""

    def windows(self) -> list[str]:
        """The windows that it asks for, each as it is written."""
        return [part for part in WINDOWS.split(self.text("when")) if part.strip()]

    def _moment(self, name: str) -> str:
        """When it starts or ends: its date and its time in one text."""
        time = self.text(name)
        return f"{_before(self.text(f'{name}_date'), time)} {time}".strip()

    def time(self) -> tuple[str, Cell]:
        """The time of the row in one text, and the cell to blame for it."""
        time, start, end = self.text("time"), self._moment("start"), self._moment("end")
        date = _before(self.text("date"), time or start)
        names = ("time", "start", "start_date", "date", "end", "end_date")
        blamed = next((self.cells[name] for name in names if self.text(name)), self.first)
        joint = " - " if end else ""
        read = date_times.written(date)
        if read is not None and read.timed and (start or time):  # the other columns say the same once more
            return date, self.cells["date"]
        whole = " ".join(part for part in (date, time, f"{start}{joint}{end}") if part)
        if self.day and whole and (read := date_times.written(whole)) is not None:
            below = date_times.written(f"{self.day} {whole}")
            if not read.dated or (read.start.clock is None and below is not None and below.start.clock is not None):
                whole = f"{self.day} {whole}"  # 9.30-10.15 is no date here
        return whole, blamed


def _before(date: str, time: str) -> str:
    """A date as it stands before a time: nothing where the time names that day itself."""
    if not time:
        return date
    date = MIDNIGHT.sub("", date)
    one, other = date_times.written(date), date_times.written(time)
    same = one is not None and other is not None and other.dated and other.start.day == one.start.day
    return "" if same else date


def clocked(draft: RowDraft) -> Clocked | None:
    """The clock times of a row, for those around it; None where it has none."""
    read = date_times.written(draft.time()[0])
    if read is None or read.start.clock is None:
        return None
    try:
        row = time_spans.clocked(read)
    except Refusal:
        return None
    dated = "date" in draft.cells and not draft.same_date
    return replace(row, dated=dated, lane=spelling.room(draft.text("room")) or None)


def session(draft: RowDraft, file: str, dates: Reckoning, *, lenient: bool = False) -> FoundSession | Problem:
    """The session that a row tells of, or what is wrong. `lenient`: it may have neither a time nor a length."""
    try:
        return _session(draft, file, dates, lenient)
    except Misread as misread:
        return Problem(Source(file, misread.cell.place), misread.field, misread.message, misread.hint)


def without_length(draft: RowDraft, file: str, found: FoundSession) -> Problem:
    """What is wrong with a row whose length nobody can tell."""
    cell, message = (draft.first, NO_TIME) if found.start is None else (draft.time()[1], NO_LENGTH)
    return Problem(Source(file, cell.place), "time", message, WRITE_TIME)


def _session(draft: RowDraft, file: str, dates: Reckoning, lenient: bool) -> FoundSession:
    for name, cell in draft.cells.items():
        if not cell.text.isprintable() and (match := UNPRINTABLE.search(re.sub("[\n\r\t]", " ", cell.text))):
            raise Misread(cell, name, CONTROL.fill(character=f"U+{ord(match[0]):04X}"), Text("remove it", "请删除"))
    title, broken = spelling.title(draft.text("title"))
    if not title and draft.category:
        title, broken = draft.category, (TITLE_OF_CATEGORY,)
    if not title:
        raise Misread(draft.first, "title", NO_TITLE)
    on_day = _on_day(draft, dates) if lenient else ()
    span, guessed = (None, ()) if on_day else _span(draft, dates)
    minutes, days = (None, None) if span is not None and span.end is not None else _length(draft)
    if span is not None and span.days is not None and minutes is None and days is None:
        days = span.days
    if minutes is None and days is None and span is None and not lenient:
        raise Misread(draft.cells.get("title", draft.first), "time", NO_TIME, WRITE_TIME)
    windows, read_so = _windows(draft, dates)
    windows = windows or on_day
    guesses = [*draft.guesses, *broken, *guessed, *read_so]
    room = spelling.room(draft.text("room"))
    if UNDECIDED.fullmatch(room):
        guesses.append(NO_ROOM)
        room = ""
    elif draft.rooms:
        room = JOINT.join(draft.rooms)
        guesses.append(TAKES_ALL.fill(rooms=[Quoted(one) for one in draft.rooms]))
    rooms = tuple(filter(None, map(spelling.even, LIST.split(spelling.room(draft.text("rooms"))))))
    attendance, guessed = _attendance(draft)
    there, unsure = speakers.people(draft.text("people"), named=True)
    addresses = {name: draft.text(name) or None for name in ("url", "stream_url")}
    for name, address in addresses.items():
        if address is not None and WEB_ADDRESS.fullmatch(address) is None:
            guesses.append(NO_ADDRESS.fill(found=Quoted(address)))
            addresses[name] = None
    lists = {name: _list(draft, name) for name in ("organisers", "co_organisers", "tags", "needs")}
    fields: dict[str, Value] = {"needs": [*lists["needs"]]} if lists["needs"] else {}
    fields |= {name: spelling.even(draft.text(name)) for name in ("series", "priority") if draft.text(name)}
    if teardown := _minutes(draft, "teardown"):
        fields["teardown"] = f"{teardown}min"
    return FoundSession(
        title=title,
        source=Source(file, draft.first.place),
        key=spelling.even(draft.text("key")) or None,
        title_en=spelling.even(draft.text("title_en")) or None,
        category=draft.category,
        room=room or None if span is not None else None,
        start=span.start if span is not None else None,
        end=span.end if span is not None else None,
        minutes=minutes,
        days=days,
        continuous=_continuous(draft, span),
        when=windows,
        rooms=rooms or ((room,) if room and span is None else ()),
        attendance=attendance,
        setup=_minutes(draft, "setup") or 0,
        people=there,
        organisers=lists["organisers"],
        co_organisers=lists["co_organisers"],
        abstract=_abstract(draft) or None,
        url=addresses["url"],
        stream_url=addresses["stream_url"],
        type=spelling.even(draft.text("type")) or None,
        tags=lists["tags"],
        report=draft.category is not None and REPORTS.fullmatch(draft.category) is not None,
        fields=fields,
        guesses=(*guesses, *guessed, *unsure),
    )


def _abstract(draft: RowDraft) -> str:
    """What its column of remarks says, and all that stands in columns of which a scenario has none."""
    others = (text.strip() if name.startswith("#") else f"{name}: {text.strip()}" for name, text in draft.others)
    return "\n".join(filter(None, (spelling.unbroken(draft.text("abstract")), *others)))


def _on_day(draft: RowDraft, dates: Reckoning) -> tuple[str, ...]:
    """The day of a row that has one, but leaves its column for the time empty."""
    if draft.undated is not None or not draft.text("date") or not draft.columns.keys() & {"time", "start"}:
        return ()
    read = date_times.written(draft.text("date"))
    if draft.text("time") or draft.text("start") or read is None or read.start.clock is not None or read.all_day:
        return ()
    try:
        return (time_spans.window(draft.text("date"), dates.year, month_first=dates.month_first),)
    except Refusal as refusal:
        raise Misread(draft.cells["date"], "time", refusal.message, refusal.hint) from None


def _span(draft: RowDraft, dates: Reckoning) -> tuple[time_spans.TimeSpan | None, tuple[Guess, ...]]:
    """When it takes place, where the row says so."""
    text, cell = draft.time()
    if not text:
        return None, ()
    if draft.undated is not None:
        raise Misread(cell, "time", draft.undated.message, draft.undated.hint)
    try:
        span = time_spans.span(text, dates.year, lone=True, month_first=dates.month_first, settled=draft.clock)
    except Refusal as refusal:
        raise Misread(cell, "time", refusal.message, refusal.hint) from None
    whole = (WHOLE_DAYS,) if span.days is not None else ()
    return span, (*span.guesses, *dates.guesses(date_times.written(text)), *whole)


def _length(draft: RowDraft) -> tuple[int | None, int | None]:
    """How many minutes or days it lasts, where the row says so."""
    if not (text := _with_unit(draft, "duration")):
        return None, None
    try:
        unit, amount = length(text)
    except Refusal as refusal:
        raise Misread(draft.cells["duration"], "duration", refusal.message, refusal.hint) from None
    return (amount, None) if unit == "length" else (None, amount)


def _continuous(draft: RowDraft, span: time_spans.TimeSpan | None) -> bool | None:
    """Whether it runs through the nights, where its time or a column of its own says so."""
    said = YES_OR_NO.get(draft.text("continuous").lower())
    if said is None:
        said = date_times.says_continuous(draft.text("date"))
    return said if said is not None or span is None else span.continuous


def _minutes(draft: RowDraft, name: str) -> int:
    """A length that may be nothing, such as that of setting up."""
    if not (text := _with_unit(draft, name)):
        return 0
    try:
        return duration(text, zero=True)
    except Refusal as refusal:
        raise Misread(draft.cells[name], name, refusal.message, refusal.hint) from None


def _with_unit(draft: RowDraft, name: str) -> str:
    """What a length says; a bare number has the unit that the header names."""
    text = narrow(draft.text(name))
    return text + draft.columns[name].unit if text.replace(".", "", 1).isdigit() else text


def _windows(draft: RowDraft, dates: Reckoning) -> tuple[tuple[str, ...], tuple[Guess, ...]]:
    """The windows that it asks for."""
    parts = draft.windows()
    try:
        windows = tuple(time_spans.window(part, dates.year, month_first=dates.month_first) for part in parts)
    except Refusal as refusal:
        raise Misread(draft.cells["when"], "when", refusal.message, refusal.hint) from None
    return windows, tuple(guess for part in parts for guess in dates.guesses(date_times.written(part)))


def _attendance(draft: RowDraft) -> tuple[int | None, tuple[Guess, ...]]:
    """How many people are expected."""
    text = draft.text("attendance")
    plain = spelling.narrow(text).replace(" ", "").replace(",", "")
    if not plain:
        return None, ()
    if match := HEADS.fullmatch(plain):
        number, guesses = int(match[1]), tuple[Guess, ...]()
    elif match := RANGE_OF_HEADS.fullmatch(plain):
        number, guesses = max(int(match[1]), int(match[2])), (LARGER.fill(found=Quoted(text)),)
    else:
        raise Misread(draft.cells["attendance"], "attendance", NO_NUMBER.fill(found=Quoted(text)))
    if number > MOST:
        raise Misread(draft.cells["attendance"], "attendance", NO_NUMBER.fill(found=Quoted(text)))
    return number, guesses


def _list(draft: RowDraft, name: str) -> tuple[str, ...]:
    """The items of a cell that holds a list."""
    text = draft.text(name)
    return tuple(dict.fromkeys(filter(None, map(spelling.even, LIST.split(text))))) if text else ()
