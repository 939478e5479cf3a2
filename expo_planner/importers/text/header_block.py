"""The lines around a table: the title of the fair, its year, the place of everything, the first heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from expo_planner.domain.i18n import Language
from expo_planner.files.schema.nodes import Refusal
from expo_planner.importers.text import spelling
from expo_planner.importers.text.date_times import WrittenTime, written
from expo_planner.importers.text.spelling import CHINESE, width
from expo_planner.importers.text.time_spans import window

DOCUMENT = re.compile(
    r"(?: (?:展会|会议|活动|论坛|大会))?(?:日程安排|日程一览|日程|议程|安排|方案|流程|活动一览)表?$"
    r"|\b(?:agenda|schedule|programme|program)$",
    re.IGNORECASE,
)
OF_ANY = re.compile("(?:会议|活动|展会|论坛|大会|时间|具体|总体|需求)*")
"""What the title of an agenda has beside that of the fair."""
MARKS = re.compile(r"^#{1,6}\s+|^[-*]\s+(?=\S)|\*\*")
YEAR = re.compile(r"(?<![0-9])(?:19|20|21)[0-9]{2}(?![0-9])")
PLACE = re.compile(
    r"(?:会议|活动|举办|展会)?(?:地点|会场|场馆|venue|place|location)\s*[:：]\s*(\S.{0,100})", re.IGNORECASE
)
EVERYWHERE = re.compile(r"(?:地点|会场|活动)(?:均|都|全部)(?:设|定)?(?:在|为|是)([^。；;，,\n]{2,60})")
EVERYWHERE_EN = re.compile(
    r"\b(?:all|every) (?:\w+ ){1,4}(?:take place|are held|is held|are|will be held) (?:at|in) ([^.;,\n]{2,80})",
    re.IGNORECASE,
)
WORD = re.compile(f"[^\\s|]+?(?=[{CHINESE}][^0-9年月日号至到]|\\s|[|]|$)")
MOST_WORDS, LONGEST_EVENT = 9, 31
"""Words of the longest date, and days of the longest event, that a heading names."""
LONGEST_HEADING = 14
"""Chinese characters of the longest heading that a line without separators is taken for."""


@dataclass(frozen=True, slots=True)
class Preface:
    """What stands above a table. `heading` is that of its first rows; `rest` was taken for nothing."""

    title: str | None = None
    place: str | None = None
    heading: str | None = None
    years: tuple[int, ...] = ()
    days: tuple[date, ...] = ()
    rest: tuple[str, ...] = ()


def bare(line: str) -> str:
    """A line without the marks of Markdown."""
    return spelling.even(MARKS.sub("", line.strip()))


def preface(lines: Sequence[str], *, above_header: bool) -> Preface:
    """What the lines above a table say. `above_header`: they stand above a header row, not above rows."""
    place, others = None, []
    for line in lines:
        if match := PLACE.fullmatch(bare(line)):
            place = place or match[1].strip()
        else:
            others.append(line)
    title = next((line for line in others if DOCUMENT.search(bare(line)) and width(bare(line)) >= 3), None)
    if title is None:
        likely = [line for line in others if width(bare(line)) > LONGEST_HEADING or YEAR.search(line)]
        title = next(iter(likely), others[0] if len(others) > 1 else None)
    heading = others[-1] if others and others[-1] != title else None
    if heading is not None and (width(bare(heading)) > LONGEST_HEADING or YEAR.search(heading)):
        heading = None
    if heading is not None and above_header and title is not None and others.index(heading) < others.index(title):
        heading = None
    years = tuple(dict.fromkeys(int(one) for line in others for one in YEAR.findall(spelling.narrow(line))))
    rest = tuple(bare(line) for line in others if line not in (title, heading))
    days = tuple(sorted({day for line in others for day in days_in(bare(line))}))
    return Preface(expo_title(title) if title else None, place, bare(heading) if heading else None, years, days, rest)


def days_in(line: str) -> Iterator[date]:
    """The days that a line names somewhere, with their year: Programme 17 September 2026."""
    starts = [match.start() for match in WORD.finditer(line[:200])]
    ends = [match.end() for match in WORD.finditer(line[:200])]
    at = 0
    while at < len(starts):
        for end in reversed(range(at, min(at + MOST_WORDS, len(ends)))):
            read = written(line[starts[at] : ends[end]].strip("，,.;；:：（）()"))
            if read is not None and read.dated and read.start.clock is None and read.years and not read.ambiguous:
                yield from _each_day(read)
                at = end
                break
        at += 1


def _each_day(read: WrittenTime) -> Iterator[date]:
    """The days from the first to the last that are written."""
    try:
        first, *others = window(read.text).split(" ")[0].split("..")
        begin, end = date.fromisoformat(first), date.fromisoformat(others[0] if others else first)
    except (Refusal, ValueError):
        return
    for count in range(min((end - begin).days + 1, LONGEST_EVENT)):
        yield begin + timedelta(days=count)


def expo_title(line: str) -> str | None:
    """The title of the fair, from that of its agenda: 2023 中国国际数字和软件服务交易会 展会日程."""
    title = spelling.close(DOCUMENT.sub("", bare(line))).strip(" -—–:：·")
    return None if OF_ANY.fullmatch(title) else title


def place_of(note: str) -> str | None:
    """Where everything is, if a footnote says so: 除特别注明外，会议地点均在大连世界博览广场。"""
    match = EVERYWHERE.search(note) or EVERYWHERE_EN.search(note)
    return spelling.close(match[1]).strip() if match else None


def language_of(titles: Sequence[str]) -> Language | None:
    """The language that most titles are in."""
    if not titles:
        return None
    chinese = sum(re.search(f"[{CHINESE}]", title) is not None for title in titles)
    return "zh" if 2 * chinese >= len(titles) else "en"
