"""Web pages: their tables, and the headings and lines between them, as rows of cells.

A scanner of tags, no parser: it takes time in proportion to the page, whatever is broken in it.
"""

from __future__ import annotations

import html
import re

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import WIDEST, Refusal
from expo_planner.importers.model import Hints, Reading
from expo_planner.importers.text import table
from expo_planner.importers.text.decode import decode
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.vocabulary import words

UNSEEN = frozenset(("script", "style", "head", "template", "noscript", "nav", "select"))
BLOCKS = frozenset(
    words("p div h1 h2 h3 h4 h5 h6 li ul ol section article header footer main caption dt dd figcaption")
)
STRUCK = frozenset(("s", "del", "strike"))
TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})([\s/][^<>]*)?>")
HIDDEN = re.compile(r"""(?:^|\s)hidden(?:\s|=|/|$)|display\s{0,9}:\s{0,9}none""", re.IGNORECASE)
ACROSS = re.compile(r"""colspan\s{0,9}=\s{0,9}["']?([0-9]{1,5})""", re.IGNORECASE)
DOWN = re.compile(r"""rowspan\s{0,9}=\s{0,9}["']?([0-9]{1,5})""", re.IGNORECASE)
MOST_SPANNED = 500
NO_TABLE = Text("the web page has no table", "网页中没有表格")
COPY = Text("copy its text and paste it into a .txt file", "请复制其中的文字，粘贴到 .txt 文件")


def read(data: bytes, name: str, hints: Hints) -> Reading:
    """What the tables of a web page tell. Places are `line:column` of the page's source. Raises Refusal."""
    page = _Page()
    page.scan(decode(data))
    if not page.has_table:
        raise Refusal(NO_TABLE, COPY)
    return table.of_rows(page.rows, name, hints)


class _Page:
    """The page as far as it has been read."""

    def __init__(self) -> None:
        self.rows: list[TextRow] = []
        self.has_table = False
        self.unseen, self.depth = "", 0  # the tag that hides what follows, and how often it is open
        self.said = False  # whether anything stands on the line that is open
        self.line = self.count = 0
        self.struck = 0
        self.texts: list[tuple[str, bool]] = []  # what stands in the cell or on the line, and whether it is struck out
        self.place = "1:1"
        self.cells: list[Cell] | None = None  # of the row that is open
        self.span = (1, 1)
        self.in_cell = False
        self.below: dict[int, tuple[int, Cell]] = {}  # by column, for how many more rows a cell goes on

    def scan(self, text: str) -> None:
        """The whole page."""
        at = self.line = 0
        while (match := TAG.search(text, at)) is not None:
            self.words(text[at : match.start()])
            self.line += text.count("\n", at, match.end())
            at = match.end()
            if match[2] is None:  # a comment begins
                end = text.find("-->", at)
                end = len(text) if end < 0 else end + 3
                self.line += text.count("\n", at, end)
                at = end
            elif match[1]:
                self.end(match[2].lower())
            else:
                self.begin(match[2].lower(), match[3] or "")
        self.words(text[at:])
        self.end_row()
        self.end_line()

    def begin(self, tag: str, said: str) -> None:
        """A tag opens."""
        if not self.unseen and tag not in VOID and (tag in UNSEEN or HIDDEN.search(said)):
            self.unseen = tag
        if self.unseen:
            self.depth += tag == self.unseen
            return
        self.struck += tag in STRUCK
        if tag == "br":
            self.texts.append(("\n", False))
        elif tag == "table":
            self.end_line()
            self.has_table, self.below = True, {}
        elif tag == "tr":
            self.end_row()
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            self.end_cell()
            self.in_cell, self.texts = True, []
            self.place = self.here()
            self.span = (_number(ACROSS.search(said)), _number(DOWN.search(said)))
        elif tag in BLOCKS:
            self.end_line()

    def end(self, tag: str) -> None:
        """A tag closes."""
        if self.unseen:
            self.depth -= tag == self.unseen
            self.unseen = self.unseen if self.depth else ""
            return
        self.struck -= tag in STRUCK and self.struck > 0
        if tag in ("td", "th"):
            self.end_cell()
        elif tag in ("tr", "table", "thead", "tbody"):
            self.end_row()
        elif tag in BLOCKS:
            self.end_line()

    def words(self, text: str) -> None:
        """What stands between two tags."""
        if self.unseen or not text:
            return
        if not self.in_cell and not self.said and not text.isspace():
            self.place, self.said = self.here(), True
        self.texts.append((" ".join(html.unescape(text).split()) or " ", self.struck > 0))

    def here(self) -> str:
        """The line of the page, and which of its texts it is."""
        self.count += 1
        return f"{self.line + 1}:{self.count}"

    def text(self) -> tuple[str, bool]:
        """What has been gathered, in lines, and whether all of it is struck out."""
        texts, self.texts, self.said = self.texts, [], False
        lines = "".join(f" {text} " if text != "\n" else text for text, _ in texts).split("\n")
        struck = [struck for text, struck in texts if text.strip()]
        return "\n".join(filter(None, (" ".join(line.split()) for line in lines))), bool(struck) and all(struck)

    def end_line(self) -> None:
        """A line outside of tables ends; inside of a cell it is one more line of that."""
        if self.in_cell:
            self.texts.append(("\n", False))
            return
        text, struck = self.text()
        if text and self.cells is None:
            self.rows += [TextRow((Cell(line, self.place, struck=struck),), loose=True) for line in text.split("\n")]

    def end_cell(self) -> None:
        if not self.in_cell or self.cells is None:
            return
        self.in_cell = False
        self.go_on()
        text, struck = self.text()
        across, down = self.span
        cell = Cell(text, self.place, across, struck)
        at = len(self.cells)
        for column in range(at, min(at + across, WIDEST)):
            own = cell if column == at else cell._replace(text="", across=1)
            self.cells.append(own)
            if down > 1:
                self.below[column] = (down - 1, own)

    def go_on(self) -> None:
        """What goes down from a row above stands in this one, too."""
        assert self.cells is not None
        while (found := self.below.get(len(self.cells))) is not None:
            more, cell = found
            at = len(self.cells)
            self.cells.append(cell)
            if more > 1:
                self.below[at] = (more - 1, cell)
            else:
                del self.below[at]

    def end_row(self) -> None:
        self.end_cell()
        if self.cells is not None:
            self.go_on()
            if any(cell.text for cell in self.cells):
                self.rows.append(TextRow(tuple(self.cells)))
        self.cells, self.texts, self.said = None, [], False


VOID = frozenset(words("area base br col embed hr img input link meta source track wbr"))


def _number(match: re.Match[str] | None) -> int:
    return max(1, min(int(match[1]), MOST_SPANNED)) if match is not None else 1
