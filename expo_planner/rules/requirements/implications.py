"""Implications of demands on two sessions, as links between regions of their placements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.rules.requirements.requirement import Link, Region

LONG_AGO = -(10**9)


def alike(first: str, second: str, *, room: str | None = None, starts: Window | None = None) -> Iterator[Link]:
    """Both sessions are in the region, or neither is."""
    one, other = Region(first, room, starts), Region(second, room, starts)
    yield Link(one, other)
    yield Link(other, one)


def same_room(first: Session, second: Session, expo: Expo) -> Iterator[Link]:
    """Both sessions are in the same room."""
    return (link for room in expo.rooms for link in alike(first.id, second.id, room=room))


def in_order(first: Session, second: Session, gap: int, cuts: Sequence[int]) -> Iterator[Link]:
    """The second starts at least `gap` minutes after the end of the first."""
    if (length := first.length) is not None:
        for cut in cuts:
            yield Link(_before(second, cut), _before(first, cut - gap - length))


def soon_after(first: Session, second: Session, within: int, cuts: Sequence[int]) -> Iterator[Link]:
    """The second starts within a given number of minutes after the end of the first."""
    if (length := first.length) is not None:
        for cut in cuts:
            yield Link(_before(first, cut - length), _before(second, cut + within))


def _before(session: Session, tick: int) -> Region:
    return Region(session.id, starts=Window(LONG_AGO, tick))
