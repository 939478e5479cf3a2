"""Explains why no schedule exists, by demands of the organiser's own file, and finds the cheapest ways out."""

from __future__ import annotations

from expo_planner.explainer.conflicts import Explanation, explain, plain_conflicts
from expo_planner.explainer.demands import Conflict, Demand
from expo_planner.explainer.more_room import more_room
from expo_planner.explainer.more_slots import another_slot
from expo_planner.explainer.overloads import nearly_full, overload_conflict
from expo_planner.explainer.relaxations import Way, give_up, ways_out

__all__ = [
    "Conflict",
    "Demand",
    "Explanation",
    "Way",
    "another_slot",
    "explain",
    "give_up",
    "more_room",
    "nearly_full",
    "overload_conflict",
    "plain_conflicts",
    "ways_out",
]
