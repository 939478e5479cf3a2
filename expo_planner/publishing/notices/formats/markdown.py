"""A notice as Markdown: headings and lists, for a page or a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expo_planner.publishing.formats.markdown import escape
from expo_planner.publishing.notices import VIEWS, Notice, View
from expo_planner.publishing.notices.words import PROGRAMME, SAYS


def render(notice: Notice, views: Sequence[View] = VIEWS) -> bytes:
    """The notice in UTF-8, GitHub Flavored Markdown."""
    return ("\n".join(_lines(notice, views)) + "\n").encode()


def _lines(notice: Notice, views: Sequence[View]) -> Iterator[str]:
    yield f"# {escape(notice.title)}"
    for sentence in notice.summary:
        yield from ("", escape(sentence))
    for section in notice.sections:
        if section.view in views:
            yield from ("", f"## {escape(section.heading)}")
            for group in section.groups:
                yield from ("", f"### {escape(group.heading)}", "")
                for entry in group.entries:
                    title = f"**{escape(entry.title)}**"
                    if len(entry.lines) == 1 and not entry.items:
                        yield f"- {SAYS.fill(subject=title, text=escape(entry.lines[0])).say(notice.language)}"
                        continue
                    yield f"- {title}"
                    yield from (f"  - {escape(line)}" for line in entry.lines)
                    if entry.items:
                        yield f"  - {notice.say(PROGRAMME)}"
                        yield from (f"    - {escape(item)}" for item in entry.items)
