"""The agenda as a table of text (`agenda.csv`) that opens in a spreadsheet: UTF-8 with a byte order mark, RFC 4180."""

from __future__ import annotations

from expo_planner.domain.i18n import Text
from expo_planner.domain.plain_text import passes_for_formula
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats.data_frame import agenda_frame
from expo_planner.publishing.labels import PLACE, TITLE

COLUMNS = {
    "id": Text("Id", "编号"),
    "category": Text("Category", "类别"),
    "title": TITLE,
    "room": Text("Room", "会议室编号"),
    "place": PLACE,
    "start": Text("Start", "开始"),
    "end": Text("End", "结束"),
    "minutes": Text("Minutes", "分钟"),
    "continuous": Text("Through the nights", "昼夜连续"),
    "organisers": Text("Organisers", "主办"),
    "stream": Text("Live stream", "直播"),
}


def render(agenda: Agenda) -> dict[str, bytes]:
    """`agenda.csv`: one session a row, local times; a cell that would be a formula gets an apostrophe in front."""
    frame = agenda_frame(agenda)
    for name in ("start", "end"):
        frame[name] = frame[name].dt.strftime("%Y-%m-%d %H:%M")
    frame["continuous"] = frame["continuous"].map({True: "true", False: "false"})
    for name in ("id", "category", "title", "room", "place", "organisers", "stream"):
        frame[name] = [harmless(text) for text in frame[name]]
    frame.columns = [agenda.say(COLUMNS[name]) for name in frame.columns]
    return {"agenda.csv": frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")}


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if passes_for_formula(text) else text
