"""JSON of other systems: which of those that can be read a file is."""

from __future__ import annotations

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import Hints, Reading
from expo_planner.importers.systems import frab_json, indico, pretalx, session_lists, sessionize
from expo_planner.importers.systems.json_record import parse
from expo_planner.importers.systems.record import bad

UNKNOWN = Text(
    "this JSON is no schedule that can be read; it starts with {found}", "这份 JSON 不是可读入的日程，开头是{found}"
)
SUPPORTED = Text(
    "supported: schedule.json of frab and pretalx, API lists and exports of pretalx, Sessionize, Indico, and lists of "
    "objects with a title and a start",
    "可读入 frab、pretalx 的 schedule.json，pretalx 的 API 列表与组织者导出，Sessionize、Indico 的导出，"
    "以及含标题和开始时间的对象列表",
)
SHOWN = 40


def read(data: bytes, name: str, hints: Hints | None = None) -> Reading:
    """What a JSON file of another system says. Raises BadInput where it is malformed or of no known kind."""
    value = parse(data, name)
    if frab_json.recognised(value):
        return frab_json.reading(value)
    if indico.recognised(value):
        return indico.reading(value)
    if pretalx.recognised(value):
        return pretalx.reading(value, Source(name))
    if sessionize.recognised(value):
        return sessionize.reading(value, Source(name))
    if rows := session_lists.rows(value):
        return session_lists.reading(rows, name, hints or Hints())
    start = " ".join(data[: 4 * SHOWN].decode("utf-8", "replace").split())[:SHOWN]
    raise bad(Source(name, "1:1"), Refusal(UNKNOWN.fill(found=Quoted(start)), SUPPORTED))
