"""The primitives: what rules demand of a schedule, each with its meanings side by side.

Every requirement can be posted to CP-SAT and checked on a schedule, and the two agree on every schedule. Demands on one
session decide its placements; demands on two, on every two of many, on how few rooms or days many use, and on what runs
at one time relate sessions.
"""

from expo_planner.rules.requirements.cumulative import Cumulative
from expo_planner.rules.requirements.distinct_count import DistinctCount, Use
from expo_planner.rules.requirements.pairwise import AllPairs, Disjoint, Pairwise, between
from expo_planner.rules.requirements.perturbation import DROPPED, Perturbation, PerturbationLimit, times_told
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
from expo_planner.rules.requirements.unary import Unary

__all__ = [
    "DROPPED",
    "MUST",
    "WISH",
    "AllPairs",
    "AtOnce",
    "Breach",
    "Clash",
    "Cumulative",
    "Disjoint",
    "DistinctCount",
    "Extra",
    "Link",
    "Pairwise",
    "Perturbation",
    "PerturbationLimit",
    "Region",
    "Requirement",
    "Terms",
    "Unary",
    "Use",
    "between",
    "requirement",
    "times_told",
]
