"""Days, hours and grid of an expo, wide enough for all that was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from expo_planner.domain.clock import DAY
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.files.schema.value_parsing import ONE_DATE, to_date
from expo_planner.files.write.to_yaml import Value
from expo_planner.importers.model import FoundSession, Reading

TOO_LONG = Text(
    "the sessions run from {first} to {last}, which is more than a year", "活动从 {first} 到 {last}，超过一年"
)
ONE_EVENT = Text("import the files of one event at a time", "请一次只导入一个展会的文件")
NO_DAY = Text("no days are given", "没有写明任何日期")
A_DAY = Text("give them with --days 2023-07-05..2023-07-09", "请用 --days 2023-07-05..2023-07-09 写明")
STEPS = (30, 15, 10, 5, 1)


def days_and_hours(
    readings: Sequence[Reading], found: Sequence[FoundSession], asked: Sequence[date] = ()
) -> tuple[Value, str]:
    """Every day on which something was found, those between included, and whole hours, the same for each day.

    Sessions are in local time; `asked` are days that the organiser names. Raises BadInput where no day is named, or
    more than a year lies between two.
    """
    days = {*asked, *(day for reading in readings for day in reading.days)}
    days |= {to_date(*match) for session in found for when in session.when for match in ONE_DATE.findall(when)}
    edges, late = [], False
    for session in found:
        if session.start is None:
            continue
        if session.days is not None:
            days |= {session.start.date() + timedelta(days=count) for count in range(session.days)}
            continue
        begin, end = session.start - timedelta(minutes=session.setup), session.end or session.start
        last = max(end - timedelta(minutes=1), session.start)
        days |= {begin.date(), last.date()}
        late |= begin.date() < session.start.date() or (last.date() > begin.date() and not over_days(session))
        edges += [minute_of(begin), minute_of(end) or DAY]
    if not days:
        raise BadInput([Problem(readings[0].source, "", NO_DAY, A_DAY)])
    if (max(days) - min(days)).days >= 366:
        raise BadInput([Problem(readings[0].source, "", TOO_LONG.fill(first=min(days), last=max(days)), ONE_EVENT)])
    if late:
        hours = "00:00-24:00"
    else:
        hours = f"{min(edges) // 60:02}:00-{-(-max(edges) // 60):02}:00" if edges else "08:00-22:00"
    return _spelled(days), hours


def over_days(session: FoundSession) -> bool:
    """Whether it is a session over several days, not one that runs past midnight."""
    start, end = session.start, session.end
    return start is not None and end is not None and end.date() > start.date() and end.time() > start.time()


def step(readings: Sequence[Reading], found: Sequence[FoundSession]) -> int:
    """The grid of starts in minutes: what a file says, else the widest on which all starts lie."""
    starts = [minute_of(session.start) for session in found if session.start]
    said = [reading.step for reading in readings if reading.step]
    return said[0] if said else next(step for step in STEPS if all(at % step == 0 for at in starts))


def minute_of(moment: datetime) -> int:
    """The minute of its day."""
    return moment.hour * 60 + moment.minute


def _spelled(days: set[date]) -> Value:
    return f"{min(days)}..{max(days)}" if len(days) > 1 else [f"{min(days)}"]
