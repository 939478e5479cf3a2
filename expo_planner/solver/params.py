"""All parameters of the solver, grouped by algorithm.

They affect speed and quality, never correctness: whatever their values, every schedule passes the checker and every
bound holds. They were tuned on the expos of `tests/benchmarks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, kw_only=True)
class ConstructionParams:
    """Parameters of the construction of the first schedule."""

    tries: int = 40
    """Placements tried for a session, and again when other sessions are ejected for it."""
    hub_relations: int = 50
    """Sessions with more relations than this are placed first, such as an opening that excludes parallel sessions."""
    stubborn_every: int = 3
    """On every n-th failure, n being this number, a session may also eject the sessions that it is tied to."""
    tries_of_tied: int = 3
    """Placements tried for a session tied to one just placed."""
    ejections: int = 2_000
    """Ejections, besides those for each session, after which a session without a free placement is left out."""
    ejections_by_session: float = 1.0
    """Ejections for each session."""
    optional_tries: int = 3
    """How often an optional session may eject others; a must session may always."""
    ejections_before_counting: int = 100
    """Ejections in a first attempt, besides those for each session; if sessions are left out, counting comes next."""
    ejections_by_session_before_counting: float = 0.05
    """The same for each session. Without them, 15 of 20,000 sessions were left out, and counting took a minute."""
    rooms_at_first: int = 16
    """Cheapest rooms priced at first; their number doubles while a cheaper placement may be in another room."""
    touching_bonus: float = 0.25
    """The bonus of a placement that leaves no gap before it, which keeps free time contiguous; less than any wish."""

    @property
    def quick(self) -> Self:
        """The same for an attempt that is to be quick rather than complete."""
        return replace(
            self,
            ejections=self.ejections_before_counting,
            ejections_by_session=self.ejections_by_session_before_counting,
        )


@dataclass(frozen=True, kw_only=True)
class NeighbourhoodParams:
    """Parameters of the destroy operators and of their adaptive (roulette-wheel) selection."""

    unplaced_share: float = 0.5
    """The probability that an unplaced must session is the seed of a neighbourhood, while there is one."""
    cheap_placements: int = 6
    """The number of cheapest placements of a costly session whose occupants are freed with it."""
    hub_relations: int = 50
    """Sessions with more relations than this are not freed along with the sessions related to them."""
    memory: float = 0.9
    """The weight of an operator's past gains in its score; the rest is the weight of its last gain."""
    least_share: float = 0.05
    """The least weight of an operator, as a share of the largest, so that each remains in use."""


@dataclass(frozen=True, kw_only=True)
class LnsParams:
    """Parameters of large neighbourhood search."""

    smallest: int = 16
    """Sessions in the smallest neighbourhood, used while it brings gains, since it is solved fastest."""
    largest: int = 40
    """Sessions in the largest neighbourhood, used once smaller ones bring no gain."""
    growth: float = 0.01
    """Growth of neighbourhoods per round without gain, as a share of that range; a gain shrinks them twice as much."""
    offered: int = 16
    """The number of free placements offered to a freed session, best by reduced cost, besides those of all freed."""
    noise: float = 1.0
    """The largest random amount added to a price when offers are chosen."""
    linearization: int = 2
    """CP-SAT's `linearization_level` for submodels."""
    deterministic_seconds: float = 0.3
    """CP-SAT's limit for one neighbourhood, in its deterministic time."""
    overhead: float = 0.02
    """The overhead of a round, in the same time, added to what CP-SAT spends on it."""
    unplaced_penalty: int = 10**6
    """The penalty of an unplaced must session during the search: more than all wishes of a neighbourhood."""
    bound_share: float = 0.3
    """The share of the time that a search without workers spends on the lower bound."""
    neighbourhoods: NeighbourhoodParams = field(default_factory=NeighbourhoodParams)


@dataclass(frozen=True, kw_only=True)
class AscentStage:
    """Parameters of a stage of the dual ascent. Its spread and length go from the first value to the second."""

    steps: int
    """Steps of the stage."""
    rooms: int
    """The cheapest rooms of each session that the ascent looks at; the bound then looks at all."""
    spread: tuple[float, float]
    """How widely a session is split among its placements, as a share of the mean spread of placements' prices."""
    length: tuple[float, float]
    """The length of a step, as the same share: cost per minute of room time."""


@dataclass(frozen=True, kw_only=True)
class AscentParams:
    """Parameters of the dual ascent."""

    stages: tuple[AscentStage, ...] = (
        AscentStage(steps=60, rooms=24, spread=(0.02, 0.0015), length=(1.4e-3, 3e-5)),
        AscentStage(steps=160, rooms=64, spread=(0.002, 4e-4), length=(1e-4, 1e-5)),
    )
    """The first stage leads to prices that lead the search, the second raises the bound by another 1% to 2%."""
    mean_memory: float = 0.9
    """Adam's decay rate of the mean of slopes."""
    square_memory: float = 0.95
    """Adam's decay rate of the mean of their squares."""
    rounds: int = 10
    """Steps between two evaluations of the bound."""


@dataclass(frozen=True, kw_only=True)
class BoundParams:
    """Parameters of the lower bound by Lagrangian relaxation."""

    finest_stretch: int = 15
    """The shortest stretch of room time, in minutes."""
    most_stretches: int = 3_000
    """The largest number of stretches of room time, over all cells."""
    most_links: int = 100_000
    """The largest number of rows for order and common rooms; those beyond are left out."""
    most_uses: int = 1_000_000
    """The largest number of rows for wishes for few days or rooms; those beyond are left out."""
    most_sessions_led: int = 6_000
    """With more sessions than this, a search that knows prices from a worker follows those of room time alone: for
    20,000 sessions, all rows take 6 s to build, and 110 MB."""
    tolerance: float = 1e-6
    """Bounds are rounded up unless they are this close to the whole number below."""
    ascent: AscentParams = field(default_factory=AscentParams)


@dataclass(frozen=True, kw_only=True)
class SearchParams:
    """How the time is shared between one model of the whole expo, the construction, and large neighbourhood search."""

    largest_whole_model: int = 100_000
    """The largest number of placements, over all sessions, for which the whole expo is solved as one model. With more,
    building the model takes longer than finding a good schedule by large neighbourhood search (176,000: 5 s)."""
    largest_small_model: int = 12_000
    """The largest number of placements for which a model with intervals mostly proves the best schedule in seconds."""
    small_share: float = 0.5
    """The share of the time for the first attempt at such a model."""
    largest_time_indexed: int = 45_000
    """The largest number of placements for which the rest of the time is for a time-indexed model of the whole."""
    whole_share: float = 0.05
    """The share of the time for the first attempt at the whole model of a larger problem."""
    neighbourhood_share: float = 0.12
    """The share of the time for large neighbourhood search before a time-indexed model, which proves better than it
    finds."""
    least_seconds: float = 2.0
    """The least time for any attempt, in seconds."""
    construction_share: float = 0.25
    """The largest share of the time for the first schedule."""
    construction_seconds: float = 10.0
    """The most time for it, in seconds."""
    patience: int = 250
    """Rounds without a gain after which the whole model gets the remaining time."""
    construction: ConstructionParams = field(default_factory=ConstructionParams)
    lns: LnsParams = field(default_factory=LnsParams)
    bound: BoundParams = field(default_factory=BoundParams)


@dataclass(frozen=True, kw_only=True)
class ReplanParams:
    """Parameters of the iterative deepening of a repair's disturbance budget."""

    growth: float = 1.3
    """The least factor between two budgets; the time for a budget grows far faster than the budget."""
    telling_share: float = 0.85
    """The share of the time for minimising the disturbance; the rest is for wishes and nearness."""
    near_share: float = 0.15
    """The share of that rest kept for nearness, if the wishes do not end before."""
    level_share: float = 0.4
    """The share of the remaining time for one budget."""
    closing_share: float = 0.75
    """The share of the remaining time for the budget that proves the known repair minimal."""
    sketch_share: float = 0.2
    """The share of the remaining time for a first repair of any disturbance."""
    least_seconds: float = 2.0
    """The least time for each of these steps, in seconds."""
    largest_known: int = 80_000
    """With more placements than this, a budget is not tried if a repair is known."""
    largest_unknown: int = 240_000
    """With more placements than this, a budget is not tried if no repair is known."""
    largest_closing: int = 40_000
    """With at most this many placements, the proof that a repair is minimal is tried at once."""
    largest_wishing: int = 15_000
    """From this many placements on, the wishes of the moved sessions alone are optimised, then the whole model's."""
    largest_whole: int = SearchParams.largest_whole_model
    """With more placements than this, no model of the whole expo proves what is open."""
    reach_share: float = 0.6
    """The share of the time for the disturbance that growing budgets get, if the whole model can take over."""
    exact_linearization: int = 2
    """CP-SAT's `linearization_level` for finding good repairs."""
    bare_linearization: int = 0
    """CP-SAT's `linearization_level` for proving a budget too small, in a tenth of the time."""


@dataclass(frozen=True, kw_only=True)
class PlacementParams:
    """Parameters of the search for placements that require other sessions to move."""

    movers: int = 2
    """The most other sessions that may move; placements with more occupants are skipped."""
    looks: int = 60
    """The number of occupied placements to examine, most promising first."""
    work: int = 400_000
    """The most placements of other sessions to examine in total: about a second's work."""
    work_each: int = 10_000
    """The fixed work for each of the other sessions, in placements."""
    mover_sets: int = 3
    """The most sets of other sessions to try for one placement."""
