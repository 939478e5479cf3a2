"""Bounds propagation on time alone: the earliest and latest starts of related sessions, ignoring rooms.

Bounds are propagated from pair to pair to a fixed point. What is impossible then is impossible with any rooms.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from expo_planner.domain.clock import Window, inside, union
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Pairwise, Requirement


@dataclass
class StartRange:
    """The remaining starts of a session, and the sessions that ruled out the others."""

    starts: tuple[int, ...]
    because: frozenset[str]

    def within(self, window: Window) -> tuple[int, ...]:
        """The starts within a half-open window."""
        return tuple(start for start in self.starts if window.start <= start < window.end)


class TimePropagation:
    """The start ranges of sessions that must be placed, narrowed by the musts on pairs of them."""

    def __init__(self, expo: Expo, starts: Mapping[str, tuple[int, ...]], demands: Sequence[Requirement]) -> None:
        self.expo = expo
        self.spans = {name: StartRange(own, frozenset((name,))) for name, own in starts.items()}
        self.pairs = [
            demand
            for demand in demands
            if isinstance(demand, Pairwise) and all(name in self.spans for name in demand.sessions)
        ]
        self.at_once = [at_once for demand in demands if (at_once := demand.at_once) is not None]
        self.stuck: frozenset[str] | None = None
        """The sessions that together leave one of them no start; None if there are none."""
        self._narrow()

    def _narrow(self) -> None:
        touching: dict[str, list[Pairwise]] = {}
        for pair in filter(self._heeds_time, self.pairs):
            for name in pair.sessions:
                touching.setdefault(name, []).append(pair)
        waiting = deque(touching)
        while waiting and self.stuck is None:
            other = waiting.popleft()
            for pair in touching[other]:
                name = next(name for name in pair.sessions if name != other)
                if self._heed(pair, name, other) and name not in waiting:
                    waiting.append(name)

    def _heeds_time(self, pair: Pairwise) -> bool:
        first, second = pair.sessions
        return bool(self.spans[first].starts) and self._hull(pair, second, first) is not None

    def _hull(self, pair: Pairwise, name: str, other: str) -> Window | None:
        """The starts left to a session by the range of the other, as a window; assumes that they move together."""
        starts = self.spans[other].starts
        sooner, later = (pair.starts_beside(name, self._place(other, start)) for start in (starts[0], starts[-1]))
        return None if sooner is None or later is None else Window(sooner.start, later.end)

    def _left(self, pair: Pairwise, name: str, other: str) -> tuple[int, ...]:
        """The starts left to a session by those of the other; of tied sessions start by start, so that nights count."""
        span = self.spans[name]
        if pair.ties:
            windows = [pair.starts_beside(name, self._place(other, start)) for start in self.spans[other].starts]
            known = [window for window in windows if window is not None]
            if len(known) == len(windows):
                allowed = union(known)
                return tuple(start for start in span.starts if inside(allowed, Window(start, start + 1)))
        hull = self._hull(pair, name, other)
        return span.starts if hull is None else span.within(hull)

    def _heed(self, pair: Pairwise, name: str, other: str) -> bool:
        """Narrows a session's range by the other's. Returns whether it changed."""
        span, left = self.spans[name], self._left(pair, name, other)
        if len(left) == len(span.starts):
            return False
        span.because |= self.spans[other].because
        if left:
            span.starts = left
        else:
            self.stuck = span.because
        return True

    def _place(self, name: str, start: int) -> Placement:
        return self.expo.place_session(self.expo.sessions[name], "", start)

    def overbooked(self) -> Iterator[frozenset[str]]:
        """Sets of sessions, limited at any one time, that need more than the limit allows in some window."""
        for at_once in self.at_once:
            yield from self._too_much(
                {name: load for name, load in at_once.loads.items() if name in self.spans}, at_once.limit
            )

    def _too_much(self, loads: Mapping[str, int], limit: int) -> Iterator[frozenset[str]]:
        windows = {}
        for name, load in loads.items():
            length = self.expo.sessions[name].length
            if load and length is not None:
                starts = self.spans[name].starts
                windows[name] = (starts[0], starts[-1] + length, load * length)
        if sum(needed for _, _, needed in windows.values()) <= limit * min(
            (end - start for start, end, _ in windows.values()), default=0
        ):
            return
        for begin in sorted({start for start, _, _ in windows.values()}):
            for finish in sorted({end for _, end, _ in windows.values()}):
                inside = [name for name, (start, end, _) in windows.items() if begin <= start and end <= finish]
                if sum(windows[name][2] for name in inside) > limit * (finish - begin):
                    yield frozenset().union(*(self.spans[name].because for name in inside))
                    return
