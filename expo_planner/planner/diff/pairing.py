"""Which item of one programme is which of another."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from expo_planner.domain.expo import Item

ALIKE = 0.6
"""How much of two titles must agree (difflib's ratio) for items of the same people to be one item, renamed."""

Pair = tuple[int | None, int | None]


def pair_items(old: Sequence[Item], new: Sequence[Item]) -> list[Pair]:
    """The indices of items that are the same: each old one and each new one once, None beside one that stands alone.

    Items are the same where they have one title; of several with that title those with the same people, then in their
    order. Of the others those with the same people and nearly the same title.
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
