"""A notice as plain text, as one writes it into a message: an indented line for each thing said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from expo_planner.publishing.notices import VIEWS, Notice, NoticeEntry, View
from expo_planner.publishing.notices.words import PROGRAMME, SAYS

Role = Literal["title", "section", "group", "entry", "line"]
INDENT = "  "


class TextLine(NamedTuple):
    """A line: how far it is indented, what it is, its text. Of an entry, so many first characters are its title."""

    depth: int
    role: Role
    text: str
    title: int = 0

    def __str__(self) -> str:
        return f"{INDENT * self.depth}{self.text}"


BLANK = TextLine(0, "line", "")


def render(notice: Notice, views: Sequence[View] = VIEWS) -> bytes:
    """The notice in UTF-8."""
    return "".join(f"{line}\n" for line in lines(notice, views)).encode()


def lines(notice: Notice, views: Sequence[View] = VIEWS) -> Iterator[TextLine]:
    """The notice line by line. A single view needs no heading."""
    yield TextLine(0, "title", notice.title)
    yield from (TextLine(0, "line", sentence) for sentence in notice.summary)
    for section in notice.sections:
        if section.view in views:
            yield BLANK
            if len(views) > 1:
                yield TextLine(0, "section", section.heading)
                yield BLANK
            for number, group in enumerate(section.groups):
                if number:
                    yield BLANK
                yield TextLine(0, "group", group.heading)
                for entry in group.entries:
                    yield from _entry(notice, entry)


def _entry(notice: Notice, entry: NoticeEntry) -> Iterator[TextLine]:
    if len(entry.lines) == 1 and not entry.items:
        said = SAYS.fill(subject=entry.title, text=entry.lines[0]).say(notice.language)
        yield TextLine(1, "entry", said, len(entry.title))
        return
    yield TextLine(1, "entry", entry.title, len(entry.title))
    yield from (TextLine(2, "line", line) for line in entry.lines)
    if entry.items:
        yield TextLine(2, "line", notice.say(PROGRAMME))
        yield from (TextLine(3, "line", item) for item in entry.items)
