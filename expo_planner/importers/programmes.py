"""A forum's programme, told by a file of its own, comes to the row of the agenda that is the same forum."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Problem
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import FoundSession

PROGRAMME_OF = Text("the programme is taken from {source}", "议程取自 {source}")
COMES_TO = Text("its programme was added to the session at {source}", "其议程已并入 {source} 处的活动")
DIFFERS = Text(
    "for {field}, {source} gives {other}, but this file gives {own}", "{source} 的{field}是{other}，此处是{own}"
)
FIELDS = {
    "room": Text("the room", "地点"),
    "start": Text("the start", "开始时间"),
    "end": Text("the end", "结束时间"),
}


def with_programme(found: list[FoundSession], told: FoundSession) -> tuple[list[FoundSession], list[Problem]]:
    """The sessions, of which one has the programme that a file of its own tells, which is said; or one more."""
    for index, session in enumerate(found):
        if _same_forum(session, told):
            said = Problem(told.source, told.title[:60], COMES_TO.fill(source=str(session.source)))
            return [*found[:index], _merged(session, told), *found[index + 1 :]], [said]
    return [*found, told], []


def _same_forum(one: FoundSession, other: FoundSession) -> bool:
    if one.start is None or other.start is None or one.start.date() != other.start.date():
        return False
    names = sorted((re.sub(r"\W", "", one.title), re.sub(r"\W", "", other.title)), key=len)
    return len(names[0]) >= 4 and names[0] in names[1]


def _merged(session: FoundSession, told: FoundSession) -> FoundSession:
    """A session of an agenda with what its programme tells; where they differ the agenda counts."""
    file = PurePath(told.source.file).name
    guesses = [*session.guesses, *told.guesses, PROGRAMME_OF.fill(source=file)]
    for name, label in FIELDS.items():
        own, other = getattr(session, name), getattr(told, name)
        if own is not None and other is not None and own != other:
            guesses.append(DIFFERS.fill(source=file, field=label, other=_shown(other), own=_shown(own)))
    missing = {
        name: getattr(told, name)
        for name in ("room", "end", "minutes", "attendance", "setup", "organisers", "co_organisers", "abstract", "url")
        if not getattr(session, name) and getattr(told, name) and not (name == "minutes" and session.end)
    }
    people = dict.fromkeys((*session.people, *told.people))
    return replace(session, **missing, people=tuple(people), programme=told.programme, guesses=tuple(guesses))


def _shown(value: object) -> object:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else Quoted(str(value))
