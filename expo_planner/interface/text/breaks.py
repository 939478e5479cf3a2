"""The report of `plan check --breaks`: when the breaks are, and for how many people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text, spoken
from expo_planner.interface.text.tables import show_table
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.planner.breaks import Break

HEADINGS = (Text("break", "休息"), Text("people", "人数"), Text("from", "来自"))
NONE_FREE = Text("{when}: none is free", "{when}：没有空档")
NO_BREAKS = Text(
    "the scenario has no breaks; give one: rules: [breaks: {{sessions: …, at: 10:30, for: 30min}}]",
    "方案中没有共同休息，请给出：rules: [breaks: {{sessions: …, at: 10:30, for: 30min}}]",
)


def show_breaks(expo: Expo, breaks: list[Break], language: Language) -> None:
    """Each break with the people whom the caterer has to expect, and the sessions from which they come."""
    if not breaks:
        tell(NO_BREAKS.fill().say(language))
        return
    span = expo.clock.span
    rows = [
        (
            NONE_FREE.fill(when=span(one.within)).say(language) if one.time is None else span(one.time).say(language),
            "" if one.time is None else f"{one.people:,}",
            spoken([expo.sessions[name].say(language) for name in one.sessions], language),
        )
        for one in breaks
    ]
    show_table(HEADINGS, {1}, rows, language)
