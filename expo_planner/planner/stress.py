"""What a schedule could not bear: a room lost for a part of a day, a person missing for one, and what mends it."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.repair import Mended, repair
from expo_planner.rules import Scenario
from expo_planner.solver.limits import Effort
from expo_planner.solver.replan.disruption import Disruption

LONGEST, SHARE = 10.0, 0.1
"""Seconds for one loss at most, or that share of all the time where it is more; what takes longer is not known."""


@dataclass(frozen=True)
class Loss:
    """A room or a person that is not there in a window, by its id, and the sessions that this concerns."""

    kind: Literal["room", "person"]
    name: str
    window: Window
    sessions: tuple[str, ...]

    @property
    def disruption(self) -> Disruption:
        """The loss as something that happens to a schedule."""
        lost = ((self.name, self.window),)
        return Disruption(closed=lost) if self.kind == "room" else Disruption(away=lost)


@dataclass(frozen=True)
class Harm:
    """A loss, and how it can be mended. `mended` None: time ran out before it was tried."""

    loss: Loss
    mended: Mended | None = None

    @property
    def repairable(self) -> bool | None:
        """Whether a repair exists; None where that is not known."""
        if self.mended is None or self.mended.status == "unknown":
            return None
        return self.mended.found

    @property
    def rank(self) -> tuple[int, int, int]:
        """The worst first: what cannot be mended, then what is not known, then whom it disturbs."""
        order = {False: 0, None: 1, True: 2}[self.repairable]
        return order, -(self.mended.price if self.mended is not None else 0), -len(self.loss.sessions)


def losses(expo: Expo, schedule: Schedule) -> Iterator[Loss]:
    """Every loss that concerns a session of the schedule: by room and part of the day, then by person and part."""
    parts = [
        Window(expo.clock.edge(day, start), expo.clock.edge(day, end))
        for day in expo.days
        for start, end in sorted(expo.parts.values())
    ]
    cells = [room.id for room in expo.rooms.values() if not room.joined and room.kind != "online"]
    for cell in cells:
        for window in parts:
            inside = [
                name
                for name, place in schedule.items()
                if cell in expo.rooms[place.room].cells and expo.taken(expo.sessions[name], place).meets(window)
            ]
            if inside:
                yield Loss("room", cell, window, tuple(inside))
    for person, sessions in expo.everyone.items():
        for window in parts:
            needed = [
                name
                for name in sessions
                if name in schedule
                for presence in expo.presences(expo.sessions[name], schedule[name]).get(person, ())
                if presence.meets(window)
            ]
            if needed:
                yield Loss("person", person, window, tuple(dict.fromkeys(needed)))


def stress(scenario: Scenario, schedule: Schedule, effort: Effort) -> list[Harm]:
    """How each single loss can be mended, the worst first; those that there is no time for are not known."""
    deadline = time.monotonic() + effort.time_limit
    longest = max(LONGEST, SHARE * effort.time_limit)
    found = []
    tried: dict[Hashable, Mended] = {}
    for loss in losses(scenario.expo, schedule):
        alike, left = _alike(scenario.expo, loss), deadline - time.monotonic()
        if alike not in tried and left > 0:
            limited = replace(effort, time_limit=min(left, longest))
            tried[alike] = repair(scenario, schedule, loss.disruption, limited)
        found.append(Harm(loss, tried.get(alike)))
    return sorted(found, key=lambda harm: harm.rank)


def _alike(expo: Expo, loss: Loss) -> Hashable:
    """What decides how a loss is mended: two people who are in the same sessions for the same time are missed alike."""
    if loss.kind == "room":
        return loss
    person = expo.people[loss.name]
    parts = [
        (name, loss.name in expo.sessions[name].people, _items(expo, name, loss.name))
        for name in expo.everyone[loss.name]
    ]
    return (loss.window, person.away, person.available, tuple(parts))


def _items(expo: Expo, session: str, person: str) -> tuple[int, ...]:
    """The items of a session's programme, by number, that a person is in."""
    return tuple(number for number, item in enumerate(expo.sessions[session].programme) if person in item.people)
