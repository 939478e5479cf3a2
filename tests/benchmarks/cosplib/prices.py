"""What the blocks of a plan cost. A block is some submissions of one track that share a room during a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from benchmarks.cosplib.instance import Instance, Place, Plan

Hall = tuple[str, str]
"""A room during a session: both by name, the session first."""


@dataclass(frozen=True)
class Block:
    """Submissions of one track, in the order in which they take the slots of their room."""

    track: str
    submissions: tuple[str, ...]


Blocks = Mapping[Hall, Block]
"""Who has each room during each session."""


@dataclass(frozen=True)
class Prices:
    """The weighted penalties of an instance, by block and by submission."""

    instance: Instance
    _known: dict[tuple[Block, Block], int] = field(default_factory=dict)

    def length(self, block: Block) -> int:
        """The slots that a block takes."""
        return sum(self.instance.submissions[name].slots for name in block.submissions)

    def in_session(self, name: str, session: str) -> int:
        """What a submission costs in a session."""
        submission, weights = self.instance.submissions[name], self.instance.weights
        zone = self.instance.zones.penalty(self.instance.sessions[session], submission.zone)
        own = weights["submissions_sessions"] * submission.by_session[session]
        return submission.slots * (own + weights["submissions_timezones"] * zone)

    def in_room(self, name: str, room: str) -> int:
        """What a submission costs in a room."""
        submission = self.instance.submissions[name]
        return submission.slots * self.instance.weights["submissions_rooms"] * submission.by_room[room]

    def block_in_session(self, block: Block, session: str) -> int:
        """What a block costs in a session."""
        own = self.instance.weights["tracks_sessions"] * self.instance.tracks_sessions.get((block.track, session), 0)
        return own + sum(self.in_session(name, session) for name in block.submissions)

    def block_in_room(self, block: Block, room: str) -> int:
        """What a block costs in a room."""
        own = self.instance.weights["tracks_rooms"] * self.instance.tracks_rooms.get((block.track, room), 0)
        return own + sum(self.in_room(name, room) for name in block.submissions)

    def of_hall(self, hall: Hall) -> int:
        """What any block costs in a room during a session."""
        return self.instance.weights["sessions_rooms"] * self.instance.sessions_rooms.get(hall, 0)

    @cached_property
    def conflicts(self) -> Mapping[str, Mapping[str, int]]:
        """For each submission those that share people with it, and what it costs if they are parallel."""
        found: dict[str, dict[str, int]] = {}
        for term, pairs in (
            ("presenters_session", self.instance.presenter_conflicts),
            ("attendees_session", self.instance.attendee_conflicts),
        ):
            for pair in pairs if self.instance.weights[term] else ():
                for one, other in (pair, pair[::-1]):
                    own = found.setdefault(one, {})
                    own[other] = own.get(other, 0) + self.instance.weights[term]
        return found

    def parallel(self, one: Block, other: Block) -> int:
        """What two blocks cost in two rooms of one session."""
        if (one, other) not in self._known:
            self._known[one, other] = self._parallel(one, other)
        return self._known[one, other]

    def _parallel(self, one: Block, other: Block) -> int:
        weights, chairs = self.instance.weights, self.instance.chairs
        cost = weights["similar_tracks"] * self.instance.similar.get((one.track, other.track), 0)
        cost += weights["parallel_tracks"] * (one.track == other.track)
        cost += weights["chairs"] * bool(chairs.get(one.track, frozenset()) & chairs.get(other.track, frozenset()))
        for name in one.submissions:
            with_others = self.conflicts.get(name, {})
            cost += sum(with_others.get(further, 0) for further in other.submissions) if with_others else 0
        return cost

    @cached_property
    def sequenced(self) -> frozenset[str]:
        """The tracks whose order weighs as much as where their submissions are."""
        weights = self.instance.weights
        heavy = weights["submissions_order"] >= max(weights["submissions_sessions"], 1)
        return frozenset(name for name, own in self.instance.tracks.items() if heavy and any(one.order for one in own))


def plan_of(instance: Instance, blocks: Blocks) -> Plan:
    """The plan: within each block, submissions with an order take their position in their track if it is here."""
    sessions, rooms = [*instance.sessions], [*instance.rooms]
    plan: dict[str, Place] = {}
    seen: dict[str, int] = {}
    for hall in sorted(blocks, key=lambda hall: (sessions.index(hall[0]), rooms.index(hall[1]))):
        block = blocks[hall]
        before, slot = seen.get(block.track, 0), 1
        for name in _in_order(instance, block.submissions, before):
            plan[name] = Place(*hall, slot)
            slot += instance.submissions[name].slots
        seen[block.track] = before + len(block.submissions)
    return plan


def _in_order(instance: Instance, names: Sequence[str], before: int) -> list[str]:
    wanted: dict[int, str] = {}
    for name in names:
        position = instance.submissions[name].order - 1 - before
        if 0 <= position < len(names):
            wanted.setdefault(position, name)
    others = iter(name for name in names if name not in wanted.values())
    return [wanted[position] if position in wanted else next(others) for position in range(len(names))]
