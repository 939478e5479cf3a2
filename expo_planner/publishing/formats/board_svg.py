"""The board (`board.svg`): rooms and times, a panel for each day.

Rooms in use that day are rows, its hours in use run to the right. A session in a joined hall spans the rows of its
cells where they are neighbours, else it stands in each of them, marked ⇕. Sessions at the same time get lanes, hosted
ones stand inside their host. Boxes cut off what does not fit; the whole text is their tooltip.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

from expo_planner.domain.clock import say_date, say_minute
from expo_planner.domain.i18n import Text
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry
from expo_planner.publishing.formats.layout import DayPart, Panel, lanes, panels, stack
from expo_planner.publishing.formats.svg import FONTS, add, figure
from expo_planner.publishing.formats.text_metrics import width, wrap
from expo_planner.publishing.labels import CLASH

COLORS = ("#2f6fab", "#c0562b", "#3d8a50", "#7d57a8", "#9a7310", "#b03d6d", "#23818a", "#6b7280")
STYLE = f"""
text {{ font-family: {FONTS}; font-size: 12px; fill: #1f2328; }}
.title {{ font-size: 22px; font-weight: 600; }}
.day {{ font-size: 16px; font-weight: 600; }}
.small {{ font-size: 11px; fill: #57606a; }}
.alarm {{ fill: #b00020; font-weight: 600; }}
.line {{ stroke: #d8dee4; stroke-width: 1; }}
.tint {{ fill-opacity: 0.14; }}
.shade {{ fill: #f6f8fa; }}
.clash {{ fill: url(#clash); stroke: #b00020; stroke-width: 2.5; }}
"""
SUMMARY = Text(
    "{sessions} sessions on {days} days: rooms down, time across.", "{days}天，{sessions}场；纵为会议室，横为时间。"
)

MARGIN, LABEL, AXIS = 24, 168, 22
ROW, LINE, PAD, BAR, GAP = 40, 16, 6, 4, 2
TITLE_LINES, HOSTED_LINES, LABEL_LINES = 5, 2, 3
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 22, 12, 11
LEAST = 600
HOUR, WIDEST_HOUR, SHORTEST = 84, 200, 84


class Pen(NamedTuple):
    """What every part of the drawing needs: the agenda, the pixels of a minute, the colour of each session."""

    agenda: Agenda
    minute: float
    colors: Mapping[str, str]


def render(agenda: Agenda) -> dict[str, bytes]:
    """`board.svg`: valid XML, no scripts, nothing from elsewhere."""
    days = panels(agenda)
    pen = Pen(agenda, _minute(days), _colors(agenda))
    content = max([LEAST, *(LABEL + (panel.window.end - panel.window.start) * pen.minute for panel in days)])
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
    root.set("aria-labelledby", "title summary")
    add(root, "title", agenda.title, id="title")
    facts = SUMMARY.fill(sessions=len(agenda.entries), days=len(days)).say(agenda.language)
    add(root, "desc", facts, id="summary")
    add(root, "style", STYLE)
    hatch = add(add(root, "defs"), "pattern", id="clash", width=8, height=8, patternUnits="userSpaceOnUse")
    add(hatch, "path", d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", stroke="#b00020", stroke_width=1.2, stroke_opacity=0.22)
    add(root, "rect", width="100%", height="100%", fill="#ffffff")
    y: float = MARGIN
    for line in wrap(agenda.title, content / TITLE_SIZE, 2):
        add(root, "text", line, x=MARGIN, y=y + TITLE_SIZE, class_="title")
        y += TITLE_SIZE + 10
    y = _legend(root, pen, y + 8, content)
    for panel in days:
        y = _panel(root, pen, panel, y + 16)
    size = {"width": content + 2 * MARGIN, "height": y + MARGIN}
    root.set("viewBox", f"0 0 {figure(size['width'])} {figure(size['height'])}")
    for name, value in size.items():
        root.set(name, figure(value))
    ET.indent(root)
    return {"board.svg": ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"}


def _minute(days: list[Panel]) -> float:
    """Pixels of a minute, so that the shortest session has room for a few words."""
    held = [pieces for panel in days for pieces in (*panel.hosted.values(), *(row.pieces for row in panel.rows))]
    lengths = [piece.window.end - piece.window.start for pieces in held for piece in pieces]
    return min(max(HOUR, SHORTEST * 60 / min(lengths, default=60)), WIDEST_HOUR) / 60


def _colors(agenda: Agenda) -> dict[str, str]:
    return {
        entry.session.id: group.color or COLORS[place % len(COLORS)]
        for place, group in enumerate(agenda.groups)
        for entry in group.entries
    }


def _legend(root: ET.Element, pen: Pen, y: float, content: float) -> float:
    """A swatch for each category; returns where it ends."""
    x: float = MARGIN
    legend = add(root, "g")
    marks = [(pen.colors[group.entries[0].session.id], group.name) for group in pen.agenda.groups]
    if any(entry.clashes for entry in pen.agenda.entries):
        marks.append(("", f"⚠ {pen.agenda.say(CLASH)}"))
    for color, name in marks:
        needed = 14 + 6 + width(name) * TEXT_SIZE + 20
        if x > MARGIN and x + needed > MARGIN + content:
            x, y = MARGIN, y + 22
        add(legend, "rect", x=x, y=y, width=14, height=14, rx=3, **({"fill": color} if color else {"class_": "clash"}))
        add(legend, "text", name, x=x + 20, y=y + 11.5)
        x += needed
    return y + 14


def _panel(root: ET.Element, pen: Pen, panel: Panel, y: float) -> float:
    """One day from `y` down; returns where it ends."""
    group = add(root, "g")
    add(group, "text", say_date(panel.date, pen.agenda.language), x=MARGIN, y=y + 18, class_="day")
    names = [wrap(row.place, (LABEL - 12) / TEXT_SIZE, LABEL_LINES) for row in panel.rows]
    least = [max(ROW, len(name) * LINE + 2 * PAD) for name in names]
    heights, boxes = stack(panel.rows, lambda piece: _need(pen, panel, piece), least)
    left, top = MARGIN + LABEL, y + 26 + AXIS
    right, bottom = left + (panel.window.end - panel.window.start) * pen.minute, top + sum(heights)
    row_top = top
    for place, (height, name) in enumerate(zip(heights, names, strict=True)):
        if place % 2 == 0:
            add(group, "rect", x=MARGIN, y=row_top, width=right - MARGIN, height=height, class_="shade")
        for number, line in enumerate(name):
            middle = row_top + height / 2 + (number - len(name) / 2) * LINE + 12
            add(group, "text", line, x=MARGIN + 6, y=middle)
        row_top += height
    for tick in range(panel.window.start, panel.window.end + 1, 60):
        x = left + (tick - panel.window.start) * pen.minute
        hour = say_minute(pen.agenda.clock.day_and_minute(tick)[1])
        add(group, "line", x1=x, y1=top, x2=x, y2=bottom, class_="line")
        add(group, "text", hour, x=x, y=top - 7, class_="small", text_anchor="middle")
    for box in boxes:
        x = left + (box.piece.window.start - panel.window.start) * pen.minute
        wide = _width(pen, box.piece)
        drawn = _box(group, pen, box.piece, (x, top + box.top, wide, box.height), TITLE_LINES, box.split)
        floor = box.height - GAP
        for lane in reversed(lanes(panel.hosted.get(box.piece.id, ()))):
            high = max(_text_height(pen, guest, HOSTED_LINES) for guest in lane)
            floor -= high
            for guest in lane:
                start = max((guest.window.start - box.piece.window.start) * pen.minute, BAR)
                end = min((guest.window.end - box.piece.window.start) * pen.minute, wide - 2 * GAP)
                _box(drawn, pen, guest, (start, floor, end - start, high), HOSTED_LINES, False)
    return bottom


def _need(pen: Pen, panel: Panel, piece: DayPart) -> float:
    """How high its box has to be, with those of the sessions that it hosts."""
    guests = lanes(panel.hosted.get(piece.id, ()))
    hosted = sum(max(_text_height(pen, guest, HOSTED_LINES) for guest in lane) for lane in guests)
    return _text_height(pen, piece, TITLE_LINES) + hosted


def _text_height(pen: Pen, piece: DayPart, lines: int) -> float:
    return len(_text(pen, piece, lines, split=False)) * LINE + 2 * PAD + GAP


def _text(pen: Pen, piece: DayPart, lines: int, *, split: bool) -> list[tuple[str, str]]:
    """The lines of a box with their style: time, title, and the hall where it is a joined one."""
    entry = piece.entry
    inner = _width(pen, piece) - GAP - BAR - 2 * PAD
    if inner < TEXT_SIZE:
        return []
    clock = pen.agenda.clock
    start = say_minute(clock.day_and_minute(piece.window.start)[1])
    end = say_minute(clock.end_day_and_minute(piece.window.end)[1])
    times = [text for text in (f"{start}–{end}", start) if width(text) * SMALL_SIZE <= inner]
    title = f"⚠ {entry.title}" if entry.clashes else entry.title
    text = [("small", time) for time in times[:1]]
    text += [("alarm" if entry.clashes else "", line) for line in wrap(title, inner / TEXT_SIZE, lines)]
    if len(entry.cells) > 1:
        hall = f"⇕ {entry.place}" if split else entry.place
        text += [("small", line) for line in wrap(hall, inner / SMALL_SIZE, 1)]
    return text


def _width(pen: Pen, piece: DayPart) -> float:
    return (piece.window.end - piece.window.start) * pen.minute


def _box(
    parent: ET.Element, pen: Pen, piece: DayPart, place: tuple[float, float, float, float], lines: int, split: bool
) -> ET.Element:
    """A session's box at x, y, width, height; what it holds is cut off at its edges."""
    entry, color = piece.entry, pen.colors[piece.id]
    wide, high = place[2] - GAP, place[3] - GAP
    box = add(parent, "svg", x=place[0] + GAP / 2, y=place[1] + GAP / 2, width=wide, height=high)
    add(box, "title", "\n".join(_tooltip(entry)))
    add(box, "rect", width=wide, height=high, rx=4, fill="#ffffff")
    edge = {"fill": color, "stroke": color}
    add(box, "rect", x=0.5, y=0.5, width=wide - 1, height=high - 1, rx=4, class_="tint", **edge)
    add(box, "rect", width=BAR, height=high, rx=2, fill=color)
    if entry.clashes:
        add(box, "rect", x=1, y=1, width=wide - 2, height=high - 2, rx=4, class_="clash")
    for number, (style, line) in enumerate(_text(pen, piece, lines, split=split), start=1):
        add(box, "text", line, x=BAR + PAD, y=PAD + number * LINE - 3, **({"class_": style} if style else {}))
    return box


def _tooltip(entry: AgendaEntry) -> list[str]:
    return [entry.title, entry.place, entry.time, *(f"⚠ {clash}" for clash in entry.clashes)]
