"""A minimal unsatisfiable subset: demands that cannot all hold, of which none can be left out.

By deletion (see Marques-Silva 2010, "Minimal unsatisfiability: models, algorithms and applications"): whatever can go
while the rest still cannot hold, goes. Groups that often go together are tried first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from expo_planner.explainer.oracle import Oracle, relevant
from expo_planner.rules.requirements import Requirement, Unary


def minimal_unsatisfiable_subset(oracle: Oracle, demands: Collection[Requirement]) -> tuple[list[Requirement], bool]:
    """Such a subset of demands that cannot all hold, and whether it is proven minimal before the oracle's deadline."""
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
    """What to leave out, in turn: first sessions, then all of one rule, then one after the other."""
    placed = [demand for demand in core if demand.gives_place]
    yield from ([demand] for demand in placed)
    rules = dict.fromkeys(type(demand) for demand in core if isinstance(demand, Unary))
    for rule in rules:
        yield [demand for demand in core if type(demand) is rule]
    yield from ([demand] for demand in core if not demand.gives_place)
