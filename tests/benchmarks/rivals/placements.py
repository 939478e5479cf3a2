"""Where each session may stand, and what it costs there, by the demands on it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from expo_planner.domain.entities import Session
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Unary

Prices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Starts in one room, in ticks, and what each costs."""

    starts: tuple[int, ...]
    prices: Prices


def placements(scenario: Scenario) -> dict[str, dict[str, Places]]:
    """Of every session, by room, the placements at which the demands on it alone hold."""
    demands: dict[str, list[Unary]] = {name: [] for name in scenario.expo.sessions}
    for demand in scenario.requirements:
        if isinstance(demand, Unary):
            demands[demand.session.id].append(demand)
    sessions = scenario.expo.sessions
    return {name: _of(scenario, sessions[name], own) for name, own in demands.items()}


def _of(scenario: Scenario, session: Session, demands: list[Unary]) -> dict[str, Places]:
    expo = scenario.expo
    rooms = session.rooms or tuple(room.id for room in expo.rooms.values() if room.kind == "room")
    left: Mapping[str, tuple[int, ...]] = dict.fromkeys(rooms, expo.starts)
    for demand in demands:
        if demand.weight is None:
            held = {
                room: starts
                for alike, ticks in demand.alike(left)
                if (starts := demand.holding(alike[0], ticks))
                for room in alike
            }
            left = {room: held[room] for room in left if room in held}
    prices = {room: np.zeros(len(starts), dtype=np.int64) for room, starts in left.items()}
    for demand in demands:
        if demand.weight is not None:
            for alike, ticks in demand.alike(left):
                extra = demand.weight * np.array(demand.amounts(alike[0], ticks), dtype=np.int64)
                for room in alike:
                    prices[room] += extra
    return {room: Places(starts, prices[room]) for room, starts in left.items()}
