"""JSON of other systems: which of those that can be read a file is."""

from __future__ import annotations

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Refusal
from expo_planner.importers.model import Reading
from expo_planner.importers.systems import frab_json, indico, pretalx
from expo_planner.importers.systems.json_record import parse
from expo_planner.importers.systems.record import bad

UNKNOWN = Refusal(
    Text("this kind of JSON is not supported", "不支持这种 JSON"),
    Text(
        "supported: schedule.json from frab and pretalx, pretalx API lists and exports, and Indico events",
        "可读入 frab、pretalx 的 schedule.json，pretalx 的 API 列表与组织者导出，以及 Indico 的活动",
    ),
)


def read(data: bytes, name: str) -> Reading:
    """What a JSON file of another system says. Raises BadInput where it is malformed or of no known kind."""
    value = parse(data, name)
    if frab_json.recognised(value):
        return frab_json.reading(value)
    if indico.recognised(value):
        return indico.reading(value)
    if pretalx.recognised(value):
        return pretalx.reading(value, Source(name))
    raise bad(Source(name, "1:1"), UNKNOWN)
