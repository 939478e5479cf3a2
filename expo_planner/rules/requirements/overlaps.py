"""Overlapping windows: the search behind every clash of two sessions in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from expo_planner.domain.clock import Window

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

    Numbers = NDArray[int64]

MANY = 20_000
"""From this many windows on, numpy sorts them in a tenth of the time; its import costs as much as sweeping 100,000."""

IndexPairs = Iterable[tuple[int, int]]
"""Indices of two windows in their group, the lower one first."""


def overlapping(groups: Sequence[Sequence[Window]]) -> Sequence[IndexPairs]:
    """In each group, every pair of windows that overlap, each pair once; an empty window overlaps none.

    The time is about n log n, plus the pairs found.
    """
    return packed(groups) if sum(map(len, groups)) >= MANY else [swept(group) for group in groups]


def swept(group: Sequence[Window]) -> IndexPairs:
    """The pairs of one group, found by a sweep over its windows in the order of their starts."""
    found: list[tuple[int, int]] = []
    running: list[int] = []
    for place in sorted(range(len(group)), key=group.__getitem__):
        start, end = group[place]
        running = [other for other in running if group[other].end > start]
        if start < end:
            found += ((other, place) if other < place else (place, other) for other in running)
            running.append(place)
    return found


def packed(groups: Sequence[Sequence[Window]]) -> Sequence[IndexPairs]:
    """The pairs of every group, found by sorting all windows as numbers at once."""
    import numpy

    lasting = [
        (number, place, window.start, window.end)
        for number, group in enumerate(groups)
        for place, window in enumerate(group)
        if window.start < window.end
    ]
    numbers, places, starts, ends = numpy.array(lasting, dtype=numpy.int64).reshape(-1, 4).T.copy()
    first, second = sharing(numbers, starts, ends)
    bounds = numpy.searchsorted(numbers[first], numpy.arange(len(groups) + 1)).tolist()
    one, other = places[first], places[second]
    lower, upper = numpy.minimum(one, other).tolist(), numpy.maximum(one, other).tolist()
    return [list(zip(lower[start:end], upper[start:end], strict=True)) for start, end in pairwise(bounds)]


def sharing(numbers: Numbers, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """The indices of all pairs of windows with the same number that overlap, ascending by number, then start.

    A window is one key, number, start and index packed into 63 bits, so that one sort brings together what may
    overlap; only if the next window starts before one ends are further ones counted. Windows must not be empty.
    """
    import numpy

    count = len(starts)
    if not count:
        return numbers, numbers
    index_bits, origin = count.bit_length(), starts.min()
    tick_bits = int(ends.max() - origin).bit_length()
    assert int(numbers.max()).bit_length() + tick_bits + index_bits < 64
    rows = (numbers << tick_bits) - origin
    keys = (rows + starts << index_bits) + numpy.arange(count)
    keys.sort()
    index = keys & (1 << index_bits) - 1
    until = (rows + ends << index_bits)[index]
    meeting = numpy.flatnonzero(keys[1:] < until[:-1])
    following = numpy.searchsorted(keys, until[meeting]) - meeting - 1
    first = numpy.repeat(meeting, following)
    begun = numpy.repeat(numpy.cumsum(following) - following, following)
    second = first + 1 + numpy.arange(len(first)) - begun
    return index[first], index[second]
