"""Sessions of which a table says only when they begin, or not even that: how long they last, as a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median_low

from expo_planner.domain.i18n import Text
from expo_planner.files.write.times import length_text
from expo_planner.importers.model import FoundSession, Guess
from expo_planner.importers.text.clock_sequence import NEXT_STARTS

COUNTED = re.compile(r"[\s#]*[0-9]+[\s.:]*$")
LAST = Text(
    "the end is not given and nothing follows that day; {length}, as long as its like ({like})",
    "未写结束时间，当天其后也没有活动；按同类（{like}）的时长 {length} 计",
)
LAST_OF_ALL = Text(
    "the end is not given and nothing follows that day; {length}, as long as most others",
    "未写结束时间，当天其后也没有活动；按多数活动的时长 {length} 计",
)
NO_LENGTH = Text("the table says of no entry how long it is; {length} is assumed", "表中没有任何时长，按 {length} 计")
HOUR = 60
NO_TIME = Text(
    "no time is given; left without a place, {length} as most others",
    "没有写明时间，暂不安排；时长按多数活动的 {length} 计",
)


def completed(found: Sequence[FoundSession], *, certain: bool = False) -> list[FoundSession]:
    """The sessions with their ends. Where none of them has a length, those with a start last an hour if they are
    `certain` to be sessions, as rows under a header are; else they are as they were.

    An entry lasts until the next one of its day in its room starts; breaks without a room end what is in any.
    """
    days: dict[date, list[FoundSession]] = {}
    for session in found:
        if session.start is not None:
            days.setdefault(session.start.date(), []).append(session)
    known = [
        _until_the_next(session, days[session.start.date()]) if session.start is not None else session
        for session in found
    ]
    lengths = [(_kind(session), length) for session in known if (length := _minutes(session)) is not None]
    return [_as_its_like(session, lengths, certain) for session in known]


def _kind(session: FoundSession) -> str:
    """What tells entries that are alike: their type, or else their title without what counts them, 講演 of 講演1."""
    return session.category or COUNTED.sub("", session.title)


def _open(session: FoundSession) -> bool:
    return session.end is None and session.minutes is None and session.days is None


def _until_the_next(session: FoundSession, found: Sequence[FoundSession]) -> FoundSession:
    start = session.start
    if start is None or not _open(session):
        return session
    later = [
        other.start
        for other in found
        if other.start is not None
        and _follows(start, other.start)
        and (session.room is None or other.room in (None, session.room))
    ]
    if not later:
        return session
    end = min(later)
    return replace(session, end=end, guesses=(*session.guesses, NEXT_STARTS.fill(end=f"{end:%H:%M}")))


def _follows(start: datetime, other: datetime) -> bool:
    return (other.tzinfo is None) == (start.tzinfo is None) and other.date() == start.date() and other > start


def _minutes(session: FoundSession) -> int | None:
    if session.start is None or session.end is None:
        return session.minutes
    length = session.end - session.start
    return round(length.total_seconds() / 60) if timedelta() < length < timedelta(days=1) else None


def _as_its_like(session: FoundSession, lengths: Sequence[tuple[str, int]], certain: bool) -> FoundSession:
    if not _open(session) or not (lengths or (certain and session.start is not None)):
        return session
    like = [length for kind, length in lengths if kind == _kind(session)]
    usual = median_low(like or [length for _, length in lengths] or [HOUR])
    said: Guess
    if not lengths:
        said = NO_LENGTH.fill(length=length_text(usual))
    elif session.start is None:
        said = NO_TIME.fill(length=length_text(usual))
    elif like:
        said = LAST.fill(length=length_text(usual), like=_kind(session))
    else:
        said = LAST_OF_ALL.fill(length=length_text(usual))
    return replace(session, minutes=usual, guesses=(*session.guesses, said))
