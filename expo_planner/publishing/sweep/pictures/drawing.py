"""What the pictures of a sweep share: a drawing with its texts, straight axes, and labels that do not run together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.etree import ElementTree as ET

from markupsafe import Markup

from expo_planner.domain.i18n import Language, Spoken
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.svg import add
from expo_planner.publishing.formats.text_metrics import width, wrap

EM = 12
"""The size of the text; the style sheet has the same."""
WIDTH = 340
"""The width of charts: drawn for a phone, so that the text stays readable there; pages may enlarge them."""


@dataclass(frozen=True)
class SweepPicture:
    """A drawing, what it is called, what it says to those who cannot see it, and what is said below it."""

    title: str
    caption: str
    summary: str
    drawing: ET.Element

    @property
    def wide(self) -> bool:
        """Whether it has to be scrolled on a phone."""
        return float(self.drawing.attrib["width"]) > WIDTH

    def inline(self, identity: str) -> Markup:
        """The drawing as a part of a page, where its title has an id of its own."""
        look = "picture chart" if float(self.drawing.attrib["width"]) == WIDTH else "picture"
        root = ET.Element("svg", {**self.drawing.attrib, "role": "img", "class": look})
        root.set("aria-labelledby", f"{identity}-title {identity}-summary")
        add(root, "title", self.title, id=f"{identity}-title")
        add(root, "desc", self.summary, id=f"{identity}-summary")
        root.extend(self.drawing)
        return Markup(ET.tostring(root, encoding="unicode"))


def drawing(width: float, height: float) -> ET.Element:
    """An empty drawing of a size."""
    return ET.Element("svg", viewBox=f"0 0 {width:g} {height:g}", width=f"{width:g}", height=f"{height:g}")


def sentences(language: Language, *parts: Spoken | None) -> str:
    """Sentences one after the other; those that are None are left out."""
    return ("" if language == "zh" else " ").join(part.say(language) for part in parts if part is not None)


def cut(text: str, room: float) -> str:
    """The text in one line of at most so many units."""
    return next(iter(wrap(one_line(text), room / EM, 1)), "")


def measure(text: str) -> float:
    """How many units wide a text is."""
    return width(text) * EM


@dataclass(frozen=True)
class Axis:
    """A straight axis: the values from `low` to `high` lie between the places `begin` and `end`."""

    low: float
    high: float
    begin: float
    end: float

    @classmethod
    def around(cls, values: Iterable[float], begin: float, end: float) -> Axis:
        """An axis with some room beyond all values."""
        known = tuple(values)
        low, high = min(known), max(known)
        margin = (high - low) * 0.06 or 1
        return cls(low - margin, high + margin, begin, end)

    def at(self, value: float) -> float:
        return self.begin + (self.end - self.begin) * (value - self.low) / (self.high - self.low)

    def ticks(self, most: int) -> list[int]:
        """A few round whole numbers."""
        span = self.high - self.low
        power = 10 ** max(floor(log10(span / most)), 0)
        step = next(step * power for step in (1, 2, 5, 10) if span / (step * power) <= most)
        return list(range(ceil(self.low / step) * step, floor(self.high) + 1, step))


def apart(places: Sequence[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    """Of labels centred at places in ascending order, those that fit side by side: the first, and what follows it."""
    reached = float("-inf")
    for place, text in places:
        half = measure(text) / 2
        if place - half >= reached:
            reached = place + half + EM / 2
            yield place, text
