"""Plans an instance with the planner's public API, round by round.

First all blocks are placed. Each round then takes a few tracks out, cuts them anew or leaves their blocks as they are,
places the blocks, and shares their submissions out; what the objective of the library does not like is taken back.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.cosplib import partition
from benchmarks.cosplib.instance import Instance, Plan
from benchmarks.cosplib.prices import Block, Blocks, Hall, Prices, plan_of
from benchmarks.cosplib.scenarios import Made, blocks_scenario, hall_at, shares_scenario
from benchmarks.cosplib.score import objective
from benchmarks.late_acceptance import late_acceptance
from expo_planner import Effort, Outcome, dump, loads, solve

FIRST_SHARE, FIRST_SECONDS = 0.15, 20.0
"""The most of the time for placing all blocks at once, as a share and in seconds."""
ROUND_SECONDS = 1.0
"""The most for placing the blocks of some tracks."""
LARGEST_ROUND = 6
"""So many tracks at most are taken out at once."""
PATIENCE = 20
"""A plan may be as bad as the one so many rounds ago."""
Watch = Callable[[float, int], None]


@dataclass
class Search:
    """The search for a plan of one instance; `watch` gets the seconds and the objective of each better plan."""

    instance: Instance
    seconds: float
    workers: int = 1
    seed: int = 0
    watch: Watch | None = None

    def __post_init__(self) -> None:
        self.prices, self.drawn = Prices(self.instance), Random(self.seed)
        self.rounds = 0

    def run(self, least: int = 0) -> Plan:
        """The best plan found in the time; one that costs `least` ends the search."""
        began = time.monotonic()
        deadline = began + self.seconds
        best = late_acceptance(
            self._first(deadline),
            lambda now: self._round(now, deadline),
            lambda blocks: objective(self.instance, plan_of(self.instance, blocks)),
            patience=PATIENCE,
            deadline=deadline,
            least=least,
            better=lambda cost: self._tell(began, cost),
        )
        return plan_of(self.instance, best)

    def _tell(self, began: float, cost: int) -> None:
        if self.watch is not None:
            self.watch(time.monotonic() - began, cost)

    def _first(self, deadline: float) -> Blocks:
        """A first plan; blocks are cut anew until they can be placed."""
        seconds = min(self.seconds * FIRST_SHARE, FIRST_SECONDS)
        while time.monotonic() < deadline:
            blocks = partition.first_blocks(self.prices, self.drawn)
            placed = self._placed(blocks, {}, seconds)
            if placed is not None:
                return self._shared(placed, self.instance.tracks, seconds)
        raise TimeoutError("no plan was found in the time")

    def _round(self, now: Blocks, deadline: float) -> Blocks | None:
        """The plan with some tracks placed anew; None if they did not fit."""
        self.rounds += 1
        chosen = {*self._tracks(now)}
        standing = {hall: block for hall, block in now.items() if block.track not in chosen}
        halls = len(self.instance.rooms) * len(self.instance.sessions)
        spare = halls - len(now)
        blocks = list[Block]()
        for track in sorted(chosen):
            own = [block for block in now.values() if block.track == track]
            anew = self._cut(track, len(own), spare) if self.drawn.random() < 0.6 else None
            spare -= 0 if anew is None else len(anew) - len(own)
            blocks += own if anew is None else anew
        seconds = min(ROUND_SECONDS, max(deadline - time.monotonic(), 0.1))
        placed = self._placed(blocks, standing, seconds)
        if placed is None:
            return None
        return self._shared(placed, chosen, seconds)

    def _cut(self, track: str, count: int, spare: int) -> list[Block] | None:
        """A track cut into about as many blocks as it has."""
        lengths = [session.slots for session in self.instance.sessions.values()]
        total = sum(submission.slots for submission in self.instance.tracks[track])
        count = max(count + self.drawn.choice([-1, 0, 0, 0, 1 if spare > 0 else 0]), 1)
        slots = [self.drawn.choice(lengths) for _ in range(count)]
        if sum(slots) < total:
            slots = [max(lengths)] * count
        return partition.pack(self.prices, track, slots, self.drawn) if sum(slots) >= total else None

    def _tracks(self, now: Blocks) -> Iterator[str]:
        """Tracks to take out: one that costs much, and others, mostly those in sessions that it would like."""
        names = [*self.instance.tracks]
        costs = self._costs(now)
        weights = [costs[name] + 1 + sum(costs.values()) / (5 * len(names)) for name in names]
        [first] = self.drawn.choices(names, weights)
        yield first
        beside: dict[str, set[str]] = defaultdict(set)
        for (session, _), block in now.items():
            beside[session].add(block.track)
        sessions = self.drawn.sample([*self.instance.sessions], min(2, len(self.instance.sessions)))
        near = sorted(set().union(*(beside[session] for session in sessions)) - {first})
        for _ in range(self.drawn.randrange(1, LARGEST_ROUND)):
            yield self.drawn.choice(near if near and self.drawn.random() < 0.7 else names)

    def _costs(self, now: Blocks) -> Counter[str]:
        """About what each track costs."""
        found = Counter[str]()
        halls: dict[str, list[Hall]] = defaultdict(list)
        order = [*self.instance.sessions]
        weights = self.instance.weights
        for (session, room), block in now.items():
            halls[block.track].append((session, room))
            own = self.prices.block_in_session(block, session) + self.prices.block_in_room(block, room)
            found[block.track] += own + self.prices.of_hall((session, room))
        for (one, _), first in now.items():
            for (other, _), second in now.items():
                if one == other and first is not second:
                    found[first.track] += self.prices.parallel(first, second)
        for track, places in halls.items():
            at = {order.index(session) for session, _ in places}
            found[track] += weights["consecutive_tracks"] * (max(at) - min(at) + 1 != len(at))
            found[track] += weights["rooms_per_track"] * (len({room for _, room in places}) - 1)
        return found

    def _placed(self, blocks: Sequence[Block], standing: Blocks, seconds: float) -> Blocks | None:
        """All blocks with the session and room of each; None if no schedule was found."""
        made = blocks_scenario(self.prices, blocks, standing, self._chains(blocks))
        outcome = self._solve(made, seconds)
        if not outcome.found or len(outcome.schedule) < len(blocks):
            return None
        placed = dict(standing)
        for number, block in enumerate(blocks):
            place = outcome.schedule[f"b{number}"]
            placed[hall_at(self.instance, self.instance.rooms, place.room, place.start)] = block
        return placed

    def _chains(self, blocks: Sequence[Block]) -> Iterator[tuple[list[int], int]]:
        """The blocks of each track that has several, in an order, and what each break between them costs."""
        own: dict[str, list[int]] = defaultdict(list)
        for number, block in enumerate(blocks):
            own[block.track].append(number)
        weight = self.instance.weights["consecutive_tracks"]
        for track, numbers in own.items():
            if len(numbers) > 1:
                if track not in self.prices.sequenced:
                    self.drawn.shuffle(numbers)
                breaks = self.drawn.choice([1, len(numbers) - 1])
                yield numbers, -(-weight // breaks)

    def _shared(self, blocks: Blocks, tracks: Iterable[str], seconds: float) -> Blocks:
        """The plan with the submissions of these tracks shared out anew, as far as their order leaves that open."""
        count = Counter(block.track for block in blocks.values())
        chosen = {track for track in tracks if count[track] > 1} - self.prices.sequenced
        if not chosen:
            return blocks
        made, halls, names = shares_scenario(self.prices, blocks, chosen)
        outcome = self._solve(made, seconds)
        if not outcome.found:
            return blocks
        own: dict[Hall, list[str]] = defaultdict(list)
        for number, name in enumerate(names):
            own[halls[int(outcome.schedule[f"s{number}"].room[1:])]].append(name)
        kept = {hall: block for hall, block in blocks.items() if block.track not in chosen}
        return kept | {hall: Block(blocks[hall].track, tuple(own[hall])) for hall in halls if own[hall]}

    def _solve(self, made: Made, seconds: float) -> Outcome:
        effort = Effort(time_limit=seconds, workers=self.workers, seed=self.rounds)
        return solve(loads(dump(made), name="cosplib.json"), effort)
