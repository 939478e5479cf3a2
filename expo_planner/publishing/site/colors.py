"""The colours of the categories, as a part of the style sheet.

The pages' policy forbids styles in the pages themselves.
"""

from __future__ import annotations

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats.board_svg import COLORS


def style_rules(agenda: Agenda) -> str:
    """A class for every heading of the agenda; where a category has no colour, that of the board."""
    lines = []
    for place, group in enumerate(agenda.groups):
        color = group.color or COLORS[place % len(COLORS)]
        lines.append(f".category-{group.number or 'other'} {{ --category: {color}; }}\n")
    return "".join(lines)
