"""What stands in the programme of a forum → one session, its items inside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.value_parsing import backward
from expo_planner.importers.model import FoundItem, FoundPerson, FoundSession, Guess, Hints, Reading
from expo_planner.importers.text import date_times, spelling, time_spans
from expo_planner.importers.text.clock_sequence import Clocked, in_order, until_next
from expo_planner.importers.text.date_disambiguation import CHINESE, Reckoning
from expo_planner.importers.text.header_block import DOCUMENT, OF_ANY, YEAR, bare, language_of
from expo_planner.importers.text.programme_items import said

FAIR = re.compile("(?:交易会|博览会|大会|展览会|展会|年会|洽谈会|expo|fair|congress|conference)$", re.IGNORECASE)
HELD = re.compile("(?:举办|召开|举行)的?[“《]([^”》]{3,60})[”》]")
OF_THE_FAIR = re.compile("((?:19|20)[0-9]{2}) ?年?[^，。；0-9]{2,30}(?:交易会|博览会|大会|展览会|年会)")
SIGNING_IN = re.compile(r"签到|报到|注册|入场|\bsign(?:ing)?[- ]?in\b|\bregistration\b|\bcheck-?in\b", re.IGNORECASE)

NO_TITLE = Text("the programme has no title", "日程没有标题")
WRITE_TITLE = Text("put the title on the first line", "请把标题写在第一行")
NO_DATE = Text("the programme has no date", "日程没有写日期")
WRITE_DATE = Text("put the date and time on a line of their own", "请单独写一行日期和时间")
NO_ITEMS = Text("the programme has no items with clock times", "日程中没有带时间的议程")
QUOTED_TITLE = Text("the title is taken from the text: {title}", "标题取自正文：{title}")
YEAR_OF_TEXT = Text("the year is taken from the text: {year}", "年份取自正文：{year}")
OUTSIDE = Text("{found} is outside the session's time", "{found}不在论坛的时间之内")
NO_END = Text("{found} has no end", "{found}没有结束时间")
WRITE_END = Text("write 09:00-10:30", "请写成 09:00-10:30")
END_OF_ITEMS = Text("the end is taken from the items", "结束时间取自议程")
FROM_ITEMS = Text("the start and end are taken from the items", "起止时间取自议程")


@dataclass(slots=True)
class ProgrammeLine:
    """An item of the programme with all its lines."""

    written: date_times.WrittenTime
    place: str
    lines: list[str]


@dataclass(slots=True)
class ProgrammeSheet:
    """What has been read of a programme."""

    name: str
    items: list[ProgrammeLine] = field(default_factory=list)
    misread: list[Problem] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    when: tuple[str, str] | None = None
    where: str | None = None
    organisers: list[str] = field(default_factory=list)
    co_organisers: list[str] = field(default_factory=list)
    attendance: int | None = None
    abstract: list[str] = field(default_factory=list)
    people: list[FoundPerson] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    section: str = ""
    after_when: bool = False

    def refuse(self, place: str, message: Message | Text, hint: Message | Text | None = None) -> None:
        """Report a line that is not understood."""
        self.misread.append(Problem(Source(self.name, place), "", message, hint))


def finish(sheet: ProgrammeSheet, hints: Hints) -> Reading:
    """The session that a programme tells of; without title, day or items it is misread."""
    guesses: list[Guess] = []
    fair, title = _titles(sheet, guesses)
    sessions: tuple[FoundSession, ...] = ()
    first = sheet.items[0].place if sheet.items else "1:1"
    if title is None:
        sheet.refuse(first, NO_TITLE, WRITE_TITLE)
    elif not sheet.items:
        sheet.refuse("1:1", NO_ITEMS)
    else:
        try:
            year = _year(sheet, hints, guesses)
            chinese = language_of([title]) == "zh"
            dates = Reckoning(year, True if chinese else None, order_guess=CHINESE if chinese else None)
            sessions = (_session(sheet, title, dates, guesses),)
        except Refusal as refusal:
            place = sheet.when[1] if sheet.when is not None else first
            sheet.refuse(place, refusal.message, refusal.hint)
    site, guessed = None, tuple[Guess, ...]()
    if sheet.where is not None:
        site, _, guessed = spelling.at_site(sheet.where)
    return Reading(
        source=Source(sheet.name),
        title=fair,
        language=language_of([title] if title else []),
        place=site,
        sessions=sessions,
        rows=len(sessions) + len(sheet.misread),
        misread=tuple(sheet.misread),
        guesses=guessed,
        left=sheet.left,
        programme=True,
    )


def _titles(sheet: ProgrammeSheet, guesses: list[Guess]) -> tuple[str | None, str | None]:
    """The titles of the fair and of the session."""
    for line in sheet.titles:
        whole = DOCUMENT.sub("", bare(line)).strip(" -—–:：·《》")
        first, _, rest = whole.rpartition(" ")
        while first and not FAIR.search(first):
            first, _, more = first.rpartition(" ")
            rest = f"{more} {rest}"
        if first:
            return spelling.close(first), spelling.close(rest)
        if whole and not OF_ANY.fullmatch(whole):
            return None, spelling.close(whole)
    for line in sheet.abstract:
        if match := HELD.search(line):
            guesses.append(QUOTED_TITLE.fill(title=Quoted(match[1])))
            return None, spelling.close(match[1])
    return None, None


def _year(sheet: ProgrammeSheet, hints: Hints, guesses: list[Guess]) -> int | None:
    """The year of a date that has none: the organiser's, that of the titles, or that of the fair in the text."""
    if hints.year is not None:
        return hints.year
    titles = {int(year) for line in sheet.titles for year in YEAR.findall(line)}
    if len(titles) == 1:
        return titles.pop()
    years = {int(year) for line in sheet.abstract for year in OF_THE_FAIR.findall(line)}
    if len(years) != 1 or (sheet.when is not None and (read := date_times.written(sheet.when[0])) and read.years):
        return None
    year = years.pop()
    guesses.append(YEAR_OF_TEXT.fill(year=year))
    return year


def _session(sheet: ProgrammeSheet, title: str, dates: Reckoning, guesses: list[Guess]) -> FoundSession:
    """The session. Raises Refusal where its day is not known."""
    if sheet.when is None:
        raise Refusal(NO_DATE, WRITE_DATE)
    read = date_times.written(sheet.when[0])
    guesses += dates.guesses(read)
    if read is not None and read.start.clock is not None:
        span = time_spans.span(sheet.when[0], dates.year, lone=True, month_first=dates.month_first)
        guesses += span.guesses
        start, end = span.start, span.end
        midnight = datetime.combine(start, time(), start.tzinfo)
        if end is None:
            _, end = _of_items(sheet, midnight)
            guesses.append(END_OF_ITEMS)
            if end <= start:
                raise backward(sheet.when[0])
    else:
        day = time_spans.window(sheet.when[0], dates.year, month_first=dates.month_first)[:10]
        midnight = datetime.combine(date.fromisoformat(day), time())
        start, end = _of_items(sheet, midnight)
        guesses.append(FROM_ITEMS)
    setup, items = 0, []
    for one in _times(sheet, midnight, end):
        line, begin, until, words = one.line, one.start, one.end, said(one.line.lines)
        if SIGNING_IN.search(words.title) and until is not None and begin < start and until <= start:
            setup = max(setup, int((start - begin).total_seconds()) // 60)
        elif until is None:
            sheet.refuse(line.place, NO_END.fill(found=Quoted(line.written.text)), WRITE_END)
        elif not start <= begin < until <= end:
            sheet.refuse(line.place, OUTSIDE.fill(found=Quoted(f"{line.written.text} {words.title}")))
        else:
            name = words.title or line.written.text
            items.append(
                FoundItem(
                    title=name, start=begin, end=until, people=words.people, guesses=(*one.guesses, *words.guesses)
                )
            )
    room = spelling.at_site(sheet.where)[1] if sheet.where is not None else None
    return FoundSession(
        title=title,
        source=Source(sheet.name, sheet.when[1]),
        room=room,
        start=start,
        end=end,
        attendance=sheet.attendance,
        setup=setup,
        people=tuple(sheet.people),
        programme=tuple(items),
        organisers=tuple(sheet.organisers),
        co_organisers=tuple(sheet.co_organisers),
        abstract="\n".join(sheet.abstract) or None,
        guesses=(*guesses, *sheet.guesses),
    )


def _of_items(sheet: ProgrammeSheet, midnight: datetime) -> tuple[datetime, datetime]:
    """From when to when, told from the items: signing in comes before. Raises Refusal."""
    times = list(_times(sheet, midnight, None))
    if not times:  # no clock shows such times: say so of the first one
        time_spans.clocked(sheet.items[0].written)
    held = [one for one in times if not SIGNING_IN.search(said(one.line.lines).title)] or times
    start, last = held[0].start, max(one.end or one.start for one in held)
    if last <= start:
        open_end = next((one for one in held if one.end is None), None)
        text = (open_end or held[-1]).line.written.text
        raise Refusal(NO_END.fill(found=Quoted(text)), WRITE_END) if open_end else backward(text)
    return start, last


@dataclass(frozen=True, slots=True)
class _TimedLine:
    """An item with its times; `end` None where nothing says it. `guesses` were made to read them."""

    line: ProgrammeLine
    start: datetime
    end: datetime | None
    guesses: tuple[Guess, ...]


def _times(sheet: ProgrammeSheet, midnight: datetime, end: datetime | None) -> Iterator[_TimedLine]:
    """Each item with its times: one that does not say when it ends lasts until the next one, the last until `end`."""
    known: list[tuple[ProgrammeLine, Clocked]] = []
    for line in sheet.items:
        try:
            known.append((line, replace(time_spans.clocked(line.written), day=None, dated=False)))
        except Refusal as refusal:
            if end is not None:
                sheet.refuse(line.place, refusal.message, refusal.hint)
    in_course = [one for one in in_order([row for _, row in known]) if one is not None]
    for (line, _), settled in zip(known, until_next(in_course), strict=True):
        start = midnight + timedelta(minutes=settled.start)
        until = None if settled.end is None else midnight + timedelta(minutes=settled.end)
        if until is None and end is not None and start < end:
            until = end
        yield _TimedLine(line, start, until, settled.guesses)
