"""Stress tests: the losses of one room or one person for a part of a day that would hurt a schedule most."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.execution.executor import Executor, Failed, InProcess
from expo_planner.planner.repair import Mended, repair
from expo_planner.rules import Scenario
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort
from expo_planner.solver.replan.disruption import Disruption

LONGEST, SHARE = 30.0, 0.1
"""The most time for one loss: seconds, or the share of the whole time if that is more. What takes longer is unknown."""


@dataclass(frozen=True)
class Loss:
    """The absence of a room or person, given by id, in a half-open window, and the sessions that it affects."""

    kind: Literal["room", "person"]
    name: str
    window: Window
    sessions: tuple[str, ...]

    @property
    def disruption(self) -> Disruption:
        """The loss as a disruption."""
        lost = ((self.name, self.window),)
        return Disruption(closed=lost) if self.kind == "room" else Disruption(away=lost)


@dataclass(frozen=True)
class Harm:
    """A loss and its repair. `mended` is None if time ran out before a repair was tried."""

    loss: Loss
    mended: Mended | None = None

    @property
    def repairable(self) -> bool | None:
        """Whether a repair exists; None if unknown."""
        if self.mended is None or self.mended.status == "unknown":
            return None
        return self.mended.found

    @property
    def rank(self) -> tuple[int, int, int]:
        """The sort key, worst first: losses without repair, then unknown ones, then by disturbance."""
        order = {False: 0, None: 1, True: 2}[self.repairable]
        return order, -(self.mended.price if self.mended is not None else 0), -len(self.loss.sessions)


def losses(expo: Expo, schedule: Schedule) -> Iterator[Loss]:
    """All losses that affect a session of the schedule: each room, then each person, in each part of a day."""
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


def stress(scenario: Scenario, schedule: Schedule, effort: Effort, executor: Executor | None = None) -> list[Harm]:
    """Repairs each single loss and ranks them, worst first; losses without time for a repair are unknown.

    The repairs are found by `executor`, by default one after the other in this process. Raises what it raises.
    """
    deadline = time.monotonic() + effort.time_limit
    seconds = min(max(LONGEST, SHARE * effort.time_limit), effort.time_limit)
    shared = scenario, schedule, replace(effort, time_limit=seconds, workers=1)
    all_losses = list(losses(scenario.expo, schedule))
    distinct = {_alike(scenario.expo, loss): loss for loss in all_losses}
    keys, tried = list(distinct), dict[Hashable, Mended]()
    for number, answer in (executor or InProcess()).run(_repaired, shared, distinct.values(), deadline=deadline):
        if not isinstance(answer, Failed):
            tried[keys[number]] = answer
        elif not answer.died:
            raise RuntimeError(answer.why)
    found = [Harm(loss, tried.get(_alike(scenario.expo, loss))) for loss in all_losses]
    return sorted(found, key=lambda harm: harm.rank)


def robustness(expo: Expo, harms: Sequence[Harm]) -> float:
    """How well a schedule bears the losses that were tried, from 0 to 100, to one decimal.

    It is the percentage of people who need to hear nothing when one of the losses happens, all equally likely. All
    people are those of every session that any loss could hit, counted once for each session. Where there is no repair,
    or none is known, everyone counts as disturbed. Without any losses it is 100.
    """
    concerned = {name for harm in harms for name in harm.loss.sessions}
    everyone = sum(expo.sessions[name].told for name in concerned)
    shares = [
        max(0.0, 1 - harm.mended.told / everyone) if harm.mended is not None and harm.repairable else 0.0
        for harm in harms
    ]
    return round(100 * sum(shares) / len(shares), 1) if shares else 100.0


def _repaired(shared: tuple[Scenario, Schedule, Effort], loss: Loss) -> Mended:
    """The repair of one loss; it depends on nothing but these, however busy the machine is."""
    scenario, schedule, effort = shared
    with search_clock.deterministic():
        return repair(scenario, schedule, loss.disruption, effort)


def _alike(expo: Expo, loss: Loss) -> Hashable:
    """The key of equivalent losses: two people in the same sessions at the same times need the same repair."""
    if loss.kind == "room":
        return loss
    person = expo.people[loss.name]
    parts = [
        (name, loss.name in expo.sessions[name].people, _items(expo, name, loss.name))
        for name in expo.everyone[loss.name]
    ]
    return (loss.window, person.away, person.available, tuple(parts))


def _items(expo: Expo, session: str, person: str) -> tuple[int, ...]:
    """The indices of the items of a session's programme in which a person takes part."""
    return tuple(number for number, item in enumerate(expo.sessions[session].programme) if person in item.people)
