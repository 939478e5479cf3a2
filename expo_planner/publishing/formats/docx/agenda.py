"""The agenda as a document (`agenda.docx`), in the published form: 会议名称, 地点, 日期, a table for each category."""

from __future__ import annotations

from docx.shared import Mm

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaRow
from expo_planner.publishing.formats.docx.document import (
    HEI,
    PALE,
    add_line,
    add_row,
    add_table,
    blank,
    document_bytes,
    number_pages,
    style,
)
from expo_planner.publishing.labels import BREAK, BREAKS, CLASH, DATE, NOTE, PLACE, TITLE, UNTIL

WIDTHS = (Mm(78), Mm(52), Mm(44))
BREAK_WIDTHS = (Mm(130), Mm(44))


def render(agenda: Agenda) -> dict[str, bytes]:
    """`agenda.docx`: A4; the expo's note stands at the end."""
    paper = blank(agenda, agenda.title)
    title = style(paper, "Title", 20, chinese=HEI, bold=True, after=10, centred=True)
    heading = style(paper, "Heading 1", 14, chinese=HEI, bold=True, before=12, after=4)
    heading.paragraph_format.keep_with_next = True
    note = style(paper, "Note", 9.5, color=PALE, before=10)
    add_line(paper, agenda.title, title)
    heads = [agenda.say(text) for text in (TITLE, PLACE, DATE)]
    for group in agenda.groups:
        add_line(paper, group.name, heading)
        made = add_table(paper, heads, WIDTHS)
        for row in group.rows:
            add_row(made, (_title(agenda, row), row.place, _times(agenda, row)), WIDTHS, alarm=bool(row.clashes))
    if agenda.breaks:
        add_line(paper, agenda.say(BREAKS), heading)
        made = add_table(paper, [agenda.say(text) for text in (BREAK, DATE)], BREAK_WIDTHS)
        for row_of_break in agenda.break_rows:
            add_row(made, row_of_break, BREAK_WIDTHS)
    if agenda.note:
        add_line(paper, f"{agenda.say(NOTE)}{agenda.note}", note)
    number_pages(paper, agenda.title)
    return {"agenda.docx": document_bytes(paper)}


def _title(agenda: Agenda, row: AgendaRow) -> str:
    return f"⚠ {agenda.say(CLASH)} {row.entry.title}" if row.clashes else row.entry.title


def _times(agenda: Agenda, row: AgendaRow) -> str:
    """The times; those over several days in two lines: broken elsewhere, a date would be cut in two."""
    until = agenda.say(UNTIL)
    return "\n".join(line.replace(until, f"\n{until.lstrip()}") for line in row.lines)
