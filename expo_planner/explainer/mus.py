"""Minimal unsatisfiable subsets: demands that cannot all hold, of which none can be left out.

They are found by deletion (Marques-Silva 2010, "Minimal unsatisfiability: models, algorithms and applications"): a
demand is dropped if the rest is still unsatisfiable. Groups that can often be dropped together are tried first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from expo_planner.explainer.oracle import Oracle, relevant
from expo_planner.rules.requirements import Requirement, Unary


def minimal_unsatisfiable_subset(oracle: Oracle, demands: Collection[Requirement]) -> tuple[list[Requirement], bool]:
    """A subset of unsatisfiable demands, and whether it was proven minimal before the oracle's deadline."""
    core, proven = list(demands), True
    for together in _deletions(core):
        rest = relevant([demand for demand in core if demand not in together])
        if len(rest) == len(core) or not set(together) & set(core):
            continue
        answer = oracle.hold(rest)
        if answer is False:
            core = rest
        elif answer is None and len(together) == 1:
            proven = False
    return core, proven


def _deletions(core: list[Requirement]) -> Iterator[list[Requirement]]:
    """The sets of demands to delete, in turn: sessions, then all demands of one rule, then single demands."""
    placed = [demand for demand in core if demand.gives_place]
    yield from ([demand] for demand in placed)
    rules = dict.fromkeys(type(demand) for demand in core if isinstance(demand, Unary))
    for rule in rules:
        yield [demand for demand in core if type(demand) is rule]
    yield from ([demand] for demand in core if not demand.gives_place)
