"""Days, hours and grid of an expo, wide enough for all that was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from expo_planner.domain.clock import DAY, SHORTEST_DAY
from expo_planner.domain.i18n import Message, Text
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
OPENS, CLOSES = time(8), time(22)
"""The hours of an expo where nothing says more."""
WHOLE_DAYS = Text("all day; read as 08:00 to 22:00 of each day", "全天：按每天 08:00 至 22:00 读入")
ALL_HOURS = "00:00-24:00"
OPEN_EACH_DAY = Text(
    "{start} to {end}: read as open each day from {opens} to {closes}; if it runs through the nights, write "
    "continuous: true",
    "{start}至{end}：按每天 {opens} 至 {closes} 开放读入；如昼夜连续，请写 continuous: true",
)
STEPS = (30, 15, 10, 5, 1)


def days_and_hours(
    readings: Sequence[Reading], found: Sequence[FoundSession], asked: Sequence[date] = ()
) -> tuple[Value, str]:
    """Every day on which something was found, those between included, and whole hours, the same for each day.

    Sessions are in local time; where days change after midnight, what runs before then is of the evening before.
    `asked` are days that the organiser names. Raises BadInput where no day is named, or more than a year lies between
    two.
    """
    days = {*asked, *(day for reading in readings for day in reading.days)}
    days |= {to_date(*match) for session in found for when in session.when for match in ONE_DATE.findall(when)}
    edges, late = list[int](), False
    change = change_of(readings)
    night = timedelta(minutes=change)
    for session in found:
        if session.start is None:
            continue
        start = session.start - night
        begin, end = start - timedelta(minutes=session.setup), (session.end or session.start) - night
        last = max(end - timedelta(minutes=1), start)
        days |= {begin.date(), last.date()}
        through = runs_through(session)
        late |= begin.date() < start.date() or (last.date() > begin.date() and not (through or over_days(session)))
        edges += [change + minute_of(begin), change + (minute_of(end) or DAY)]
        edges += [change + minute_of(begin) + 1, change + minute_of(last)] if through else []
    for slot in (one for reading in readings for one in reading.slots):
        days.add((slot.start - night).date())
        edges += [change + minute_of(slot.start - night), change + (minute_of(slot.end - night) or DAY)]
    if not days:
        raise BadInput([Problem(readings[0].source, "", NO_DAY, A_DAY)])
    if (max(days) - min(days)).days >= 366:
        raise BadInput([Problem(readings[0].source, "", TOO_LONG.fill(first=min(days), last=max(days)), ONE_EVENT)])
    return _spelled(days), ALL_HOURS if late else _hours(edges)


def _hours(edges: Sequence[int]) -> str:
    """Whole hours around minutes of the day; those past the next midnight are of the night."""
    if not edges:
        return f"{OPENS:%H:%M}-{CLOSES:%H:%M}"
    first, last = min(edges) // 60, -(-max(edges) // 60)
    if last - first >= 24:
        return ALL_HOURS
    return f"{first:02}:00-{last if last <= 24 else last - 24:02}:00"


def change_of(readings: Sequence[Reading]) -> int:
    """When days change, in minutes after midnight, the latest that a file says."""
    return max((minute_of(one.day_change) for one in readings if one.day_change is not None), default=0)


def whole_days(start: datetime, count: int) -> tuple[datetime, datetime]:
    """When something is open that goes on for whole days: on each of them at the usual hours."""
    last = start.date() + timedelta(days=count - 1)
    return datetime.combine(start.date(), OPENS), datetime.combine(last, CLOSES)


def over_days(session: FoundSession) -> bool:
    """Whether it is a session over several days, not one that runs past midnight."""
    start, end = session.start, session.end
    return start is not None and end is not None and end.date() > start.date() and end.time() > start.time()


def open_each_day(start: datetime, end: datetime) -> Message:
    """The guess that something is open each day, where only its start and its end are written."""
    return OPEN_EACH_DAY.fill(start=start.date(), end=end.date(), opens=f"{start:%H:%M}", closes=f"{end:%H:%M}")


def runs_through(session: FoundSession) -> bool:
    """Whether it is one interval so long that its nights are its own."""
    start, end = session.start, session.end
    if not session.continuous or start is None or end is None:
        return False
    return end - start > timedelta(minutes=SHORTEST_DAY)


def step(readings: Sequence[Reading], found: Sequence[FoundSession]) -> int:
    """The grid of starts in minutes: what a file says, else the widest on which all starts lie."""
    starts = [minute_of(session.start) for session in found if session.start]
    starts += [minute_of(slot.start) for reading in readings for slot in reading.slots]
    said = [reading.step for reading in readings if reading.step]
    return said[0] if said else next(step for step in STEPS if all(at % step == 0 for at in starts))


def minute_of(moment: datetime | time) -> int:
    """The minute of its day."""
    return moment.hour * 60 + moment.minute


def _spelled(days: set[date]) -> Value:
    return f"{min(days)}..{max(days)}" if len(days) > 1 else [f"{min(days)}"]
