"""The agenda as Markdown (`agenda.md`), in the published form: a table for each category."""

from __future__ import annotations

import re
from collections.abc import Iterator

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.labels import BREAK, BREAKS, DATE, NOTE, PLACE, TITLE

_BEGINS = re.compile(r"^(?:(?=[-+=])|(\d+)(?=[.)]))")
"""Where a line would begin a list or make a heading of the one above."""
_SPECIAL = re.compile(r"[\\`*_\[\]|~$#]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(agenda: Agenda) -> dict[str, bytes]:
    """`agenda.md`: title, tables (GitHub Flavored Markdown), footnote."""
    return {"agenda.md": ("\n".join(_lines(agenda)) + "\n").encode()}


def escape(text: str) -> str:
    """One line of text that Markdown shows as it is: no markup, no HTML, no cell border."""
    return _SPECIAL.sub(r"\\\g<0>", text.translate(_ENTITIES))


def _lines(agenda: Agenda) -> Iterator[str]:
    yield f"# {escape(agenda.title)}"
    for group in agenda.groups:
        yield from ("", f"## {escape(group.name)}", "")
        yield f"| {agenda.say(TITLE)} | {agenda.say(PLACE)} | {agenda.say(DATE)} |"
        yield "| --- | --- | --- |"
        for row in group.rows:
            title = f"⚠ {row.entry.title}" if row.clashes else row.entry.title
            yield f"| {escape(title)} | {escape(row.place)} | {'<br>'.join(map(_when, row.lines))} |"
    if agenda.breaks:
        yield from (
            "",
            f"## {agenda.say(BREAKS)}",
            "",
            f"| {agenda.say(BREAK)} | {agenda.say(DATE)} |",
            "| --- | --- |",
        )
        yield from (f"| {escape(label)} | {time} |" for label, time in agenda.break_rows)
    if agenda.note:
        yield ""
        yield from _paragraphs(f"{agenda.say(NOTE)}{agenda.note}")


def _when(line: str) -> str:
    """A time, which needs no escapes; a room after it does."""
    time, dot, place = line.partition(" · ")
    return f"{time}{dot}{escape(place)}"


def _paragraphs(text: str) -> Iterator[str]:
    """The lines of a text, each broken where it is; an empty one ends the paragraph."""
    lines = [_BEGINS.sub(r"\1\\", escape(line.strip())) for line in text.split("\n")]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        yield f"{line}\\" if line and following else line
