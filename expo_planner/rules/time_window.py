"""time_window: sessions lie inside the expo's hours, their own time windows and their slots."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from expo_planner.domain.clock import SHORTEST_DAY, inside, within
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Rule

AT_ANOTHER_TIME = Text("allow {session} at another time, {when}", "允许{session}改在{when}")
OUTSIDE_HOURS = Text(
    "{session} is on {when}, outside the expo's hours ({hours})",
    "{session}安排在{when}，超出展会开放时间（{hours}）",
)
OUTSIDE_WINDOWS = Text(
    "{session} is on {when}, outside its time windows ({windows})",
    "{session}安排在{when}，不在其可选时段（{windows}）之内",
)
NO_SLOT = Text(
    "{session} is on {when}, which is not within a slot for it; start it when a slot starts and end it within that slot",
    "{session}安排在{when}，不在适用的固定时段内，请让它随某个固定时段开始并在其中结束",
)
TOO_LATE = Text(
    "{session} takes {days} days but is on {when}, when the expo has only {left} left; start it earlier",
    "{session}需{days}天，却安排在{when}，届时展会只剩{left}天，请提前开始",
)

TOO_LONG = Text(
    "{session} takes {length}; the expo is open for at most {longest} at a time",
    "{session}时长{length}，展会每次最多连续开放{longest}",
)
TOO_LONG_FOR_WINDOWS = Text(
    "{session} takes {length}; the longest of its time windows has {longest}",
    "{session}时长{length}，其可选时段最长只有{longest}",
)
TOO_MANY_DAYS = Text("{session} takes {days} days; the expo has {left}", "{session}需{days}天，展会只有{left}天")


@requirement
class InItsTime(Unary):
    """The session lies inside the expo's hours, inside one of its windows, and in a slot for its type."""

    def never(self) -> Message | None:
        expo, session = self.expo, self.session
        if session.length is None:
            days = session.days or 1
            facts = {"session": session, "days": days, "left": len(expo.days)}
            return TOO_MANY_DAYS.fill(**facts) if days > len(expo.days) else None
        if session.continuous or session.length > SHORTEST_DAY:
            return None
        for windows, text in ((expo.hours, TOO_LONG), (session.when, TOO_LONG_FOR_WINDOWS)):
            longest = max((window.end - window.start for window in windows), default=session.length)
            if session.length > longest:
                return text.fill(session=session, length=Duration(session.length), longest=Duration(longest))
        return None

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        expo, session = alike[0].expo, alike[0].session
        return AT_ANOTHER_TIME.fill(session=session, when=expo.clock.span(schedule[session.id].window))

    @property
    def likeness(self) -> Hashable:
        return (self.session.shape, self.session.when, self.session.type)

    def breach(self, placement: Placement) -> Breach | None:
        expo, session, clock = self.expo, self.session, self.expo.clock
        facts = {"session": session, "when": clock.span(placement.window)}
        if session.days is not None:
            left = sum(day >= clock.date(placement.start) for day in expo.days)
            if left < session.days:
                return Breach(TOO_LATE.fill(**facts, days=session.days, left=left))
        parts = expo.within_hours(session, placement.window)
        outside = next((part for part in parts if not inside(expo.hours, part)), None)
        if outside is not None:
            day = clock.date(outside.start)
            hours = [clock.span(window) for window in expo.opening.get(day, ())] or expo_days(expo)
            return Breach(OUTSIDE_HOURS.fill(**facts, hours=hours))
        if session.when and not inside(session.when, placement.window):
            return Breach(OUTSIDE_WINDOWS.fill(**facts, windows=[clock.span(window) for window in session.when]))
        if expo.slots is not None and not any(
            slot.window.start == placement.start
            and placement.end <= slot.window.end
            and (not slot.types or session.type in slot.types)
            for slot in expo.slots
        ):
            return Breach(NO_SLOT.fill(**facts))
        return None

    def holding(self, room: str, starts: tuple[int, ...]) -> tuple[int, ...]:
        """By windows for a session that cannot span days: hours, windows and slots shortened by its length."""
        expo, length = self.expo, self.session.length
        if length is None or not self.session.short:
            return super().holding(room, starts)
        held = within(starts, expo.hours, length)
        if self.session.when:
            wanted = {start for window in self.session.when for start in within(held, (window,), length)}
            held = tuple(start for start in held if start in wanted)
        return held if expo.slots is None else super().holding(room, held)

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.session.at("when"),)


def expo_days(expo: Expo) -> list[object]:
    """All the expo's hours, as people read them."""
    return [expo.clock.span(window) for windows in expo.opening.values() for window in windows]


@dataclass(frozen=True, kw_only=True)
class TimeWindow(Rule):
    """A session lies inside the expo's hours of its day and inside one of its `when` windows, where it has some.

    Where the expo has slots it starts with a slot for its type and ends inside it. Over several days, each day's part
    lies inside the hours of its day, and the whole inside one window; the expo lasts as long as the session. A
    continuous session starts and ends within the hours; the nights between are its own. One clash for each session.
    """

    always = True
    title = Text("allowed times", "时间合适")
    about = Text(
        "A session lies inside the expo's hours and inside one of its own time windows, where it has some. Where the "
        "expo has slots, it starts with a slot for its type and ends within that slot. A continuous "
        "session need only start and end within the expo's hours; the nights between are its own.",
        "活动须处于展会开放时间之内，写有可选时段的还须处于其中之一；设有固定时段的，须随适合其类型的固定时段开始，并"
        "在其中结束。昼夜连续的活动，只须在开放时间内开始和结束，其间的夜晚不受限制。",
    )
    usage = "time_window"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, language: en}
                rooms: [{id: A, name: Hall A, open: ["2023-07-06 08:00-13:00"]}]
                sessions: [{id: panel, title: Panel, duration: 1h, when: ["2023-07-06 08:30-10:30", "2023-07-06 10:30-13:00"]}]
                """,
            accepts="panel A 09:30",
            rejects="panel A 10:00",
            says="“Panel” is on Thu 6 Jul 10:00–11:00, outside its time windows (Thu 6 Jul 08:30–10:30, Thu 6 Jul 10:30–13:00)",
        ),
        Example(
            scenario="""
                expo:
                  {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, language: en,
                   slots: [{at: 09:00-10:00, types: [paper]}, {at: 09:30-10:30}, {at: 11:00-11:30}]}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: panel, title: Panel, duration: 1h, type: paper}
                  - {id: lunch, title: Lunch, duration: 30min, priority: 1}
                """,
            accepts="panel A 09:00, lunch A 11:00",
            rejects="panel A 11:00",
            says="“Panel” is on Thu 6 Jul 11:00–12:00, which is not within a slot for it; start it when a slot starts and end it within that slot",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-05..2023-07-06, hours: 09:00-10:30, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions: [{id: show, title: Show, duration: 2d}]
                """,
            accepts="show A 09:30",
            rejects="show A 2023-07-06 09:30",
            says="“Show” takes 2 days but is on Thu 6 Jul 09:30–10:30, when the expo has only 1 left; start it earlier",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-05..2023-07-07, hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions: [{id: hackathon, title: Hackathon, duration: 48h30min}]
                """,
            accepts="hackathon A 10:30",
            rejects="hackathon A 2023-07-06 09:00",
            says="“Hackathon” is on Thu 6 Jul 09:00 – Sat 8 Jul 09:30, outside the expo's hours (Wed 5 Jul 09:00–11:00, Thu 6 Jul 09:00–11:00, Fri 7 Jul 09:00–11:00)",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[InItsTime]:
        for session in expo.own_sessions.values():
            if session.when:
                demand = Text("{session} must be within {windows}", "{session}须安排在{windows}").fill(
                    session=session, windows=[expo.clock.span(window) for window in session.when]
                )
            else:
                demand = Text("{session} must be within the expo's hours", "{session}须安排在展会开放时间内").fill(
                    session=session
                )
            yield InItsTime(**self.terms(expo), demand=demand, session=session)
