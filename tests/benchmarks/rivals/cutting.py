"""Cuts rooms into slots, for planners that need them given: what an organiser does by hand in a spreadsheet.

One session after the other, the hardest to place first, gets the cheapest place that is free by the demands on it
alone; each such place is a slot, and so is what is left free in the rooms. Joined halls are thereby decided before the
planner sees anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from benchmarks.rivals.placements import Places
from expo_planner.domain.clock import Window, Windows, difference
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.rules import Scenario
from expo_planner.rules.alone import Alone

ATTEMPTS = 100


@dataclass(frozen=True)
class Cut:
    """A slot of a room, in ticks; `alone` is the session that it is for, where nothing else may run then."""

    room: str
    window: Window
    alone: str | None = None


def cut(scenario: Scenario, table: Mapping[str, Mapping[str, Places]]) -> list[Cut]:
    """Slots that do not overlap in any cell, set-up and tear-down included; beside an `alone` session there are none.

    Where a session gets no slot, it comes first in another attempt.
    """
    alone = {rule.session for rule in scenario.rules if isinstance(rule, Alone)}
    own = [session for session in scenario.expo.sessions.values() if session.host is None]
    own.sort(key=lambda session: (session.id not in alone, _choices(table[session.id])))
    best: list[Cut] = []
    fewest = len(own) + 1
    for _ in range(ATTEMPTS):
        cuts, without = _attempt(scenario.expo, own, alone, table)
        if len(without) < fewest:
            best, fewest = cuts, len(without)
        if not without:
            break
        own = sorted(own, key=_rank(without | alone))
    return best


def _attempt(
    expo: Expo, sessions: list[Session], alone: set[str], table: Mapping[str, Mapping[str, Places]]
) -> tuple[list[Cut], set[str]]:
    """The slots, and the sessions that got none of their own."""
    free: dict[str, Windows] = {room.id: expo.usable(room) for room in expo.rooms.values() if not room.joined}
    cuts: list[Cut] = []
    without: set[str] = set()
    for session in sessions:
        made = _cheapest(expo, session, table[session.id], free)
        if made is None:
            without.add(session.id)
            continue
        cuts.append(replace(made, alone=session.id) if session.id in alone else made)
        for cell in free if session.id in alone else expo.rooms[made.room].cells:
            free[cell] = difference(free[cell], (made.window,))
    return cuts + [Cut(cell, window) for cell, windows in free.items() for window in windows], without


def _rank(first: set[str]) -> Callable[[Session], bool]:
    return lambda session: session.id not in first


def _choices(places: Mapping[str, Places]) -> int:
    return sum(len(own.starts) for own in places.values())


def _cheapest(expo: Expo, session: Session, places: Mapping[str, Places], free: Mapping[str, Windows]) -> Cut | None:
    """The cheapest place for the session that is free, the earliest of several; None where there is none."""
    choices = sorted(
        (int(price), start, room)
        for room, own in places.items()
        for start, price in zip(own.starts, own.prices, strict=True)
    )
    for _, start, room in choices:
        taken = expo.taken(session, expo.place_session(session, room, start))
        if all(any(window.holds(taken) for window in free[cell]) for cell in expo.rooms[room].cells):
            return Cut(room, taken)
    return None
