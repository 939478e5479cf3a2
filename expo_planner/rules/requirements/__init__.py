"""The primitives: what rules demand of a schedule, each with its meanings side by side.

Every requirement can be posted to CP-SAT and checked on a schedule, and the two agree on every schedule. Demands on one
session decide its placements; demands on two, on every two of many, on how few rooms or days many use, and on what runs
at one time relate sessions.
"""

from expo_planner.rules.requirements.cumulative import Load
from expo_planner.rules.requirements.distinct_count import Few, Use
from expo_planner.rules.requirements.pairwise import Disjoint, OfEveryTwo, OfTwo, between
from expo_planner.rules.requirements.perturbation import DROPPED, FewChanges, Kept, times_told
from expo_planner.rules.requirements.requirement import (
    MUST,
    WISH,
    AtOnce,
    Breach,
    Clash,
    Extra,
    Link,
    Region,
    Requirement,
    Terms,
    requirement,
)
from expo_planner.rules.requirements.unary import OfOne

__all__ = [
    "DROPPED",
    "MUST",
    "WISH",
    "AtOnce",
    "Breach",
    "Clash",
    "Disjoint",
    "Extra",
    "Few",
    "FewChanges",
    "Kept",
    "Link",
    "Load",
    "OfEveryTwo",
    "OfOne",
    "OfTwo",
    "Region",
    "Requirement",
    "Terms",
    "Use",
    "between",
    "requirement",
    "times_told",
]
