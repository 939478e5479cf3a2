"""Cycles in what should be an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def cycle(following: Mapping[str, Iterable[str]]) -> list[str]:
    """One cycle of names, each followed by the next and the last by the first; empty where there is none."""
    try:
        TopologicalSorter(following).prepare()
    except CycleError as error:
        ring: list[str] = error.args[1]
        return ring[:0:-1]
    return []
