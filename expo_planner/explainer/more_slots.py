"""Another slot as a way out of an expo whose slots are too few, verified by solving with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from expo_planner.domain.clock import Window, difference, union
from expo_planner.domain.entities import Slot
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.explainer.conflicts import explain
from expo_planner.explainer.demands import Conflict
from expo_planner.explainer.premises import SLOTS
from expo_planner.explainer.relaxations import Way
from expo_planner.rules import Scenario
from expo_planner.solver import search_clock
from expo_planner.solver.problem import SearchProblem

ANOTHER_SLOT = Text("open another slot, {when}", "增设固定时段{when}")
TRIES = 4
"""The most times that are tried for the slot."""


def another_slot(scenario: Scenario, conflicts: Sequence[Conflict], deadline: float) -> Way | None:
    """The slot with which a schedule exists; None unless slots are too few, or if none was found in time."""
    for slot in [*_gaps(scenario.expo, conflicts)][:TRIES]:
        if search_clock.now() >= deadline:
            return None
        expo = replace(scenario.expo, slots=(*(scenario.expo.slots or ()), slot))
        wider = SearchProblem.of(replace(scenario, expo=expo))
        schedule = explain(wider, seconds=deadline - search_clock.now()).schedule
        if schedule is not None:
            return Way((), (), 0, (ANOTHER_SLOT.fill(when=expo.clock.span(slot.window)),), schedule)
    return None


def _gaps(expo: Expo, conflicts: Sequence[Conflict]) -> Iterator[Slot]:
    """The slots that fit between the others into the expo's hours, as long as the longest session of a conflict."""
    short = [conflict for conflict in conflicts if any(one.message.text == SLOTS for one in conflict.premises)]
    lengths = [
        expo.sessions[name].length or 0
        for conflict in short
        for demand in conflict.requirements
        if demand.gives_place
        for name in demand.sessions
    ]
    longest = max(lengths, default=0)
    for gap in difference(expo.hours, union(slot.window for slot in expo.slots or ())):
        if longest and gap.end - gap.start >= longest:
            yield Slot(window=Window(gap.start, gap.start + longest))
