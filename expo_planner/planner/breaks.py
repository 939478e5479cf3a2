"""How many people a caterer has to expect at each common break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.clock import Window
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.breaks import CommonBreak


@dataclass(frozen=True)
class Break:
    """One break: the window in which it may be, its time (None: a session runs through it), and who comes.

    `people` is the sum over rooms of the attendance of the fullest session there since the break before, or since the
    day began: those who sit in one room all morning are counted once. `sessions` are these sessions (ids). `label` is
    what the agenda calls it; None if it does not show it.
    """

    within: Window
    time: Window | None
    people: int
    sessions: tuple[str, ...]
    label: Text | None = None


def breaks_of(scenario: Scenario, schedule: Schedule) -> list[Break]:
    """The breaks of the scenario's rules, by time."""
    gaps = [one for one in scenario.requirements if isinstance(one, CommonBreak)]
    return sorted((_break(gap, gaps, schedule) for gap in gaps), key=lambda one: one.within)


def _break(gap: CommonBreak, gaps: list[CommonBreak], schedule: Schedule) -> Break:
    within = Window(gap.windows[0].start, gap.windows[-1].end)
    time = gap.gap(schedule)
    if time is None:
        return Break(within, None, 0, (), gap.label)
    earlier = [one.gap(schedule) for one in gaps if one.members == gap.members]
    ends = [one.end for one in earlier if one is not None and one.end <= time.start]
    day = gap.expo.clock.day(gap.expo.clock.date(time.start)).start
    since = Window(max([day, *ends]), time.start)
    fullest = dict(_fullest(gap, since, schedule))
    return Break(within, time, sum(map(gap.expo.attendance, fullest.values())), tuple(fullest.values()), gap.label)


def _fullest(gap: CommonBreak, since: Window, schedule: Schedule) -> Iterator[tuple[str, str]]:
    """The rooms in use in a window, each with the session there that most people attend."""
    there = [name for name in gap.members if name in schedule and since.meets(schedule[name].window)]
    for name in sorted(there, key=gap.expo.attendance):
        yield schedule[name].room, name
