"""How far a placement is from another one of the same session: what decides between changes that cost the same.

Nearest is the same room, then the same half-day, then the same day, then the fewest hours away, then the same site. A
day earlier or later is 24 hours away at the same time of day; each hour earlier or later on the clock adds one.
"""

from __future__ import annotations

from expo_planner.domain.clock import DAY
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement


def distance(expo: Expo, before: Placement, after: Placement | None) -> int:
    """How far a session has moved: 0 if it stays, less is nearer, and not being placed any more is farthest.

    The distances of several sessions can be added up.
    """
    if after is None:
        return 16 * _unit(expo)
    return distance_of_room(expo, before, after.room) + distance_of_start(expo, before, after.start)


def distance_of_room(expo: Expo, before: Placement, room: str) -> int:
    """The part of the distance that the room decides."""
    if room == before.room:
        return 0
    return 8 * _unit(expo) + (expo.rooms[room].site != expo.rooms[before.room].site)


def distance_of_start(expo: Expo, before: Placement, start: int) -> int:
    """The part of the distance that the start, in ticks, decides."""
    if start == before.start:
        return 0
    (old_day, old), (new_day, new) = expo.clock.day_and_minute(before.start), expo.clock.day_and_minute(start)
    days = abs((new_day - old_day).days)
    same_half = not days and any(first <= old < end and first <= new < end for first, end in expo.parts.values())
    unit = _unit(expo)
    minutes = min(DAY * days + abs(new - old), unit - 1)
    return 4 * unit * (not same_half) + 2 * unit * (days > 0) + 2 * minutes


def _unit(expo: Expo) -> int:
    """More than the minutes between any two starts of the expo, so that each criterion outweighs those after it."""
    return DAY * ((expo.days[-1] - expo.days[0]).days + 1)
