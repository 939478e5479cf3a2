"""Moves given on the command line: `standards=7B`, `standards=7B@10:00`, `standards=@2023-07-06 14:00`, `a<->b`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.files.read.cli_arguments import read_placement, read_room, read_session
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.value_parsing import ONE_TIME, narrow, to_minute
from expo_planner.rules.requirements.pinned import StaysPut

SWAP = "<->"
NO_MOVE = Text("{text} is not a move", "{text}不是调动")
NO_MOVE_HINT = Text(
    "write SESSION=ROOM, SESSION=ROOM@TIME, SESSION=@TIME or 'SESSION<->SESSION'",
    "请写成 SESSION=ROOM、SESSION=ROOM@TIME、SESSION=@TIME 或 'SESSION<->SESSION'",
)
NO_DAY = Text("{session} has no start yet, so {time} needs a date", "{session}尚无开始时间，{time} 须写明日期")
NO_DAY_HINT = Text("write 2023-07-06 13:30", "请写成 2023-07-06 13:30")
TWICE = Text("{session} is moved twice", "{session}调动了两次")
FIRST = Text("first in {text}", "首次出现于 {text}")
NO_SWAP = Text("{session} is not placed, so it cannot be swapped", "{session}尚未排定，无法互换")
NO_SWAP_HINT = Text("give it a room and a time: {id}=ROOM@TIME", "请写明场地和时间：{id}=ROOM@TIME")
UNPIN = Text("remove pinned: true at {place}", "请删去 {place} 处的 pinned: true")


def read_moves(expo: Expo, schedule: Schedule, texts: Iterable[str], folder: Path) -> dict[str, Placement]:
    """The new placement of each session that the texts name, in a schedule; ends follow from each session's length.

    A session keeps the room or the time that is not given, and a time without a date is on the day on which it stands,
    or on the expo's only one. `folder` is the scenario's, for messages. Raises BadInput with all problems, pinned
    sessions among them.
    """
    placements: dict[str, Placement] = {}
    named: dict[str, str] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            for name, placement in _read(expo, schedule, text):
                session = expo.sessions[name]
                if name in named:
                    raise Refusal(TWICE.fill(session=session), FIRST.fill(text=named[name]))
                named[name], placements[name] = text, placement
                _keep_pin(expo, session, placement, folder)
        except Refusal as refusal:
            problems.append(Problem(Source(text), "", refusal.message, refusal.hint))
        except BadInput as bad:
            problems += (replace(problem, source=Source(text)) for problem in bad.problems)
    if problems:
        raise BadInput(problems)
    return placements


def _read(expo: Expo, schedule: Schedule, text: str) -> Iterator[tuple[str, Placement]]:
    if SWAP in text:
        left, _, right = text.partition(SWAP)
        names = _each(lambda: read_session(expo, left.strip()), lambda: read_session(expo, right.strip()))
        one, other = (expo.sessions[name] for name in names)
        for session, place in ((one, _standing(schedule, other)), (other, _standing(schedule, one))):
            yield session.id, expo.place_session(session, place.room, place.start)
        return
    left, equals, right = text.partition("=")
    room, at, start = (part.strip() for part in right.partition("@"))
    if not equals or not (room or at):
        raise Refusal(NO_MOVE.fill(text=Quoted(text)), NO_MOVE_HINT)
    name, *_ = _each(lambda: read_session(expo, left.strip()), lambda: read_room(expo, room) if room else "")
    moment = _dated(expo, expo.sessions[name], schedule.get(name), start) if at else None
    yield name, read_placement(expo, name, schedule.get(name), moment, room or None)


def _each(*reads: Callable[[], str]) -> list[str]:
    """What each of them reads; what is wrong with any of them is told."""
    found: list[str] = []
    problems: list[Problem] = []
    for read in reads:
        try:
            found.append(read())
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return found


def _standing(schedule: Schedule, session: Session) -> Placement:
    if session.id not in schedule:
        raise Refusal(NO_SWAP.fill(session=session), NO_SWAP_HINT.fill(id=session.id))
    return schedule[session.id]


def _dated(expo: Expo, session: Session, now: Placement | None, text: str) -> str:
    """A time with its date, on the day of the expo on which the session is."""
    match = ONE_TIME.fullmatch(narrow(text))
    if match is None:
        return text
    minute = to_minute(*match.groups())
    start = now.start if now is not None else session.start
    if start is not None:
        return f"{expo.clock.on_day(expo.clock.date(start), minute)} {text}"
    if len(expo.days) > 1:
        raise Refusal(NO_DAY.fill(session=session, time=text), NO_DAY_HINT)
    return f"{expo.clock.on_day(expo.days[0], minute)} {text}"


def _keep_pin(expo: Expo, session: Session, placement: Placement, folder: Path) -> None:
    """Refuses to move a pinned session."""
    breach = StaysPut.standing(expo, session).breach(placement) if session.pinned else None
    if breach is not None:
        raise Refusal(breach.message, UNPIN.fill(place=str(session.at("pinned").below(folder))))
