"""Cost by the values of one parameter: a curve if all are numbers, otherwise a line of its own for each value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from expo_planner.domain.i18n import Language, Spoken
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.svg import add
from expo_planner.publishing.sweep import words
from expo_planner.publishing.sweep.pictures.drawing import (
    WIDTH,
    Axis,
    SweepPicture,
    apart,
    cut,
    drawing,
    measure,
    sentences,
)
from expo_planner.publishing.sweep.pictures.marks import legend, mark, reason
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.publishing.sweep.settings import number

HEIGHT, TOP, RIGHT, BOTTOM = 240, 34, 12, 44
BAND = 30
"""Where those stand that have no cost."""
LINE, LABELS = 22, 125
MOST = 60
"""Of more values than these that are no numbers, only the best are shown."""
TICKS = 4

Values = Mapping[str, SweepRow]


def best_by_value(rows: Iterable[SweepRow], parameter: str, language: Language) -> Values:
    """For each value of a parameter, in the order of appearance, the best of the rows that have it."""
    found: dict[str, SweepRow] = {}
    for row in rows:
        value = row.settings.get(parameter, words.UNCHANGED.say(language))
        if value not in found or _order(row) < _order(found[value]):
            found[value] = row
    return found


def _order(row: SweepRow) -> tuple[bool, bool, int, int, int]:
    return not row.complete, *row.rank


def cost_by_value(
    title: str, about: Spoken, name: str, values: Values, base: SweepRow, language: Language
) -> SweepPicture | None:
    """The picture of the values of `name`; None if no value has a cost, so that there is nothing to compare."""
    numbers = {value: number(value) for value in values}
    shown = dict(values)
    if None in numbers.values() and len(values) > MOST:
        kept = {value for value, _ in sorted(values.items(), key=lambda item: _order(item[1]))[:MOST]}
        shown = {value: row for value, row in values.items() if value in kept}
    costs = {value: row.cost for value, row in shown.items() if row.complete and row.cost is not None}
    if not costs:
        return None
    level = base.cost if base.complete else None
    known = {value: found for value, found in numbers.items() if found is not None}
    if len(known) == len(numbers):
        picture = _curve(name, {known[value]: row for value, row in shown.items()}, level, language)
    else:
        picture = _lines(shown, level, language)
    marks = legend(shown.values(), language)
    lowest = min(costs, key=lambda value: costs[value])
    some = len(shown) < len(values)
    caption = sentences(
        language,
        about,
        words.BASE_INCOMPLETE if level is None else words.BASE_LINE,
        words.NOT_ALL_ON_CURVE.fill(marks=marks) if marks else None,
        words.ONLY_CHEAPEST.fill(shown=len(shown), count=len(values)) if some else None,
    )
    summary = sentences(
        language,
        words.LOWEST_AT.fill(cost=costs[lowest], value=one_line(lowest)),
        words.RANGE.fill(low=min(costs.values()), high=max(costs.values())),
        words.BASE_COST.fill(cost=level) if level is not None else None,
        words.INCOMPLETE_VALUES.fill(count=len(shown) - len(costs)) if marks else None,
    )
    return SweepPicture(title, caption, summary, picture)


def _axis(rows: Iterable[SweepRow], level: int | None, begin: float, end: float) -> Axis:
    costs = [row.cost for row in rows if row.complete and row.cost is not None]
    return Axis.around(costs if level is None else [*costs, level], begin, end)


def _curve(name: str, points: Mapping[float, SweepRow], level: int | None, language: Language) -> ET.Element:
    """Values across, cost up."""
    points = dict(sorted(points.items()))
    band = 0 if all(row.complete for row in points.values()) else BAND
    top, bottom = TOP + band, HEIGHT - BOTTOM
    up = _axis(points.values(), level, bottom, top)
    ticks = up.ticks(TICKS)
    left = max(measure(str(tick)) for tick in (*ticks, 0)) + 14
    across = Axis.around(points, left, WIDTH - RIGHT)
    root = drawing(WIDTH, HEIGHT)
    add(root, "text", words.COST.say(language), x=left - 8, y=16, class_="name")
    for tick in ticks:
        add(root, "line", x1=left, x2=WIDTH - RIGHT, y1=up.at(tick), y2=up.at(tick), class_="grid")
        add(root, "text", str(tick), x=left - 8, y=up.at(tick) + 4, text_anchor="end", class_="tick")
    for place, text in apart([(across.at(value), f"{value:g}") for value in points]):
        add(root, "text", text, x=place, y=bottom + 18, text_anchor="middle", class_="tick")
    add(root, "text", cut(name, WIDTH - left), x=WIDTH - RIGHT, y=HEIGHT - 6, text_anchor="end", class_="name")
    if level is not None:
        y = up.at(level)
        add(root, "line", x1=left, x2=WIDTH - RIGHT, y1=y, y2=y, class_="base")
        label = f"{words.AS_IS.say(language)} {level}"
        add(root, "text", label, x=WIDTH - RIGHT, y=y - 5, text_anchor="end", class_="base-name")
    add(root, "path", d=_path(across, up, points), class_="curve")
    for value, row in points.items():
        if row.complete and row.cost is not None:
            _dot(root, across.at(value), up.at(row.cost), f"{value:g}", row, language, 4 if len(points) < MOST else 2)
    without = {value: row for value, row in points.items() if not row.complete}
    if without:
        add(root, "rect", x=left, y=TOP - 8, width=WIDTH - RIGHT - left, height=BAND, class_="band")
    for value, row in without.items():
        _cross(root, across.at(value), TOP + 14, f"{value:g}", row, language)
    for place, text in apart([(across.at(value), mark(row)) for value, row in without.items()]):
        add(root, "text", text, x=place, y=TOP + 4, text_anchor="middle", class_="apart-name")
    return root


def _path(across: Axis, up: Axis, points: Mapping[float, SweepRow]) -> str:
    """A line through neighbours that have a cost."""
    steps, joined = [], False
    for value, row in points.items():
        if row.complete and row.cost is not None:
            steps.append(f"{'L' if joined else 'M'}{across.at(value):.1f},{up.at(row.cost):.1f}")
        joined = row.complete
    return " ".join(steps)


def _lines(values: Values, level: int | None, language: Language) -> ET.Element:
    """Values down, cost across."""
    left = min(max(measure(cut(value, LABELS)) for value in values) + 12, LABELS)
    band = 0 if all(row.complete for row in values.values()) else BAND
    right = WIDTH - RIGHT - band - 30
    bottom = TOP + LINE * len(values)
    across = _axis(values.values(), level, left, right)
    root = drawing(WIDTH, bottom + 44)
    if band:
        add(root, "rect", x=right + 30, y=TOP - 4, width=BAND + 10, height=bottom - TOP + 8, class_="band")
    for place, text in apart([(across.at(tick), str(tick)) for tick in across.ticks(TICKS)]):
        add(root, "line", x1=place, x2=place, y1=TOP - 4, y2=bottom + 4, class_="grid")
        add(root, "text", text, x=place, y=bottom + 20, text_anchor="middle", class_="tick")
    add(root, "text", words.COST.say(language), x=right, y=bottom + 38, text_anchor="end", class_="name")
    if level is not None:
        x = across.at(level)
        add(root, "line", x1=x, x2=x, y1=TOP - 8, y2=bottom + 4, class_="base")
        label = f"{words.AS_IS.say(language)} {level}"
        half = measure(label) / 2
        middle = min(max(x, half + 2), WIDTH - half - 2)
        add(root, "text", label, x=middle, y=TOP - 14, text_anchor="middle", class_="base-name")
    for place, (value, row) in enumerate(values.items()):
        y = TOP + LINE * (place + 0.5)
        head = add(root, "text", cut(value, left - 12), x=left - 10, y=y + 4, text_anchor="end")
        add(head, "title", one_line(value))
        add(root, "line", x1=left, x2=right, y1=y, y2=y, class_="grid")
        if row.complete and row.cost is not None:
            _dot(root, across.at(row.cost), y, value, row, language)
            add(root, "text", str(row.cost), x=across.at(row.cost) + 8, y=y + 4, class_="tick halo")
        else:
            _cross(root, right + 40, y, value, row, language)
            add(root, "text", mark(row), x=right + 48, y=y + 4, class_="apart-name")
    return root


def _dot(
    root: ET.Element, x: float, y: float, value: str, row: SweepRow, language: Language, radius: float = 4
) -> None:
    dot = add(root, "circle", cx=x, cy=y, r=radius, class_="dot")
    add(dot, "title", words.POINT.fill(value=one_line(value), cost=row.cost).say(language))


def _cross(root: ET.Element, x: float, y: float, value: str, row: SweepRow, language: Language) -> None:
    cross = add(root, "path", d=f"M{x - 3.5:.1f},{y - 3.5:.1f}l7,7m0,-7l-7,7", class_="cross")
    add(cross, "title", words.POINT_APART.fill(value=one_line(value), why=reason(row)).say(language))
