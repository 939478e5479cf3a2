"""The submissions of a track as blocks: how many, of which lengths, and who shares one."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from benchmarks.cosplib.prices import Block, Prices

TRIES = 20


def pack(prices: Prices, track: str, slots: Sequence[int], drawn: Random) -> list[Block] | None:
    """Blocks of at most so many slots each, of submissions that like the same sessions; None if none was found."""
    for _ in range(TRIES):
        names = _sequence(prices, track, drawn)
        blocks = _cut(prices, names, slots) if track in prices.sequenced else _first_fit(prices, names, slots)
        if blocks is not None:
            return [Block(track, tuple(names)) for names in blocks if names]
    return None


def _sequence(prices: Prices, track: str, drawn: Random) -> list[str]:
    """A random sequence: by what two sessions cost; those with an order at their positions, where it matters."""
    own = prices.instance.tracks[track]
    likes, other = drawn.sample([*prices.instance.sessions], 2)
    tilt = {one.name: prices.in_session(one.name, likes) - prices.in_session(one.name, other) for one in own}
    spread = max(tilt.values()) - min(tilt.values()) + 1
    names = sorted(tilt, key=lambda name: tilt[name] + drawn.random() * spread * drawn.choice([0.1, 0.5]))
    if track not in prices.sequenced:
        widths = {one.name: one.slots for one in own}
        return sorted(names, key=lambda name: -widths[name]) if drawn.random() < 0.7 else names
    at = {one.order - 1: one.name for one in own if one.order}
    others = iter([name for name in names if name not in at.values()])
    found = [at[position] if position in at else next(others, "") for position in range(len(names))]
    return [*filter(None, found), *others, *(name for position, name in at.items() if position >= len(names))]


def _first_fit(prices: Prices, names: Sequence[str], slots: Sequence[int]) -> list[list[str]] | None:
    left, blocks = [*slots], [list[str]() for _ in slots]
    for name in names:
        width = prices.instance.submissions[name].slots
        fits = next((number for number, free in enumerate(left) if free >= width), None)
        if fits is None:
            return None
        left[fits] -= width
        blocks[fits].append(name)
    return blocks


def _cut(prices: Prices, names: Sequence[str], slots: Sequence[int]) -> list[list[str]] | None:
    """The sequence cut into blocks."""
    blocks, free = [list[str]()], slots[0]
    for name in names:
        width = prices.instance.submissions[name].slots
        while width > free:
            if len(blocks) == len(slots):
                return None
            free = slots[len(blocks)]
            blocks.append([])
        free -= width
        blocks[-1].append(name)
    return blocks


def first_blocks(prices: Prices, drawn: Random) -> list[Block]:
    """Blocks of all tracks: as few as possible, of lengths for which there are rooms.

    Sessions of the library are short or long; the long ones are for the tracks that need fewer blocks with them.
    """
    instance = prices.instance
    lengths = sorted(session.slots for session in instance.sessions.values())
    short = max(set(lengths), key=lengths.count)
    long = max(lengths)
    rooms = len(instance.rooms)
    most_long = rooms * lengths.count(long) if long > short else 0
    most = rooms * sum(length >= short for length in lengths)
    best: dict[tuple[int, int], tuple[float, list[list[Block]]]] = {(0, 0): (0.0, [])}
    for track in drawn.sample([*instance.tracks], len(instance.tracks)):
        options = _options(prices, track, short, long if most_long else short, drawn)
        following: dict[tuple[int, int], tuple[float, list[list[Block]]]] = {}
        for (used, used_long), (cost, chosen) in best.items():
            for blocks in options:
                longer = sum(prices.length(block) > short for block in blocks)
                state = used + len(blocks), used_long + longer
                if state[0] > most or state[1] > most_long:
                    continue
                total = cost + len(blocks) + drawn.random() * 0.01
                if state not in following or total < following[state][0]:
                    following[state] = total, [*chosen, blocks]
        best = following
    if not best:
        raise ValueError("the blocks do not fit into the rooms")
    return [block for blocks in min(best.values())[1] for block in blocks]


def _options(prices: Prices, track: str, short: int, long: int, drawn: Random) -> list[list[Block]]:
    """Ways to cut a track: with no long block as few as possible, with more of them fewer."""
    total = sum(submission.slots for submission in prices.instance.tracks[track])
    found: list[list[Block]] = []
    for longer in range(-(-total // long) + 1 if long > short else 1):
        for count in range(-(-total // long), total + 1):
            slots = [long] * min(longer, count) + [short] * (count - min(longer, count))
            if sum(slots) >= total and (blocks := pack(prices, track, slots, drawn)) is not None:
                found.append(blocks)
                break
    return found
