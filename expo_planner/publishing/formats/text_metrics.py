"""How wide text is, and how it breaks into lines: Chinese between any two characters, English between words.

Widths are in em, from the width classes of Unicode (UAX #11), since a picture is drawn without knowing its font. Signs
that may be wide or narrow (“”, ·, …) are wide, as Chinese fonts have them; letters (é) are narrow.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"
_NOT_FIRST = set("，。、；：！？）》〉」』】〕”’…—·,.;:!?)]}%")
_NOT_LAST = set("（《〈「『【〔“‘([{#")
_JOINER = "\u200d"


def width(text: str) -> float:
    """The width of a line of text in em; emoji and full-width characters are 1, marks above others 0."""
    return sum(map(_advance, text))


def _advance(character: str) -> float:
    if character.isascii():
        return 0.7 if character.isupper() or character in "mw@%&" else 0.3 if character in "ijl.,:;'|! " else 0.56
    kind, wide = unicodedata.category(character), unicodedata.east_asian_width(character)
    if kind in ("Mn", "Me", "Cf"):
        return 0
    return 1 if wide in "WF" or (wide == "A" and kind[0] != "L") else 0.6


def wrap(text: str, room: float, lines: int) -> list[str]:
    """The text in at most so many lines, each at most `room` em wide; what does not fit ends in an ellipsis."""
    broken: list[str] = []
    rest = list(_pieces(text, room))
    while rest and len(broken) < lines:
        line = ""
        while rest and width(line + rest[0].rstrip()) <= room:
            line += rest.pop(0)
        if not line:
            line = rest.pop(0)
        broken.append(line.strip())
    if rest:
        broken[-1] = _cut(broken[-1] + ELLIPSIS + "".join(rest[:1]), room)
    return [line for line in broken if line]


def _cut(line: str, room: float) -> str:
    clusters = list(_clusters(line.partition(ELLIPSIS)[0]))
    while clusters and width("".join(clusters) + ELLIPSIS) > room:
        clusters.pop()
    return "".join(clusters).rstrip() + ELLIPSIS


def _pieces(text: str, room: float) -> Iterator[str]:
    """What must stay together: words with their space, Chinese characters with their punctuation."""
    piece = ""
    for cluster in _clusters(text):
        if piece and (_may_break(piece[-1], cluster[0]) or width(piece + cluster) > room):
            yield piece
            piece = ""
        piece += cluster
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if before in _NOT_LAST or after in _NOT_FIRST or after == " ":
        return False
    return before in " -/" or width(before) == 1 or width(after) == 1


def _clusters(text: str) -> Iterator[str]:
    """Characters with the marks and joiners that belong to them."""
    cluster = ""
    for character in text:
        if cluster and _advance(character) and not cluster.endswith(_JOINER):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster
