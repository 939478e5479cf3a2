"""Good files of every sort that others write and that `plan import` reads, and how each is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from expo_planner import roundtrip
from expo_planner.files.edit.as_written import read_written
from expo_planner.files.read.load import load
from expo_planner.importers.choices import ImportChoices
from expo_planner.importers.import_files import import_files
from expo_planner.importers.model import Hints
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.formats import export
from expo_planner.roundtrip.merge import is_copy, merge_copy, whole

HERE = Path(__file__).parent.parent
FAIR = HERE.parent / "scenarios" / "health-forum.yaml"
TABLE = """\
Title,Track,Room,Start,End,Speakers,Attendance
Opening,Main,Hall A+B,2024-10-25 09:00,2024-10-25 10:30,"Ann, Bo",120
Nets,Talks,Hall A,25 October 2024 11:00,12:00,Ann,40
Party,,Bar,2024-10-25 22:00,2024-10-26 02:00,,
"""
GRID = """\
2024茶博会日程

第一天（7月6日）
时间\t1号厅\t7号会议室 A+B厅\t备注
9:00-10:00\t开幕式\t\t全体
10:00\t绿茶论坛\t红茶论坛\t
11:00\t绿茶论坛\t\t
12:00\t\t\t
"""
BLOCKS = """\
2024年茶产业大会
会议时间：2024年7月6日-7日
会议地点：大连国际会议中心

1. 开幕式
时间：7月6日 9:00-10:00
地点：1号厅
嘉宾：大连市茶叶协会会长王巍、曲鹏

2. 茶论坛
时间：7月7日 下午2:00-4:00
地点：7号会议室 A+B厅
主办单位：市茶叶协会
"""
TALK = {
    "code": "ABCDE",
    "title": {"en": "A talk", "zh-hans": "演讲"},
    "speakers": [{"code": "S1", "name": "Jane"}],
    "submission_type": {"en": "Talk"},
    "state": "confirmed",
    "duration": 30,
    "slot": {"start": "2024-02-03T10:00:00+01:00", "end": "2024-02-03T10:30:00+01:00", "room": {"en": "R101"}},
}
AT = {"date": "2024-02-03", "time": "10:00:00", "tz": "Europe/Zurich"}
EVENT = {
    "title": "Workshop",
    "timezone": "Europe/Zurich",
    "startDate": AT,
    "contributions": [{"title": "Detectors", "startDate": AT, "duration": 60, "room": "B1", "speakers": []}],
}


def _import(path: Path) -> None:
    found = import_files([path], path.with_name("scenario.yaml"), Hints(year=2023), ImportChoices())
    assert len(found.scenario.expo.sessions) + len(found.misread) > 0


def _copy(path: Path) -> None:
    """A copy is read as a whole and merged into the scenario that it was made from."""
    if not is_copy(path):
        return _import(path)
    whole(path)
    scenario = path.with_name("original.yaml")
    scenario.write_bytes(FAIR.read_bytes())
    merge_copy(path, scenario)
    return None


FOREIGN: Mapping[str, Callable[[Path], object]] = {
    "agenda.txt": _import,
    "programme.txt": _import,
    "plan.txt": _import,
    "table.csv": _import,
    "grid.txt": _import,
    "blocks.txt": _import,
    "agenda.xlsx": _import,
    "agenda.docx": _import,
    "schedule.xml": _import,
    "frab.json": _import,
    "pretalx.json": _import,
    "indico.json": _import,
    "feed.ics": _import,
    "copy.xlsx": _copy,
}


def foreign() -> dict[str, bytes]:
    """A good file of every sort."""
    expo = load(FAIR).expo
    agenda, written = make_agenda(expo, expo.standing), read_written(FAIR)
    return {
        "agenda.txt": (HERE / "data" / "agenda-2023.txt").read_bytes(),
        "programme.txt": (HERE / "data" / "forum-health-schedule.txt").read_bytes(),
        "plan.txt": (HERE / "data" / "forum-standards-plan.txt").read_bytes(),
        "table.csv": TABLE.encode(),
        "grid.txt": GRID.encode(),
        "blocks.txt": BLOCKS.encode(),
        "agenda.xlsx": export(agenda, "xlsx"),
        "agenda.docx": export(agenda, "docx"),
        "schedule.xml": export(agenda, "frab-xml"),
        "frab.json": export(agenda, "frab-json"),
        "pretalx.json": json.dumps({"count": 1, "results": [TALK]}, ensure_ascii=False, indent=1).encode(),
        "indico.json": json.dumps({"results": [EVENT]}, indent=1).encode(),
        "feed.ics": export(agenda, "ics"),
        "copy.xlsx": next(iter(roundtrip.render(written.sections, "xlsx", agenda, {}).values())),
    }
