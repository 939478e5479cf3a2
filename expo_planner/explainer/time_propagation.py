"""Time alone: how early and how late sessions can start once each other's times are heeded.

Cheap and certain: bounds move from pair to pair until nothing changes; whatever the rooms, what is then impossible is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Pairwise, Requirement


@dataclass
class StartRange:
    """The starts that are left of a session, and the sessions that have left it no more."""

    starts: tuple[int, ...]
    because: frozenset[str]

    def within(self, window: Window) -> tuple[int, ...]:
        """Those of the starts in a window."""
        return tuple(start for start in self.starts if window.start <= start < window.end)


class TimePropagation:
    """The spans of sessions that must have a place, narrowed by the musts that relate two of them."""

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
        """The sessions that leave one of them no time at all."""
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
        """The starts that the other leaves a session, wherever it is itself: later with later, sooner with sooner."""
        starts = self.spans[other].starts
        sooner, later = (pair.starts_beside(name, self._place(other, start)) for start in (starts[0], starts[-1]))
        return None if sooner is None or later is None else Window(sooner.start, later.end)

    def _heed(self, pair: Pairwise, name: str, other: str) -> bool:
        """Narrows a session's span by the other's; says whether it has become any narrower."""
        hull, span = self._hull(pair, name, other), self.spans[name]
        left = span.starts if hull is None else span.within(hull)
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
        """Sessions of which only so much may happen at one time, and which need more than there is."""
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
