"""Rows that are no sessions to plan: what is struck out, cancelled or withdrawn, and what only sums up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from expo_planner.domain.i18n import Message, Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.text import spelling
from expo_planner.importers.text.columns import Column
from expo_planner.importers.text.date_times import written
from expo_planner.importers.text.lines import TextRow

CANCELLED = Text("{title} is cancelled ({state}) and is not planned", "{title}已取消（{state}），不列入安排")
STRUCK = Text("{title} is struck out and is not planned", "{title}已划去，不列入安排")
TOTAL = Text("{text} sums up the table and is no session", "{text}是合计，不是活动")
STATES = "|".join(
    (
        "cancell?ed|cancel|withdrawn|retracted|rejected|declined|deleted|called off|no show|postponed",
        "abgesagt|entfällt|storniert|verschoben|annulée?|supprimée?|reportée?|cancelad[oa]|anulad[oa]|suspendid[oa]",
        "已?取消|已?撤销|已?撤回|已?作废|延期|停办|中止|中止です|キャンセル|辞退",
    )
)
"""What people write beside an entry that does not take place."""
STATE = re.compile(rf"\W*({STATES})\W*", re.IGNORECASE)
STATE_BESIDE = re.compile(
    rf"[(（\[【]\W*(?P<first>{STATES})\W*[)）\]】]\W*(.+)|(?P<named>{STATES}) ?[:：–—-] ?(.+)"
    rf"|(.+?) ?(?:[(（\[【]|[–—-] )\W*(?P<last>{STATES})\W*[)）\]】]?",
    re.IGNORECASE,
)
SUM = re.compile(
    r"(?:(?:grand |sub)?totals?|sum|summe|gesamt|insgesamt|suma|合\s*计|总\s*计|小\s*计|共\s*计"
    r"|合計|総計|小計)\b.*|(?:共|总计|合计) ?\d+.*",
    re.IGNORECASE,
)


def not_planned(row: TextRow, columns: Sequence[Column]) -> Message | None:
    """Why a row is no session that takes place, where it is none."""
    cells = {columns[at].field or f"#{at}": cell for at, cell in enumerate(row.cells) if at < len(columns)}
    title = cells.get("title", row.filled[0])
    told = Quoted(spelling.even(title.text or row.filled[0].text))
    if title.struck or all(cell.struck for cell in row.filled):
        return STRUCK.fill(title=told)
    if SUM.fullmatch(spelling.even(row.filled[0].text)) and not _says_when(row):
        return TOTAL.fill(text=Quoted(" ".join(cell.text for cell in row.filled)))
    others = (cell.text for name, cell in cells.items() if name not in ("title", "people", "room"))
    state = _state(others, title.text)
    return None if state is None else CANCELLED.fill(title=told, state=state)


def _says_when(row: TextRow) -> bool:
    """Whether any of the cells of a row is a time of the clock."""
    read = [written(cell.text) for cell in row.filled[1:]]
    return any(one is not None and one.start.clock is not None for one in read)


def _state(cells: Iterable[str], title: str) -> str | None:
    """What says that an entry does not take place: a cell that says no more than that, or a mark beside its title."""
    for text in cells:
        if match := STATE.fullmatch(spelling.even(text)):
            return match[1]
    match = STATE_BESIDE.fullmatch(spelling.even(title))
    return match and (match["first"] or match["named"] or match["last"])
