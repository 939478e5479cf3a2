"""Pairs the items of two versions of a programme."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from expo_planner.domain.entities import Item

ALIKE = 0.6
"""The least similarity of two titles (difflib's ratio) at which items with the same people count as one, renamed."""

Pair = tuple[int | None, int | None]


def pair_items(old: Sequence[Item], new: Sequence[Item]) -> list[Pair]:
    """Pairs of indices of old and new items: each occurs once, with None in place of a missing partner.

    Items with the same title are paired, first those with the same people, then the others in order. Of the remaining
    items, those with the same people and a similar title are paired.
    """
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[Pair] = []
    keys: list[Callable[[Item], Hashable]] = [
        lambda item: (item.title, frozenset(item.people)),
        lambda item: item.title,
    ]
    for key in keys:
        waiting = defaultdict[Hashable, deque[int]](deque)
        for index, item in left.items():
            waiting[key(item)].append(index)
        for index, item in list(right.items()):
            if same := waiting.get(key(item)):
                pairs.append((same[0], index))
                del left[same.popleft()], right[index]
    for pair in _renamed(left, right):
        pairs.append(pair)
    taken_old, taken_new = {here for here, _ in pairs}, {there for _, there in pairs}
    alone: list[Pair] = [(index, None) for index in range(len(old)) if index not in taken_old]
    return [*pairs, *alone, *((None, index) for index in range(len(new)) if index not in taken_new)]


def _renamed(left: dict[int, Item], right: dict[int, Item]) -> Iterator[tuple[int, int]]:
    taken: set[int] = set()
    for index, item in left.items():
        for other, candidate in right.items():
            same = other not in taken and item.people and set(item.people) == set(candidate.people)
            if same and SequenceMatcher(None, item.title, candidate.title).ratio() >= ALIKE:
                taken.add(other)
                yield index, other
                break
