"""Premises: what the expo itself contributes to a conflict, such as its days, hours, slots, travel and turnover.

No session or rule states them as demands, yet each of them restricts every schedule. A conflict tells those that it
needs: one is left out only if the demands cannot all hold however generous the expo is in its place.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise

from expo_planner.domain.clock import Day, Window, Windows, union
from expo_planner.domain.entities import Slot
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.domain.problems import Source
from expo_planner.explainer.demands import Demand
from expo_planner.explainer.oracle import Oracle
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Requirement
from expo_planner.rules.requirements.room_cell import OneAtATime

STEP = Text("sessions start on a grid of {step}", "活动的开始时间以{step}为步长")
TRAVEL = Text("it takes {minutes} from {sites}", "{sites}之间的路程需{minutes}")
TURNOVER = Text("{room} needs {minutes} between two sessions", "{room}两场之间须留出{minutes}")
ANY_TURNOVER = Text("a room needs {minutes} between two sessions", "同一场地两场之间须留出{minutes}")
WALL_MOVE = Text(
    "{minutes} are needed between sessions in two rooms that share a hall", "共用同一厅的两个场地之间须留出{minutes}"
)
HOURS = Text("the expo is open {hours}", "展会开放时间为{hours}")
SLOTS = Text("sessions start with a slot and end within it: {slots}", "活动须随固定时段开始并在其中结束：{slots}")
DAYS = Text("the expo is on {days}", "展会日期为{days}")
TO = Text("{first} – {last}", "{first}至{last}")
NAMED = 6
"""The most windows that a sentence names."""
MOST_DAYS = 30
"""The most days that are added on either side of an expo to see whether more days would do."""

Premise = tuple[str, ...]
"""What is given: its kind and, for travel and turnover, the sites or the room."""
STEPS: Premise = ("step",)
EXPO = "expo"
"""What stands for a rule beside what the expo itself says."""


def premises_of(expo: Expo, demands: Collection[Requirement]) -> Iterator[tuple[Premise, Demand]]:
    """The premises that restrict these demands, in the order in which they are best left out of a conflict."""
    clock = expo.clock
    yield (
        STEPS,
        Demand(EXPO, STEP.fill(step=Duration(expo.step)), (expo.at("step"),)),
    )
    for pair, minutes in expo.travel.items():
        sites = sorted(pair)
        place = expo.at(f"travel.{' - '.join(sites)}")
        yield ("travel", *sites), Demand(EXPO, TRAVEL.fill(minutes=Duration(minutes), sites=sites), (place,))
    yield from _turnovers(expo, demands)
    if any(union(windows) != (clock.day(day),) for day, windows in expo.opening.items()):
        hours = _some([clock.span(window) for windows in expo.opening.values() for window in windows])
        yield ("hours",), Demand(EXPO, HOURS.fill(hours=hours), (expo.at("hours"),))
    if expo.slots is not None:
        slots = _some([clock.span(slot.window) for slot in expo.slots])
        yield ("slots",), Demand(EXPO, SLOTS.fill(slots=slots), (expo.at("slots"),))
    yield ("days",), Demand(EXPO, DAYS.fill(days=_days(expo.days)), (expo.at("days"),))


def _turnovers(expo: Expo, demands: Collection[Requirement]) -> Iterator[tuple[Premise, Demand]]:
    cells = [demand for demand in demands if isinstance(demand, OneAtATime)]
    for room in sorted({room for cell in cells for room in cell.rooms}):
        own = expo.rooms[room].turnover
        if own:
            message = TURNOVER.fill(room=expo.rooms[room].name, minutes=Duration(own))
            yield ("turnover", room), Demand(cells[0].rule, message, (expo.rooms[room].source,))
    usual: Mapping[str, tuple[int, Text]] = {
        "turnover": (max((cell.turnover for cell in cells), default=0), ANY_TURNOVER),
        "wall_move": (max((cell.wall_move for cell in cells), default=0), WALL_MOVE),
    }
    for kind, (minutes, text) in usual.items():
        if minutes:
            yield (kind,), Demand(cells[0].rule, text.fill(minutes=Duration(minutes)), _sources(cells))


def _sources(cells: Sequence[OneAtATime]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(cell.source for cell in cells if cell.source.file))


def _some(facts: Sequence[object]) -> list[object]:
    return [*facts[:NAMED], *(["…"] if len(facts) > NAMED else [])]


def _days(days: Sequence[date]) -> list[object]:
    if len(days) > 2 and all(later - first == timedelta(days=1) for first, later in pairwise(days)):
        return [TO.fill(first=Day(days[0]), last=Day(days[-1]))]
    return _some([Day(day) for day in days])


@dataclass(frozen=True)
class Core:
    """Unsatisfiable demands of a scenario, to be asked whether they still are without some premises."""

    scenario: Scenario
    oracle: Oracle
    demands: Sequence[Requirement]

    def told(self, seconds: float) -> tuple[tuple[Demand, ...], bool]:
        """The premises that the demands need, and whether it is proven that they need each; `seconds` for each."""
        known = dict(premises_of(self.scenario.expo, self.demands))
        if self._hold(known, seconds) is False:
            return (), True
        gone: list[Premise] = []
        proven = True
        for premise in known:
            holds = self._hold([*gone, premise], seconds)
            if holds is False:
                gone.append(premise)
            elif holds is None:
                proven = False
        return tuple(demand for premise, demand in known.items() if premise not in gone), proven

    def _hold(self, gone: Collection[Premise], seconds: float) -> bool | None:
        """Whether the demands can all hold without these premises; None if unknown."""
        if len(gone) > 1 and STEPS in gone and self._holds_on([one for one in gone if one != STEPS], seconds):
            return True  # the expo's own grid is coarser and its model far smaller
        return self._holds_on(gone, seconds)

    def _holds_on(self, gone: Collection[Premise], seconds: float) -> bool | None:
        expo = without(self.scenario, gone, self.demands)
        oracle = Oracle(expo, replace(self.oracle.initial, expo=expo), self.oracle.deadline)
        answer = oracle.answer([_on(expo, demand, gone) for demand in self.demands], seconds)
        return None if answer is None else answer is not False


def _on(expo: Expo, demand: Requirement, gone: Collection[Premise]) -> Requirement:
    """The demand on the expo without some premises."""
    moved = replace(demand, expo=expo)
    if isinstance(moved, OneAtATime):
        turnover = 0 if ("turnover",) in gone else moved.turnover
        return replace(moved, turnover=turnover, wall_move=0 if ("wall_move",) in gone else moved.wall_move)
    return moved


def without(scenario: Scenario, gone: Collection[Premise], demands: Collection[Requirement] = ()) -> Expo:
    """The expo as generous as can be in place of some premises."""
    expo = scenario.expo
    kinds = {kind for kind, *_ in gone}
    travel = {pair: minutes for pair, minutes in expo.travel.items() if ("travel", *sorted(pair)) not in gone}
    rooms = {
        name: replace(room, turnover=0) if ("turnover", name) in gone else room for name, room in expo.rooms.items()
    }
    expo = replace(expo, travel=travel, rooms=rooms)
    if "days" in kinds:
        names = {name for demand in demands if len(demand.sessions) == 1 for name in demand.sessions}
        expo = _with_days(expo, min(sum(expo.sessions[name].days or 1 for name in names), MOST_DAYS))
    if "hours" in kinds:
        expo = replace(expo, opening={day: (expo.clock.day(day),) for day in expo.days})
    if "slots" in kinds:
        expo = replace(expo, slots=None)
    if STEPS in gone:
        expo = replace(expo, step=_finest(scenario))
    return expo


def _with_days(expo: Expo, count: int) -> Expo:
    """The expo with so many days more on either side, with the usual hours, or those of all days, and all slots."""
    new = [expo.days[0] - timedelta(days=number) for number in range(count, 0, -1)]
    new += [expo.days[-1] + timedelta(days=number) for number in range(1, count + 1)]
    hours = expo.usual_hours or [window for windows in expo.opening.values() for window in windows]
    opening: dict[date, Windows] = {day: union(_on_day(expo, window, day) for window in hours) for day in new}
    added = [Slot(window=_on_day(expo, slot.window, day), types=slot.types) for day in new for slot in expo.slots or ()]
    return replace(
        expo,
        days=tuple(sorted({*expo.days, *new})),
        opening=dict(sorted({**opening, **expo.opening}.items())),
        slots=None if expo.slots is None else tuple(sorted({*expo.slots, *added}, key=lambda slot: slot.window)),
    )


def _on_day(expo: Expo, window: Window, day: date) -> Window:
    """The same clock times on another day."""
    clock = expo.clock
    (first, start), (last, end) = clock.day_and_minute(window.start), clock.end_day_and_minute(window.end)
    return Window(clock.edge(day, start), clock.edge(day + (last - first), end, late=True))


def _finest(scenario: Scenario) -> int:
    """The largest step of a grid on which a schedule exists if one exists at all: it divides all times and lengths."""
    expo = scenario.expo
    windows: list[Window] = [window for own in expo.opening.values() for window in own]
    windows += [slot.window for slot in expo.slots or ()]
    for room in expo.rooms.values():
        windows += [*(room.open or ()), *room.closed]
    for person in expo.people.values():
        windows += [*person.away, *(person.available or ())]
    for session in expo.sessions.values():
        windows += session.when
    minutes = [edge for window in windows for edge in window]
    minutes += [minute for room in expo.rooms.values() for minute in [room.turnover or 0]]
    minutes += expo.travel.values()
    for session in expo.sessions.values():
        minutes += [session.length or 0, session.setup, session.teardown, session.start or 0]
        minutes += [minute for item in session.programme for minute in (item.length, item.offset or 0)]
    timed = [
        (rule, one.name)
        for rule in scenario.rules
        for one in fields(rule)
        if one.type in ("Minutes", "PositiveMinutes")
    ]
    minutes += [getattr(rule, name) for rule, name in timed]
    return math.gcd(expo.step, *minutes)
