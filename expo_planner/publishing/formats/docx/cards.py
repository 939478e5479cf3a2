"""Cards for those who speak (`cards.docx`): a page for each person, with the sessions that need them and nobody else's.

A6, so that a printer set to four pages a sheet fills an A4 sheet. A person of a session's programme is told their items
and when these begin, not only the session.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docx.document import Document as Paper
from docx.shared import Mm
from docx.styles.style import ParagraphStyle

from expo_planner.domain.clock import Window
from expo_planner.domain.i18n import Text, in_either
from expo_planner.domain.roles import as_roles
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry, time_text
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.docx.document import A6, HEI, PALE, add_line, blank, document_bytes, style

CARDS = Text("Speakers", "嘉宾卡")


class Visit(NamedTuple):
    """One time that a person is needed: in ticks, where, and what for; without items it is the whole session.

    `role` is what they do then, as a sentence, or empty.
    """

    window: Window
    entry: AgendaEntry
    items: tuple[str, ...]
    role: str


class CardStyles(NamedTuple):
    """How the lines of a card look."""

    expo: ParagraphStyle
    person: ParagraphStyle
    role: ParagraphStyle
    time: ParagraphStyle
    what: ParagraphStyle
    part: ParagraphStyle
    where: ParagraphStyle


def render(agenda: Agenda) -> dict[str, bytes]:
    """`cards.docx`; people without a session on the agenda get none."""
    paper = blank(agenda, f"{agenda.title} {agenda.say(CARDS)}", size=A6, margin=Mm(10))
    styles = CardStyles(
        expo=style(paper, "Expo", 8.5, color=PALE),
        person=style(paper, "Person", 18, chinese=HEI, bold=True, before=2),
        role=style(paper, "Role", 9.5, color=PALE, after=4),
        time=style(paper, "Time", 10, chinese=HEI, bold=True, before=7),
        what=style(paper, "What", 10.5),
        part=style(paper, "Part", 9.5),
        where=style(paper, "Where", 9.5, color=PALE),
    )
    for each in (styles.person, styles.time, styles.what, styles.part):
        each.paragraph_format.keep_with_next = True
    for number, (person, visits) in enumerate(visits_of(agenda).items()):
        _card(paper, styles, agenda, person, visits, first=number == 0)
    return {"cards.docx": document_bytes(paper)}


def visits_of(agenda: Agenda) -> dict[str, list[Visit]]:
    """What each person comes for, by time; people in the order of the file, then as sessions name them."""
    expo = agenda.expo
    found: dict[str, list[Visit]] = {person: [] for person in (*expo.people, *expo.everyone)}
    for entry in agenda.entries:
        for person, visit in _visits(agenda, entry):
            found[person].append(visit)
    return {person: sorted(visits, key=lambda visit: visit.window) for person, visits in found.items() if visits}


def _visits(agenda: Agenda, entry: AgendaEntry) -> Iterator[tuple[str, Visit]]:
    session = entry.session
    parts = list(zip(session.programme, agenda.expo.programme(session, entry.placement), strict=True))
    for person, windows in agenda.expo.presences(session, entry.placement).items():
        for window in windows:
            own = [item for item, when in parts if person in item.people and window.holds(when)]
            titles = (in_either(agenda.language, item.title, item.title_en) for item in own)
            roles = (session.roles, *(item.roles for item in own))
            held = dict.fromkeys(one[person] for one in roles if person in one)
            role = one_line(as_roles(held).say(agenda.language)) if held else ""
            yield person, Visit(window, entry, tuple(map(one_line, titles)), role)


def _card(
    paper: Paper, styles: CardStyles, agenda: Agenda, person: str, visits: Sequence[Visit], *, first: bool
) -> None:
    known = agenda.expo.people.get(person)
    add_line(paper, agenda.title, styles.expo, new_page=not first)
    add_line(paper, one_line(agenda.expo.person_in(person, agenda.language)), styles.person)
    if known and known.role:
        add_line(paper, one_line(in_either(agenda.language, known.role, known.role_en)), styles.role)
    for visit in visits:
        add_line(paper, time_text(agenda.clock, visit.window, agenda.language), styles.time)
        add_line(paper, visit.entry.title, styles.what)
        if visit.role:
            add_line(paper, visit.role, styles.part)
        for item in visit.items:
            add_line(paper, item, styles.part)
        add_line(paper, visit.entry.location or visit.entry.place, styles.where)
        if local := visit.entry.local_time(person, visit.window):
            add_line(paper, local, styles.where)
