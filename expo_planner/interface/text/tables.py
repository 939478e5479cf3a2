"""Tables on a terminal, laid out by rich, with nothing in them that a terminal would obey."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.plain_text import legible

if TYPE_CHECKING:
    from rich.text import Text as Styled


def show_table(
    headings: Sequence[Text], right: Container[int], rows: Sequence[Sequence[str]], language: Language
) -> None:
    """A table of texts, which may have several lines; the columns of these numbers are set to the right."""
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for number, heading in enumerate(headings):
        last = number == len(headings) - 1
        table.add_column(
            heading.say(language),
            justify="right" if number in right else "left",
            no_wrap=number in right,
            overflow="fold",
            ratio=1 if last else None,
        )
    for row in rows:
        table.add_row(*map(styled, row))
    print_styled(table)


def styled(text: str, style: str = "") -> Styled:
    """Text for a table of rich: no markup, no names of emoji, and nothing that a terminal obeys."""
    from rich.text import Text as Styled

    return Styled(legible(text), style=style)


def print_styled(renderable: object, *, error: bool = False) -> None:
    from rich.console import Console

    Console(stderr=error, highlight=False, markup=False).print(renderable)
