"""Cost against room hire, and the front of what no other variant beats in both (the Pareto front)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from expo_planner.domain.i18n import Language
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.svg import add
from expo_planner.publishing.sweep import words
from expo_planner.publishing.sweep.pictures.drawing import (
    EM,
    WIDTH,
    Axis,
    SweepPicture,
    apart,
    cut,
    drawing,
    measure,
    sentences,
)
from expo_planner.publishing.sweep.row import SweepRow

HEIGHT, TOP, RIGHT, BOTTOM = 290, 30, 12, 44
TICKS = 4
NAMED, NAME_WIDTH = 10, 110
TOLD = 5
"""How many points of the front are told in words."""


class HireAndCost(NamedTuple):
    hire: int
    cost: int


Points = Mapping[HireAndCost, SweepRow]
"""The first row that comes to each."""


def pareto_front(points: Iterable[HireAndCost]) -> tuple[HireAndCost, ...]:
    """Those that no other beats in hire without being dearer in cost, nor the other way round, by ascending hire."""
    front: list[HireAndCost] = []
    for point in sorted(points):
        if not front or point.cost < front[-1].cost:
            front.append(point)
    return tuple(front)


def cost_and_hire(rows: Sequence[SweepRow], language: Language) -> SweepPicture | None:
    """The picture of all rows that place everything; None unless they come to different hires."""
    points: dict[HireAndCost, SweepRow] = {}
    for row in rows:
        if row.complete and row.cost is not None and row.hire is not None:
            points.setdefault(HireAndCost(row.hire, row.cost), row)
    if len({point.hire for point in points}) < 2:
        return None
    front = pareto_front(points)
    told = [
        words.FRONT_POINT.fill(name=cut(points[point].name, 40 * EM), hire=point.hire, cost=point.cost)
        for point in front[:TOLD]
    ]
    summary = words.FRONT_POINTS.fill(count=len(front), points=told).say(language)
    base = next((point for point, row in points.items() if row is rows[0]), None)
    caption = sentences(language, words.FRONT, None if base is None else words.FRONT_BASE)
    drawn = _draw(points, front, base, language)
    return SweepPicture(words.FRONT_TITLE.say(language), caption, summary, drawn)


def _draw(points: Points, front: Sequence[HireAndCost], base: HireAndCost | None, language: Language) -> ET.Element:
    bottom = HEIGHT - BOTTOM
    up = Axis.around((point.cost for point in points), bottom, TOP)
    ticks = up.ticks(TICKS)
    left = max(measure(str(tick)) for tick in (*ticks, 0)) + 14
    across = Axis.around((point.hire for point in points), left, WIDTH - RIGHT)
    root = drawing(WIDTH, HEIGHT)
    add(root, "text", words.COST.say(language), x=left - 8, y=16, class_="name")
    for tick in ticks:
        add(root, "line", x1=left, x2=WIDTH - RIGHT, y1=up.at(tick), y2=up.at(tick), class_="grid")
        add(root, "text", str(tick), x=left - 8, y=up.at(tick) + 4, text_anchor="end", class_="tick")
    for place, text in apart([(across.at(tick), str(tick)) for tick in across.ticks(TICKS)]):
        add(root, "line", x1=place, x2=place, y1=TOP, y2=bottom, class_="grid")
        add(root, "text", text, x=place, y=bottom + 18, text_anchor="middle", class_="tick")
    add(root, "text", words.HIRE.say(language), x=WIDTH - RIGHT, y=HEIGHT - 6, text_anchor="end", class_="name")
    places = {point: (across.at(point.hire), up.at(point.cost)) for point in points}
    others = sorted({(round(x), round(y)) for point, (x, y) in places.items() if point not in front})
    # a path of points is one element, however many there are
    add(root, "path", d="".join(f"M{x},{y}h0" for x, y in others), class_="cloud")
    add(root, "path", d=_stairs([places[point] for point in front], WIDTH - RIGHT, TOP), class_="curve")
    for point in front:
        dot = add(root, "circle", cx=places[point][0], cy=places[point][1], r=4.5, class_="dot")
        facts = {"name": one_line(points[point].name), "hire": point.hire, "cost": point.cost}
        add(dot, "title", words.FRONT_POINT.fill(**facts).say(language))
    labels = [(places[point], cut(points[point].name, NAME_WIDTH)) for point in front if point != base]
    if base is not None:
        x, y = places[base]
        add(root, "path", d=f"M{x:.1f},{y - 7:.1f}l7,7l-7,7l-7,-7z", class_="diamond")
        labels.insert(0, ((x, y), words.AS_IS.say(language)))
    for x, y, anchor, text in _placed(labels, left, [places[point] for point in (*front, *([base] if base else []))]):
        add(root, "text", text, x=x, y=y, text_anchor=anchor, class_="halo")
    return root


def _stairs(front: Sequence[tuple[float, float]], right: float, top: float) -> str:
    """The border of what can be had: down to each point, then level until the next."""
    steps = [f"M{front[0][0]:.1f},{top:g}"]
    for x, y in front:
        steps.append(f"H{x:.1f}V{y:.1f}")
    return "".join((*steps, f"H{right:g}"))


def _placed(
    labels: Iterable[tuple[tuple[float, float], str]], left: float, dots: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float, str, str]]:
    """The labels that find room beside their points, first below the front, where nothing else is."""
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in dots]
    named = 0
    for (x, y), text in labels:
        wide = measure(text)
        for anchor, begin, base in (
            ("end", x - 8 - wide, y + 14),
            ("start", x + 8, y - 8),
            ("start", x + 8, y + 16),
            ("end", x - 8 - wide, y - 8),
            ("start", x + 9, y + 5),
            ("end", x - 9 - wide, y + 5),
        ):
            box = (begin, base - EM, begin + wide, base + 3)
            inside = left <= box[0] and box[2] <= WIDTH - 2 and box[1] >= TOP and box[3] <= HEIGHT - BOTTOM
            if inside and named < NAMED and not any(_meet(box, other) for other in taken):
                taken.append(box)
                named += 1
                yield (begin + wide if anchor == "end" else begin), base, anchor, text
                break


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
