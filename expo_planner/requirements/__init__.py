"""The primitives: what rules demand of a schedule, each with its meanings side by side.

Every requirement can be posted to CP-SAT and checked on a schedule, and the two agree on every schedule. Demands on one
session decide its placements; demands on two, on every two of many, and on what runs at one time relate sessions.
"""

from expo_planner.requirements.load import Load
from expo_planner.requirements.of_one import OfOne
from expo_planner.requirements.of_two import Disjoint, OfEveryTwo, OfTwo, between
from expo_planner.requirements.requirement import MUST, WISH, Breach, Clash, Requirement, Terms, requirement

__all__ = [
    "MUST",
    "WISH",
    "Breach",
    "Clash",
    "Disjoint",
    "Load",
    "OfEveryTwo",
    "OfOne",
    "OfTwo",
    "Requirement",
    "Terms",
    "between",
    "requirement",
]
