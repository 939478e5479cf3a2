"""A schedule with every time worked out, and what the meanings of rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from differential.facts import Facts, Made, Placed
from differential.times import Span


@dataclass(frozen=True)
class Found:
    """A clash. A waiver's `until` looks at the day on which `when` begins. Its cost is `amount` times the weight."""

    sessions: tuple[str, ...]
    when: Span | None = None
    people: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    amount: int = 1


@dataclass(frozen=True)
class Situation:
    """A schedule of an expo, with every time worked out."""

    facts: Facts
    placed: Mapping[str, Placed]

    def of(self, names: list[str]) -> list[Placed]:
        """Those of some sessions that have a place."""
        return [self.placed[name] for name in names if name in self.placed]

    @property
    def takers(self) -> list[Placed]:
        """The sessions that take a room of their own."""
        return [one for one in self.placed.values() if not one.session.get("host")]

    def consecutive(self, rule: Made) -> Iterator[tuple[Placed, Placed]]:
        """Each two neighbours of a rule's list that both have a place."""
        for one, other in pairwise(self.facts.chosen(rule["sessions"])):
            if one in self.placed and other in self.placed:
                yield self.placed[one], self.placed[other]


Meaning = Callable[[Situation, Made], Iterator[Found]]


def both(one: Placed, other: Placed) -> tuple[str, str]:
    return (one.id, other.id)


def hosts(one: Placed, other: Placed) -> bool:
    """Whether one is the host of the other."""
    return one.session.get("host") == other.id or other.session.get("host") == one.id


def span_or_gap(one: Span, other: Span) -> Span:
    """The time that two share, or the gap between them."""
    return Span(*sorted(one.shared(other)))


def excess(at: Situation, load: Mapping[str, int], limit: int) -> Iterator[Found]:
    """Each maximal interval in which the loads of what runs are more than the limit, minute by minute."""
    spans = {name: at.placed[name].span for name in load}

    def too_much(now: int) -> bool:
        return sum(load[name] for name, span in spans.items() if span.start <= now < span.end) > limit

    for span in minutes_in_which(too_much, [*spans.values()]):
        yield Found(tuple(name for name in load if spans[name].meets(span)), span)


def minutes_in_which(holds: Callable[[int], bool], spans: list[Span]) -> Iterator[Span]:
    """Each maximal interval, from the first to the last minute of some spans, in all of whose minutes it holds."""
    every = range(min((span.start for span in spans), default=0), max((span.end for span in spans), default=0))
    minutes = {now for now in every if holds(now)}
    for first in sorted(minutes):
        if first - 1 in minutes:
            continue
        last = first
        while last + 1 in minutes:
            last += 1
        yield Span(first, last + 1)


def whole(spans: list[Span]) -> Span:
    """From the first start to the last end."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))
