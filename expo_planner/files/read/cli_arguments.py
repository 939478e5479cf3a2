"""Arguments of commands that name a session or a placement, spelled as in scenario files."""

from __future__ import annotations

from collections.abc import Mapping

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.domain.schedule import Placement
from expo_planner.files.read.schedule_json import WRONG_END, WRONG_END_HINT
from expo_planner.files.schema.context import NOUNS, Context
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.time_parsing import START_HINT, Calendar, Start

SEVERAL = Text("more than one is called {text}", "有不止一个叫{text}")
BY_ID = Text("give an id instead: {ids}", "请用编号指明：{ids}")
NO_START = Text("{session} has no start yet; give one", "{session}尚无开始时间，请写明")
NO_ROOM = Text("{session} has no room yet; give one", "{session}尚无场地，请写明")
ROOM_HINT = Text("use a room id: {ids}", "请写场地编号：{ids}")
SHOWN = 12
"""Ids listed in a hint."""


def read_session(expo: Expo, text: str) -> str:
    """The id of the session with this id, or with this title where only one has it. Raises BadInput."""
    names = {name: (session.title, session.title_en) for name, session in expo.sessions.items()}
    try:
        return _find("session", text, names)
    except Refusal as refusal:
        raise BadInput([_problem("SESSION", refusal)]) from None


def read_room(expo: Expo, text: str) -> str:
    """The id of the room with this id, or with this name where only one has it. Raises BadInput."""
    try:
        return _room(expo, text)
    except Refusal as refusal:
        raise BadInput([_problem("ROOM", refusal)]) from None


def read_placement(expo: Expo, name: str, now: Placement | None, start: str | None, room: str | None) -> Placement:
    """The placement that the arguments give a session; start or room, if omitted, are the current ones or the file's.

    The start is written as in a scenario file, optionally with its end; the room is an id, or a name that only one room
    has. Raises BadInput with all problems.
    """
    session, problems = expo.sessions[name], []
    tick, end = now.start if now else session.start, None
    where = now.room if now else session.room
    try:
        if start is not None:
            tick, end = Calendar(expo.clock, expo.parts).start(start) if start.strip() else _empty(START_HINT)
        elif tick is None:
            raise Refusal(NO_START.fill(session=session), START_HINT)
    except Refusal as refusal:
        problems.append(_problem("--start", refusal))
    try:
        if room is not None:
            where = _room(expo, room)
        elif where is None:
            raise Refusal(NO_ROOM.fill(session=session), ROOM_HINT.fill(ids=_first([*expo.rooms])))
    except Refusal as refusal:
        problems.append(_problem("--room", refusal))
    if problems:
        raise BadInput(problems)
    assert tick is not None and where is not None  # what is missing has been refused
    placement = expo.place_session(session, where, tick)
    if end not in (None, placement.end):
        message = WRONG_END.fill(given=expo.clock.iso(end or 0), end=expo.clock.iso(placement.end))
        raise BadInput([Problem(Source("--start"), "", message, WRONG_END_HINT)])
    return placement


def _room(expo: Expo, text: str) -> str:
    return _find("room", text, {one.id: (one.name, one.name_en) for one in expo.rooms.values()})


def _empty(hint: Text) -> Start:
    raise Refusal(Text("the value is empty", "内容为空"), hint)


def _problem(argument: str, refusal: Refusal) -> Problem:
    return Problem(Source(argument), "", refusal.message, refusal.hint)


def _find(noun: str, text: str, names: Mapping[str, tuple[str | None, ...]]) -> str:
    """The id of what has this id, or else this name. Raises Refusal."""
    if text in names:
        return text
    called = [identifier for identifier, own in names.items() if text in own]
    if len(called) == 1:
        return called[0]
    if called:
        raise Refusal(SEVERAL.fill(text=Quoted(text)), BY_ID.fill(ids=called))
    spellings = [*names, *(name for own in names.values() for name in own if name)]
    hint: Message | Text | None = Context().suggestion(text, spellings)
    if hint is None:
        hint = Text("known: {names}", "现有：{names}").fill(names=_first([*names]))
    raise Refusal(
        Text("there is no {noun} {text}", "没有名为{text}的{noun}").fill(noun=NOUNS[noun], text=Quoted(text)), hint
    )


def _first(ids: list[str]) -> list[str]:
    return ids if len(ids) <= SHOWN else [*ids[:SHOWN], "…"]
