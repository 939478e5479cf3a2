"""A notice of changes on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from expo_planner.interface.text.tables import print_styled, styled
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.publishing.notices import Notice, View


def show_notice(notice: Notice, views: Sequence[View]) -> None:
    """A notice of changes: on a terminal with its headings set off and long lines hung from where they begin."""
    from expo_planner.publishing.notices.formats.text import INDENT, lines

    if not sys.stdout.isatty():
        for line in lines(notice, views):
            tell(str(line))
        return
    from rich.padding import Padding

    styles = {"title": "bold", "section": "bold reverse", "group": "bold cyan"}
    for line in lines(notice, views):
        text = styled(line.text, styles.get(line.role, ""))
        text.stylize("bold", 0, line.title)
        print_styled(Padding(text, (0, 0, 0, len(INDENT) * line.depth)))
