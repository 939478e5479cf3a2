"""The names by which apps know things again: from release to release, whatever moves, is renamed or is added.

All of them come from ids alone, never from order, title, time or room. A `guid` is a UUIDv5 (RFC 9562, 5.5) in the name
space of the expo. A number is cut from the guid, since apps keep it in 31 bits; where two numbers would be the same,
the id that comes later in the alphabet takes the next one of its own row of guesses. All sessions of the expo take part
in that, placed or not, and later days of a session give way to first days. So a number can only change when an id is
added that comes before it and happens to have the same: a chance of one in two thousand million for each pair of ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import NAMESPACE_DNS, UUID, uuid5

LARGEST = 2**31 - 1


def name_space(expo: str) -> UUID:
    """The name space of an expo's ids: of the domain that its calendar UIDs end in."""
    return uuid5(NAMESPACE_DNS, f"{expo}.expo-planner")


def numbers(space: UUID, names: Iterable[str]) -> dict[str, int]:
    """A number from 1 to 2³¹ - 1 for each name, no two the same; of names given twice the first counts.

    Earlier names keep their number when later ones are added.
    """
    taken: dict[int, str] = {}
    for name in dict.fromkeys(names):
        guess, attempt = _number(space, name), 1
        while guess in taken:
            attempt += 1
            guess = _number(space, f"{name}#{attempt}")
        taken[guess] = name
    return {name: number for number, name in taken.items()}


def _number(space: UUID, name: str) -> int:
    return guid(space, name).int % LARGEST + 1


def guid(space: UUID, name: str) -> UUID:
    """The UUIDv5 of a name, whatever characters it has."""
    return uuid5(space, name.encode("utf-8", "backslashreplace").decode())


def part_name(session: str, part: int) -> str:
    """What the guid of a session's part is made from; parts count from 1, and no id holds a colon."""
    return f"session:{session}" if part == 1 else f"session:{session}:{part}"


def acronym(expo: str) -> str:
    """The expo's short name as the schemas allow it: four or more of a-z, 0-9 and _."""
    short = re.sub("[^a-z0-9_]", "", expo.lower())
    return short if len(short) >= 4 else f"expo{short}"


def slug(expo: str, number: int, session: str) -> str:
    """An ASCII name for addresses: acronym, number, id; unique because the number is."""
    words = re.sub("[^a-z0-9]+", "-", session.lower()).strip("-")
    return "-".join(filter(None, (acronym(expo), f"{number:010}", words)))
