"""Cost by two parameters: a cell for each pair of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from expo_planner.domain.i18n import Language
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.svg import add
from expo_planner.publishing.formats.text_metrics import wrap
from expo_planner.publishing.sweep import words
from expo_planner.publishing.sweep.pictures.drawing import EM, SweepPicture, cut, drawing, measure, sentences
from expo_planner.publishing.sweep.pictures.marks import legend, mark, reason
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.publishing.sweep.settings import best

MOST = 40
"""Values of each parameter; a map of more would not be read."""
STEPS = 7
CELL, GAP = 28, 2
NARROWEST, WIDEST, LABELS, NAMES, HEAD_LINES = 32, 76, 115, 140, 3
BOLD = 1.1
"""How much wider bold text is."""

Cells = Mapping[tuple[str, str], SweepRow]


def heat_map(
    title: str, pair: tuple[str, str], rows: Sequence[SweepRow], base: SweepRow, language: Language
) -> SweepPicture | None:
    """The map of two parameters, the one with fewer values across; None if it is too large or has no cost at all."""
    values = {name: _values(rows, name, language) for name in pair}
    down, across = sorted(pair, key=lambda name: -len(values[name]))
    lowest = best(rows)
    if lowest is None or lowest.cost is None or max(map(len, values.values())) > MOST:
        return None
    unchanged = words.UNCHANGED.say(language)
    cells = {(row.settings.get(down, unchanged), row.settings.get(across, unchanged)): row for row in rows}
    level = base.cost if base.complete else None
    marks = legend(cells.values(), language)
    costs = [row.cost for row in rows if row.complete and row.cost is not None]
    names = {"down": one_line(down), "across": one_line(across)}
    base_words = words.BASE_INCOMPLETE if level is None else words.BASE_COST.fill(cost=level)
    caption = sentences(
        language,
        words.MAP.fill(**names),
        words.NOT_ALL_ON_MAP.fill(marks=marks) if marks else None,
        base_words,
    )
    where = [one_line(lowest.settings.get(name, unchanged)) for name in (down, across)]
    summary = sentences(
        language,
        words.LOWEST_AT.fill(cost=lowest.cost, value=where),
        words.RANGE.fill(low=min(costs), high=max(costs)),
        base_words,
        words.INCOMPLETE_VALUES.fill(count=sum(not row.complete for row in cells.values())) if marks else None,
    )
    return SweepPicture(title, caption, summary, _draw((down, across), values, cells, costs, language))


def _values(rows: Sequence[SweepRow], name: str, language: Language) -> tuple[str, ...]:
    """The values in the order of appearance."""
    return tuple(dict.fromkeys(row.settings.get(name, words.UNCHANGED.say(language)) for row in rows))


def _draw(
    names: tuple[str, str],
    values: Mapping[str, Sequence[str]],
    cells: Cells,
    costs: Sequence[int],
    language: Language,
) -> ET.Element:
    down, across = (values[name] for name in names)
    texts = (*across, *(_figure(row) for row in cells.values()))
    wide = min(max(*map(measure, texts), NARROWEST) + 8, WIDEST)
    heads = [wrap(one_line(value), (wide - 4) / EM, HEAD_LINES) for value in across]
    labels = min(max(measure(one_line(value)) for value in down) + 12, LABELS)
    left = max(labels, min(measure(names[0]) * BOLD + 12, NAMES))
    top = 24 + 15 * max(map(len, heads)) + 8
    low, high = min(costs), max(costs)
    right, bottom = left + wide * len(across), top + CELL * len(down)
    scale = STEPS * 24 + measure(f"{low}{high}") + 24
    root = drawing(max(right, scale, left + measure(names[1])) + 4, bottom + 40)
    add(root, "text", cut(names[1], max(right - left, WIDEST)), x=left, y=14, class_="name")
    add(root, "text", cut(names[0], left - 12), x=left - 10, y=top - 8, text_anchor="end", class_="name")
    for place, lines in enumerate(heads):
        for line, text in enumerate(lines):
            y = top - 8 - 15 * (len(lines) - 1 - line)
            head = add(root, "text", text, x=left + wide * (place + 0.5), y=y, text_anchor="middle")
            add(head, "title", one_line(across[place]))
    for line, value in enumerate(down):
        y = top + CELL * line
        head = add(root, "text", cut(value, left - 12), x=left - 10, y=y + CELL / 2 + 4, text_anchor="end")
        add(head, "title", one_line(value))
        for place, other in enumerate(across):
            row = cells.get((value, other))
            if row is not None:
                box = (left + wide * place, y, wide - GAP, CELL - GAP)
                _cell(root, box, (value, other), row, (low, high), language)
    _scale(root, bottom + 12, low, high)
    return root


def _figure(row: SweepRow) -> str:
    return f"{row.cost}" if row.complete else mark(row)


def _cell(
    root: ET.Element,
    box: tuple[float, float, float, float],
    at: tuple[str, str],
    row: SweepRow,
    costs: tuple[int, int],
    language: Language,
) -> None:
    x, y, wide, high = box
    where = {"down": one_line(at[0]), "across": one_line(at[1])}
    group = add(root, "g")
    if row.complete and row.cost is not None:
        step = _step(row.cost, *costs)
        look, text_look = f"cell step-{step}", f"on-{step}"
        told = words.CELL.fill(**where, cost=row.cost)
        lowest = row.cost == costs[0]
    else:
        look, text_look, told, lowest = (
            "cell apart",
            "apart-name",
            words.CELL_APART.fill(**where, why=reason(row)),
            False,
        )
    add(group, "title", told.say(language))
    add(
        group,
        "rect",
        x=x + 1,
        y=y + 1,
        width=wide - 2,
        height=high - 2,
        rx=3,
        class_=f"{look} best" if lowest else look,
    )
    add(group, "text", _figure(row), x=x + wide / 2, y=y + high / 2 + 4, text_anchor="middle", class_=text_look)


def _step(cost: int, low: int, high: int) -> int:
    """Which of the colours a cost has."""
    return min(STEPS * (cost - low) // max(high - low, 1), STEPS - 1)


def _scale(root: ET.Element, y: float, low: int, high: int) -> None:
    """The colours from the lowest cost to the highest."""
    left = measure(str(low)) + 8
    add(root, "text", str(low), x=2, y=y + 12, class_="tick")
    for step in range(STEPS):
        add(root, "rect", x=left + 24 * step, y=y, width=24, height=16, class_=f"step-{step}")
    add(root, "text", str(high), x=left + 24 * STEPS + 6, y=y + 12, class_="tick")
