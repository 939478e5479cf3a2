"""Every number that steers the solver, grouped by the algorithm that reads it. None of them changes what is right:
every schedule passes the checker, and every bound holds, whatever they are. They were measured on the expos of
`tests/benchmarks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ConstructionParams:
    """How the first schedule is built."""

    tries: int = 40
    """Placements looked at for a session, and when others have to make room for it."""
    hub_relations: int = 50
    """Relations from which on a session has its place before all others, as an opening beside which nothing runs."""
    stubborn_every: int = 3
    """Every so many times that it fails, a session drives out those that it is tied to, too."""
    tries_of_tied: int = 3
    """Placements tried for a session that is tied to one just placed."""
    ejections: int = 2_000
    """How often others may have to make room, beyond once for every session, before the rest is left to improvement."""
    rooms_at_first: int = 16
    """Cheapest rooms looked at first, then as many again, where a cheaper placement may be among them."""
    touching_bonus: float = 0.25
    """What a placement is worth that leaves no gap before it, so that free time stays whole; less than any wish."""


@dataclass(frozen=True, kw_only=True)
class NeighbourhoodParams:
    """How neighbourhoods are proposed, and how the roulette wheel learns which kind pays."""

    unplaced_share: float = 0.5
    """How often a session without a place is the seed, while there is one."""
    cheap_placements: int = 6
    """Cheap placements of a costly session whose occupants are freed with it."""
    hub_relations: int = 50
    """Relations above which a session does not come along with those that it is related to."""
    memory: float = 0.9
    """How much of what an operator has brought before counts against what it brings now."""
    least_share: float = 0.05
    """The share of its weight that the best operator lends every other, so that none is forgotten."""


@dataclass(frozen=True, kw_only=True)
class LnsParams:
    """How large neighbourhood search frees sessions and places them anew."""

    smallest: int = 12
    """Sessions freed at once where small neighbourhoods bring gains: those are solved quickest."""
    largest: int = 40
    """Sessions freed at once where small neighbourhoods bring no more."""
    growth: float = 0.01
    """By how much of that range neighbourhoods grow with a round without a gain; a gain takes twice as much back."""
    offered: int = 24
    """Cheapest free placements that a freed session is offered, besides its own and those of the others."""
    noise: float = 2.0
    """Up to what difference in cost the offers are drawn at random."""
    linearization: int = 2
    """How much of a submodel CP-SAT relaxes to a linear program."""
    deterministic_seconds: float = 0.3
    """The most that CP-SAT spends on one neighbourhood, in its own deterministic time."""
    overhead: float = 0.02
    """What a round costs even where CP-SAT has nothing to do, in the same time."""
    unplaced_penalty: int = 10**6
    """What a must session without a place costs while the search goes on: more than all wishes of a neighbourhood."""
    bound_share: float = 0.3
    """The share of its time that a search without workers spends on the lower bound."""
    neighbourhoods: NeighbourhoodParams = field(default_factory=NeighbourhoodParams)


@dataclass(frozen=True, kw_only=True)
class BoundParams:
    """How the lower bound is found by column generation."""

    columns: int = 3
    """Placements of one session added at once, each on another day."""
    finest_stretch: int = 60
    """Minutes of a stretch of room time at least."""
    most_stretches: int = 3_000
    """Stretches of room time at most, all cells together."""
    tolerance: float = 1e-6
    """Below this the prices and shares of the linear program are taken for nothing."""
    gap: float = 0.0005
    """How near to each other bound and linear program need to come, in parts of the bound."""
    unplaced_penalty: float = 60.0
    """What a session without a placement costs in the linear program. Far above what sessions pay in the end it only
    makes prices swing: at 10,000 the bound of 1,000 sessions came after 45 s instead of 15."""
    first_order_from: int = 3_000
    """Columns from which on PDLP solves the linear program roughly, in a fifth of the time of an exact answer."""


@dataclass(frozen=True, kw_only=True)
class SearchParams:
    """How time is shared between one model of the whole expo, a construction, and large neighbourhood search."""

    largest_whole_model: int = 100_000
    """Placements, all sessions together, up to which one model of the whole gets a share of the time; with more, making
    the model alone takes longer than large neighbourhood search needs for a good schedule (176,000: 5 s)."""
    whole_share: float = 0.05
    """That share, to begin with."""
    whole_seconds: float = 2.0
    """How many seconds it is at least."""
    construction_share: float = 0.25
    """The share of the time that the first schedule may take."""
    construction_seconds: float = 10.0
    """How many seconds it may take at most."""
    patience: int = 250
    """Rounds without a gain after which the whole model gets the time that is left."""
    construction: ConstructionParams = field(default_factory=ConstructionParams)
    lns: LnsParams = field(default_factory=LnsParams)
    bound: BoundParams = field(default_factory=BoundParams)


@dataclass(frozen=True, kw_only=True)
class ReplanParams:
    """How a repair raises its budget of disturbance until a repair is found and proven."""

    growth: float = 1.3
    """How much larger a budget is than the last, at least: the time that one takes grows far faster than it does."""
    telling_share: float = 0.85
    """The share of the time that goes to those who must be told; the rest is for wishes."""
    level_share: float = 0.4
    """The share of the time left that one budget may take."""
    closing_share: float = 0.75
    """The share of the time left for the budget that proves the repair known the cheapest."""
    sketch_share: float = 0.2
    """The share of the time left for a first repair at whatever price."""
    least_seconds: float = 2.0
    """Seconds that each of these is at least."""
    largest_known: int = 80_000
    """Placements from which on a budget is not tried where a repair is known."""
    largest_unknown: int = 240_000
    """Placements from which on a budget is not tried where none is known."""
    largest_closing: int = 40_000
    """Placements up to which it is tried at once to prove a repair the cheapest."""
    largest_wishing: int = 15_000
    """Placements from which on wishes are only asked of those who move."""
    exact_linearization: int = 2
    """How much CP-SAT relaxes to a linear program: with it good repairs are found."""
    bare_linearization: int = 0
    """Without it, it is shown in a tenth of the time that a budget does not suffice."""


@dataclass(frozen=True, kw_only=True)
class PlacementParams:
    """How far placements of one session are looked for that open only when others move."""

    movers: int = 2
    """How many others may have to move; a placement that more of them stand in is given up."""
    looks: int = 60
    """Taken placements looked at for one that opens when others move: the most promising ones."""
    work: int = 400_000
    """Placements of others looked at in all for their own best ones: about a second's work."""
    work_each: int = 10_000
    """To begin with one of the others is as much work as so many placements."""
    mover_sets: int = 3
    """Sets of others that may move, tried for one placement."""
