"""Signs for the doors (`signs.docx`): a page for each room in use, its name to be read from afar, then day by day.

Lying A4. What happens in a joined hall stands on the signs of the hall and of its cells. Letters are larger where there
is less to say, so that a room fits on its page; what is too much for one goes on to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import NamedTuple

from docx.document import Document as Paper
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle

from expo_planner.domain.clock import say_date, say_minute
from expo_planner.domain.i18n import Text
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry
from expo_planner.publishing.formats.docx.document import A4, HEI, PALE, add_line, blank, document_bytes, style
from expo_planner.publishing.formats.text_metrics import width

SIGNS = Text("Door signs", "门牌")
SIZES = (34.0, 28.0, 24.0, 20.0, 17.0, 14.0, 12.0, 10.0)
"""Of a session's line in points, the largest first; each size is a style of its own."""

NAMES = (72.0, 54.0, 40.0, 28.0)
MARGIN = Mm(16)
WIDE, HIGH = Length(A4[1] - 2 * MARGIN), Length(A4[0] - 2 * MARGIN)
EXPO_SIZE, TIMES = 14, 6.4
SPACING, DAY_GAP, LOOSE = 1.55, 0.4, 1.06
"""Of the size of letters: the height of a line, the space above a day, what text is wider than reckoned."""


class SignLine(NamedTuple):
    """A session on a day of a sign: its times; its title, and its hall where that is another than the sign's."""

    times: str
    text: str


class SignStyles(NamedTuple):
    """How the lines of a sign look; those of days and sessions in each of the sizes."""

    expo: ParagraphStyle
    rooms: Sequence[ParagraphStyle]
    days: Sequence[ParagraphStyle]
    sessions: Sequence[ParagraphStyle]


def render(agenda: Agenda) -> dict[str, bytes]:
    """`signs.docx`; a document without pages where nothing has a place."""
    paper = blank(agenda, f"{agenda.title} {agenda.say(SIGNS)}", margin=MARGIN, lying=True)
    styles = SignStyles(
        expo=style(paper, "Expo", EXPO_SIZE, color=PALE, centred=True),
        rooms=[style(paper, f"Room {size:g}", size, chinese=HEI, bold=True, after=4, centred=True) for size in NAMES],
        days=[style(paper, f"Day {size:g}", size, chinese=HEI, bold=True, before=size * DAY_GAP) for size in SIZES],
        sessions=[style(paper, f"Session {size:g}", size) for size in SIZES],
    )
    for room in styles.rooms:
        room.paragraph_format.line_spacing = 1.0
    for day in styles.days:
        day.paragraph_format.keep_with_next = True
    for session, size in zip(styles.sessions, SIZES, strict=True):
        indent = Pt(TIMES * size)
        session.paragraph_format.left_indent, session.paragraph_format.first_line_indent = indent, Length(-indent)
        session.paragraph_format.tab_stops.add_tab_stop(indent, WD_TAB_ALIGNMENT.LEFT)
        session.paragraph_format.keep_together = True
    for number, (place, entries) in enumerate(agenda.by_room.items()):
        _sign(paper, styles, agenda, place, entries, first=number == 0)
    return {"signs.docx": document_bytes(paper)}


def _sign(
    paper: Paper, styles: SignStyles, agenda: Agenda, room: str, entries: Sequence[AgendaEntry], *, first: bool
) -> None:
    name, days = agenda.places[room], _days(agenda, room, entries)
    large = next((place for place, size in enumerate(NAMES) if _rows(name, size) == 1), len(NAMES) - 1)
    left = HIGH.pt - EXPO_SIZE * SPACING - _rows(name, NAMES[large]) * NAMES[large] * SPACING
    plain = next((place for place, size in enumerate(SIZES) if _height(days, size) <= left), len(SIZES) - 1)
    add_line(paper, agenda.title, styles.expo, new_page=not first)
    add_line(paper, name, styles.rooms[large])
    for day, lines in days.items():
        add_line(paper, say_date(day, agenda.language), styles.days[plain])
        for line in lines:
            add_line(paper, f"{line.times}\t{line.text}", styles.sessions[plain])


def _days(agenda: Agenda, room: str, entries: Sequence[AgendaEntry]) -> dict[date, list[SignLine]]:
    days: dict[date, list[SignLine]] = {}
    for start, end, entry in _pieces(entries):
        day, minute = agenda.clock.date(start), agenda.clock.day_and_minute(start)[1]
        times = f"{say_minute(minute)}–{say_minute(agenda.clock.end_day_and_minute(end)[1])}"
        hall = "" if entry.placement.room == room else f" ({entry.place})"
        days.setdefault(day, []).append(SignLine(times, f"{entry.title}{hall}"))
    return days


def _pieces(entries: Sequence[AgendaEntry]) -> list[tuple[int, int, AgendaEntry]]:
    """Each session, or its part of each day, by time; at the same time in the order of the agenda."""
    return sorted(((*window, entry) for entry in entries for window in entry.dates), key=lambda piece: piece[:2])


def _height(days: Mapping[date, Sequence[SignLine]], size: float) -> float:
    """How many points high the days are in letters of this size."""
    rows = sum(_rows(line.text, size, TIMES * size) for lines in days.values() for line in lines)
    return (rows + len(days) * (1 + DAY_GAP)) * size * SPACING


def _rows(text: str, size: float, indent: float = 0) -> int:
    """How many lines the text takes in letters of this size; a little more than it looks, since words are not cut."""
    columns = float(WIDE.pt) - indent
    return max(1, ceil(width(text) * size * LOOSE / columns))
