"""What more than one of the models reads out of a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.rivals.placements import Places
from expo_planner.domain.clock import Window, inside
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.rules import Scenario
from expo_planner.rules.rule import Goal

HALF_HOUR = 30


def weights(scenario: Scenario) -> dict[str, int]:
    """What each goal weighs."""
    goals = [rule for rule in scenario.rules if isinstance(rule, Goal)]
    return {goal.name: goal.default if goal.weight is None else goal.weight for goal in goals}


def is_late(expo: Expo, session: Session, tick: int) -> bool:
    """Whether a session, from this start, lies outside the times it prefers."""
    wanted = session.prefer_when
    return bool(wanted) and not inside(wanted, expo.place_session(session, "", tick).window)


def room_prices(scenario: Scenario, session: Session, table: Mapping[str, Places]) -> dict[str, int]:
    """What each room costs a session whatever the time."""
    late = weights(scenario)["prefer_when"]
    return {
        room: int(own.prices[0]) - late * is_late(scenario.expo, session, own.starts[0]) for room, own in table.items()
    }


def reserves(expo: Expo) -> Iterator[tuple[Window, list[str]]]:
    """Every half-hour of the expo's hours, and the cells that can be used throughout it."""
    cells = [room for room in expo.rooms.values() if room.kind == "room" and not room.joined]
    usable = {cell.id: expo.usable(cell) for cell in cells}
    for windows in expo.opening.values():
        for hours in windows:
            for start in range(hours.start, hours.end, HALF_HOUR):
                window = Window(start, min(start + HALF_HOUR, hours.end))
                yield window, [cell for cell, free in usable.items() if inside(free, window)]
