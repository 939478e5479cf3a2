"""Which pictures a sweep has: by what its grids vary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expo_planner.domain.i18n import Language
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.sweep import words
from expo_planner.publishing.sweep.pictures.by_value import best_by_value, cost_by_value
from expo_planner.publishing.sweep.pictures.drawing import SweepPicture
from expo_planner.publishing.sweep.pictures.front import cost_and_hire
from expo_planner.publishing.sweep.pictures.heat_map import heat_map
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.publishing.sweep.settings import grids, varying


def pictures(rows: Sequence[SweepRow], language: Language) -> tuple[SweepPicture, ...]:
    """The pictures of each grid, of the variants that belong to none, and of cost and hire."""
    if not rows:
        return ()
    base = rows[0]
    found = [picture for grid, held in grids(rows).items() for picture in _of_grid(grid, held, base, language)]
    single = {row.name: row for row in rows[1:] if not row.grid}
    if len(single) > 1:
        title = words.BY_THEMSELVES.say(language)
        found.append(cost_by_value(title, words.EACH_ITSELF, title, single, base, language))
    return tuple(picture for picture in (*found, cost_and_hire(rows, language)) if picture is not None)


def _of_grid(grid: str, rows: Sequence[SweepRow], base: SweepRow, language: Language) -> Iterator[SweepPicture | None]:
    """A curve for one parameter, a map for two; for more parameters or too many values, the best of each value."""
    names = varying(rows)
    if len(names) == 2:
        down, across = names
        facts = {"down": one_line(down), "across": one_line(across), "grid": one_line(grid)}
        title = words.MAP_TITLE.fill(**facts).say(language)
        found = heat_map(title, (down, across), rows, base, language)
        if found is not None:
            yield found
            return
    about = words.CURVE if len(names) == 1 else words.BEST_OVER_OTHERS
    for name in names:
        title = words.VALUES_TITLE.fill(parameter=one_line(name), grid=one_line(grid)).say(language)
        values = best_by_value(rows, name, language)
        yield cost_by_value(title, about, one_line(name), values, base, language)
