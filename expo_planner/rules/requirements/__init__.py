"""Requirements: the atomic demands that rules make on a schedule, each with its solver and checker forms side by side.

Every requirement can be posted to CP-SAT and checked on a schedule, and the two agree on every schedule. Demands on one
session restrict or price its domain. The others relate sessions: demands on a pair, on every pair of many, on the
number of rooms or days that many use, and on what runs at one time.
"""

from expo_planner.rules.requirements.allowed_room import AllowedRoom
from expo_planner.rules.requirements.by_day import ByDay
from expo_planner.rules.requirements.concession import Concession
from expo_planner.rules.requirements.cumulative import Cumulative, RoomLimit
from expo_planner.rules.requirements.distinct_count import DistinctCount, Use
from expo_planner.rules.requirements.pairwise import AllPairs, Disjoint, Pairwise, between
from expo_planner.rules.requirements.perturbation import Nearness, Perturbation, PerturbationLimit
from expo_planner.rules.requirements.pinned import StaysPut
from expo_planner.rules.requirements.placed import HasPlace
from expo_planner.rules.requirements.presences import AllPresences, TwoPresences
from expo_planner.rules.requirements.requirement import (
    MUST,
    NEARNESS,
    TOLD,
    WISH,
    AtOnce,
    Breach,
    Clash,
    Extra,
    Link,
    Region,
    Requirement,
    Shortage,
    Terms,
    requirement,
)
from expo_planner.rules.requirements.room_cell import OneAtATime
from expo_planner.rules.requirements.unary import Unary

__all__ = [
    "MUST",
    "NEARNESS",
    "TOLD",
    "WISH",
    "AllPairs",
    "AllPresences",
    "AllowedRoom",
    "AtOnce",
    "Breach",
    "ByDay",
    "Clash",
    "Concession",
    "Cumulative",
    "Disjoint",
    "DistinctCount",
    "Extra",
    "HasPlace",
    "Link",
    "Nearness",
    "OneAtATime",
    "Pairwise",
    "Perturbation",
    "PerturbationLimit",
    "Region",
    "Requirement",
    "RoomLimit",
    "Shortage",
    "StaysPut",
    "Terms",
    "TwoPresences",
    "Unary",
    "Use",
    "between",
    "requirement",
]
