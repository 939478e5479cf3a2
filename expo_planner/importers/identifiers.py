"""Ids out of names: they stand in file names, calendar UIDs and addresses, so Chinese is written in pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pypinyin import lazy_pinyin

from expo_planner.importers.model import FoundSession

LONGEST = 48
"""Characters of an id that is made from a name; the first whole words that fit."""
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
HALL = re.compile(r"([0-9]+)号(?:会议室|厅|会议厅)(?: ?([A-Z](?:\+[A-Z])*)厅?)?")


def slug(text: str, longest: int = LONGEST) -> str:
    """Small letters, digits and hyphens, "" where there are none: `CCF东北论坛3` is `ccf-dong-bei-lun-tan-3`."""
    words = " ".join(lazy_pinyin(text, errors=lambda other: f" {other} "))
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    parts = re.findall("[a-z0-9]+", plain)
    if not parts:
        return ""
    short = str(parts[0][:longest])
    for part in parts[1:]:
        if len(short) + 1 + len(part) > longest:
            break
        short = f"{short}-{part}"
    return short


def room_id(name: str) -> str:
    """`7号会议室 A+B厅` is `7AB`, as people call it; other rooms as `slug` writes them."""
    match = HALL.fullmatch(name)
    return match[1] + (match[2] or "").replace("+", "") if match else slug(name)


class Identifiers:
    """Gives each thing of one kind an id of its own: `forum`, then `forum-2`; case makes no difference."""

    def __init__(self, noun: str) -> None:
        self._noun, self._taken = noun, set[str]()

    def give(self, wanted: str) -> str:
        """The id wanted, or the next free one like it; `session-1` where there is nothing to make one from."""
        for guess in self._guesses(wanted):
            if guess.lower() not in self._taken and not RESERVED.fullmatch(guess):
                self._taken.add(guess.lower())
                return guess
        raise AssertionError("there are always more guesses")

    def _guesses(self, wanted: str) -> Iterator[str]:
        if wanted:
            yield wanted
        number = 2 if wanted else 1
        while True:
            yield f"{wanted or self._noun}-{number}"
            number += 1


def named_by_title(sessions: Sequence[FoundSession]) -> list[FoundSession]:
    """The sessions; those without a key get one from their title, numbered by their starts where several share it.

    So their ids are the same whatever the order of the file.
    """
    titles: dict[str, list[int]] = {}
    for at, session in enumerate(sessions):
        if session.key is None:
            titles.setdefault(slug(session.title), []).append(at)
    found = [*sessions]
    for title, places in titles.items():
        ordered = sorted(places, key=lambda at: (str(sessions[at].start), sessions[at].room or ""))
        for number, at in enumerate(ordered, start=1):
            found[at] = replace(found[at], key=f"{title}-{number}" if number > 1 and title else title or None)
    return found
