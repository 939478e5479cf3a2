"""A row whose columns are known → the session that it tells of, or what is wrong with it and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.schema.field_types import WEB_ADDRESS
from expo_planner.files.schema.nodes import UNPRINTABLE, Quoted, Refusal
from expo_planner.files.schema.value_parsing import duration, length, narrow
from expo_planner.files.write.to_yaml import Value
from expo_planner.importers.model import FoundSession, Guess
from expo_planner.importers.text import date_times, speakers, spelling
from expo_planner.importers.text.columns import Column
from expo_planner.importers.text.date_disambiguation import Reckoning

LIST = re.compile("[、，,;；\n]")
WINDOWS = re.compile("[,，;；、\n]|或者|或")
HEADS = re.compile(
    r"(?:拟|约|预计|大约|不超过|共|限)?(\d{1,8})(?:余|多|左右|以上|以内)*(?:人|名|位|people|persons|pax)?(?:左右|以上|以内)?"
)
RANGE_OF_HEADS = re.compile(r"(?:拟|约|预计)?(\d{1,8})人?(?:-{1,2}|[–—~至])(\d{1,8})(?:人|名|people)?(?:左右)?")
UNDECIDED = re.compile("待定|待确认|待通知|另行通知|tbd|tba|tbc|n/a|-+", re.IGNORECASE)
REPORTS = re.compile(r"成果报告|成果发布报告|研究报告|白皮书|reports?", re.IGNORECASE)
MIDNIGHT = re.compile(r"(?<=\d)[ T]+0?0:00(?::00(?:\.0+)?)?$")
"""What programs write behind a date that stands in a column of its own."""
MOST = 10_000_000

NO_TITLE = Text("the row has no title", "这一行没有标题")
NO_TIME = Text("the row has neither a time nor a duration", "这一行既没有时间也没有时长")
NO_LENGTH = Text("the row has a start, but neither an end nor a duration", "只有开始时间，没有结束时间或时长")
WRITE_TIME = Text("write a time such as 2023-07-06 09:00-12:00", "请写明时间，如 2023-07-06 09:00-12:00")
WHOLE_DAYS = Text("all day; read as opening to closing time", "全天：按开放至闭馆时间读入")
NO_ROOM = Text("the room is not decided yet", "场地待定")
CONTROL = Text("the control character {character} is not allowed here", "此处不能有控制字符 {character}")
NO_NUMBER = Text("{found} is not a number of people", "{found}不是人数")
LARGER = Text("{found}: the larger number was used", "{found}：取较大的数")
NO_ADDRESS = Text("{found} is not a web address and was left out", "{found}不是网址，未录入")
ONE_ROOM = Text("{found} was read as the name of one room", "{found}整个当作一个场地")


class Cell(NamedTuple):
    """A text and where it stands: `12:5`, or `Sheet!C7`."""

    text: str
    place: str


class Misread(Exception):
    """A cell that cannot be read, and why."""

    def __init__(self, cell: Cell, field: str, message: Message | Text, hint: Message | Text | None = None) -> None:
        super().__init__(message.say("en"))
        self.cell, self.field, self.message, self.hint = cell, field, message, hint


@dataclass(slots=True)
class RowDraft:
    """A row of a table, by field. `first` is where it begins."""

    cells: dict[str, Cell]
    columns: Mapping[str, Column]
    first: Cell
    category: str | None = None
    day: str | None = None
    guesses: list[Guess] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

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
        if self.day and whole and (read := date_times.written(whole)) is not None and not read.dated:
            whole = f"{self.day} {whole}"
        return whole, blamed


def _before(date: str, time: str) -> str:
    """A date as it stands before a time: nothing where the time names that day itself."""
    if not time:
        return date
    date = MIDNIGHT.sub("", date)
    one, other = date_times.written(date), date_times.written(time)
    same = one is not None and other is not None and other.dated and other.start.day == one.start.day
    return "" if same else date


def session(draft: RowDraft, file: str, dates: Reckoning) -> FoundSession | Problem:
    """The session that a row tells of, or what is wrong."""
    try:
        return _session(draft, file, dates)
    except Misread as misread:
        return Problem(Source(file, misread.cell.place), misread.field, misread.message, misread.hint)


def _session(draft: RowDraft, file: str, dates: Reckoning) -> FoundSession:
    for name, cell in draft.cells.items():
        if not cell.text.isprintable() and (match := UNPRINTABLE.search(re.sub("[\n\r\t]", " ", cell.text))):
            raise Misread(cell, name, CONTROL.fill(character=f"U+{ord(match[0]):04X}"), Text("remove it", "请删除"))
    title, broken = spelling.title(draft.text("title"))
    if not title:
        raise Misread(draft.first, "title", NO_TITLE)
    span, guessed = _span(draft, dates)
    minutes, days = (None, None) if span is not None and span.end is not None else _length(draft)
    if span is not None and span.days is not None and minutes is None and days is None:
        days = span.days
    if minutes is None and days is None and (span is None or span.end is None):
        cell, message = (draft.cells["title"], NO_TIME) if span is None else (draft.time()[1], NO_LENGTH)
        raise Misread(cell, "time", message, WRITE_TIME)
    windows, read_so = _windows(draft, dates)
    guesses = [*draft.guesses, *broken, *guessed, *read_so]
    room = spelling.room(draft.text("room"))
    if UNDECIDED.fullmatch(room):
        guesses.append(NO_ROOM)
        room = ""
    elif LIST.search(room):
        guesses.append(ONE_ROOM.fill(found=Quoted(room)))
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
        when=windows,
        rooms=rooms or ((room,) if room and span is None else ()),
        attendance=attendance,
        setup=_minutes(draft, "setup") or 0,
        people=there,
        organisers=lists["organisers"],
        co_organisers=lists["co_organisers"],
        abstract=spelling.unbroken(draft.text("abstract")) or None,
        url=addresses["url"],
        stream_url=addresses["stream_url"],
        type=spelling.even(draft.text("type")) or None,
        tags=lists["tags"],
        report=draft.category is not None and REPORTS.fullmatch(draft.category) is not None,
        fields=fields,
        guesses=(*guesses, *guessed, *unsure),
    )


def _span(draft: RowDraft, dates: Reckoning) -> tuple[date_times.TimeSpan | None, tuple[Guess, ...]]:
    """When it takes place, where the row says so."""
    text, cell = draft.time()
    if not text:
        return None, ()
    try:
        span = date_times.span(text, dates.year, lone=True, month_first=dates.month_first)
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
        windows = tuple(date_times.window(part, dates.year, month_first=dates.month_first) for part in parts)
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
