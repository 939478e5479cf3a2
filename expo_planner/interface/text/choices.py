"""The report of `plan check --choices`: what becomes of what people chose, and the sessions with too few seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.tables import show_table
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.planner.choices import ChoicesMet

PEOPLE = Text(
    "{content} of {people} people ({share}) can attend all they chose, seats aside",
    "{people}人中有{content}人（{share}）所选活动全部能参加（不计座位）",
)
CHOICES = Text("{choices} choices:", "共{choices}个选择：")
MET = Text("met", "能参加")
CLASHING = Text("lost to another choice at the same time", "因与另一所选活动同时举行而放弃")
FULL = Text("lost to a full room", "因会场满座而落空")
UNPLACED = Text("lost to a session without a place", "所选活动尚未安排")
HEADINGS = (
    Text("chosen by", "选择人数"),
    Text("expected", "预计到场"),
    Text("seats", "座位"),
    Text("without a seat", "无座"),
    Text("session", "活动"),
)
MORE = Text("… and {count} more; list all with --json", "……另有{count}场，全部列表见 --json")
NO_CHOICES = Text(
    "the scenario has no file of choices; give one: rules: [audience: {{file: choices.csv}}]",
    "方案中没有观众选择的文件，请给出：rules: [audience: {{file: choices.csv}}]",
)
SHOWN = 15
"""Number of sessions shown."""


def show_choices(expo: Expo, met: ChoicesMet, language: Language) -> None:
    """How many choices are met and why others are not; then the sessions for which most people lack a seat."""
    tell(CHOICES.fill(choices=f"{met.choices:,}").say(language))
    for text, count in ((MET, met.met), (CLASHING, met.clashing), (FULL, met.full), (UNPLACED, met.unplaced)):
        tell(f"  {count:>9,}  {_share(count, met.choices):>6}  {text.say(language)}")
    facts = {"content": f"{met.content:,}", "people": f"{met.people:,}", "share": _share(met.content, met.people)}
    tell(PEOPLE.fill(**facts).say(language))
    order = sorted(met.turnouts, key=lambda one: (-one.short, -one.expected))
    rows = [
        (
            f"{one.chosen:,}",
            f"{one.expected:,}",
            "" if one.seats is None else f"{one.seats:,}",
            f"{one.short:,}" if one.short else "",
            expo.sessions[one.session].say(language),
        )
        for one in order[:SHOWN]
    ]
    show_table(HEADINGS, {0, 1, 2, 3}, rows, language)
    if len(order) > SHOWN:
        tell(MORE.fill(count=len(order) - SHOWN).say(language))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
