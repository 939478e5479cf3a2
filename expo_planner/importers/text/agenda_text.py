"""Published agendas as people paste them: lines with tabs, pipes or several spaces between title, room and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from expo_planner.importers.text.lines import PAGE_NUMBER, TextRow
from expo_planner.importers.text.row_parser import Cell

LINES = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
SPACES = re.compile("[ \u00a0\u2002\u2003\u3000]{2,}")
PIPES = re.compile("[|｜]")
LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{1,500}\)")
BREAK = re.compile("<br ?/?>", re.IGNORECASE)
BULLETS = re.compile(
    "[\u2022\u2023\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff\ufe0f·]+(?:[ \u3000](?=[^\\s|｜])|(?=[0-9]))"
)
"""Marks in front of a line: bullets, arrows, stars, pictures; one in a column of its own is a cell like any other."""
EMPHASIS = re.compile(
    r"\*\*|~~|`|'{2,3}|(?<!\w)__?(?=\S)|(?<=\S)__?(?!\w)|(?<![\w*])\*(?=[\w(（])|(?<=[\w.:)）])\*(?![\w*])"
)
"""The marks with which Markdown and wikis make a text bold, italic or struck."""
LIST_MARK = re.compile(r"\s*(?:[-*+] +(?=[^-–—·\s])|(?:> ?)+(?=\S))")
"""What lists in Markdown and quotations in mail begin their lines with."""
WIKI_HEADING = re.compile(r"(={1,6}) ?(.*\S) ?\1")


def rows(text: str) -> Iterator[TextRow]:
    """The lines of a text, cut where it has separators: tabs if there are any, else pipes, else several spaces."""
    lines = LINES.split(text)
    cut = _cut_at(re.compile("\t"))
    if not any("\t" in line.strip() for line in lines):
        cut = _between_pipes if sum(bool(PIPES.search(line)) for line in lines) > 1 else _cut_at(SPACES)
    gap = False
    for number, line in enumerate(lines, start=1):
        if not line or line.isspace():
            gap = True
            continue
        mark = BULLETS.match(line) or LIST_MARK.match(line)
        if mark is not None and PAGE_NUMBER.fullmatch(line.strip()) is None:
            line = " " * mark.end() + line[mark.end() :]
        pieces = cut(line)
        cells = tuple(_cell(piece, f"{number}:{begin + 1 + _indent(piece)}") for begin, piece in pieces)
        yield TextRow(cells, loose=len(cells) == 1, gap=gap)
        gap = False


def _cell(piece: str, place: str) -> Cell:
    """What stands between two separators, without the marks that make it bold or strike it out."""
    text = piece.strip()
    if (heading := WIKI_HEADING.fullmatch(text)) is not None:
        text = heading[2]
    struck = len(text) > 4 and text.startswith("~~") and text.endswith("~~")
    if any(mark in text for mark in ("*", "_", "~~", "](", "<br", "`", "''")):
        text = LINK.sub(r"\1", BREAK.sub("\n", EMPHASIS.sub("", text))).strip()
    return Cell(text, place, struck=struck)


def _cut_at(separator: re.Pattern[str]) -> Callable[[str], list[tuple[int, str]]]:
    def cut(line: str) -> list[tuple[int, str]]:
        begin = 0 if separator.pattern == "\t" else _indent(line)
        pieces = []
        for match in separator.finditer(line, begin):
            pieces.append((begin, line[begin : match.start()]))
            begin = match.end()
        if begin < len(line) or separator.pattern == "\t":
            pieces.append((begin, line[begin:]))
        return pieces

    return cut


def _between_pipes(line: str) -> list[tuple[int, str]]:
    """The cells of a line of a table as Markdown writes it, with pipes at both ends or without."""
    pieces, begin = [], 0
    for match in PIPES.finditer(line):
        pieces.append((begin, line[begin : match.start()]))
        begin = match.end()
    pieces.append((begin, line[begin:]))
    if len(pieces) > 1 and not pieces[0][1].strip():
        del pieces[0]
    if len(pieces) > 1 and not pieces[-1][1].strip():
        del pieces[-1]
    return pieces


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
