"""Improvements of a plan: the moves of the best one, and a table of what each number of moves brings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.moves import SUMMARY, move_lines
from expo_planner.interface.text.outcome import WROTE
from expo_planner.interface.text.tables import print_styled
from expo_planner.interface.text.terminal import tell
from expo_planner.planner.improve import Improved

if TYPE_CHECKING:
    from rich.table import Table

NO_BETTER = Text(
    "moving {most} or fewer sessions does not lower the cost; the plan stays as it is",
    "至多移动{most}场，没有代价更低的方案，日程不变",
)
NOT_FOUND = Text(
    "no lower cost was found in time by moving {most} or fewer sessions; the plan stays as it is",
    "限时之内，至多移动{most}场未找到代价更低的方案，日程不变",
)
COST = Text("cost {before} → {after}", "代价 {before} → {after}")
PROVEN = Text(
    "proven: moving {most} or fewer sessions does not lower the cost further",
    "已证明：至多移动{most}场，不存在代价更低的方案",
)
NOT_PROVEN = Text(
    "time ran out; moving {most} or fewer sessions may lower the cost further, to {bound} at best",
    "时间用尽，尚未证明至多移动{most}场时代价最低；下界为{bound}",
)
TAKE = Text("to adopt it: plan take {path} -o {scenario}", "采用：plan take {path} -o {scenario}")
MEND_FIRST = Text(
    "the plan has errors ({count}); repair it first: plan repair {scenario}",
    "日程有错误（{count}处），请先调整：plan repair {scenario}",
)
HEADINGS = (
    Text("at most", "至多移动"),
    Text("moves", "实际移动"),
    Text("people to notify", "需通知人次"),
    Text("cost", "代价"),
    Text("bound", "下界"),
)


def show_improvements(expo: Expo, found: Sequence[Improved], language: Language, folder: Path, scenario: Path) -> None:
    """The moves of the last improvement, after a table of all if there are several."""
    if len(found) > 1:
        print_styled(_table(found, language))
    best = found[-1]
    for move in best.moves:
        for line in move_lines(expo, move, language):
            tell(line)
    if best.moves:
        tell()
        tell(SUMMARY.fill(count=len(best.moves), told=best.told).say(language))
        tell(COST.fill(before=best.cost_before, after=best.cost).say(language))
        text = PROVEN if best.status == "optimal" else NOT_PROVEN
    else:
        text = NO_BETTER if best.status == "optimal" else NOT_FOUND
    tell(text.fill(most=best.most, bound=best.bound).say(language))
    tell(WROTE.fill(folder=folder).say(language))
    if best.moves:
        tell(TAKE.fill(path=folder / "schedule.json", scenario=scenario).say(language))


def _table(found: Sequence[Improved], language: Language) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading.say(language), justify="right")
    for one in found:
        table.add_row(str(one.most), str(len(one.moves)), str(one.told), str(one.cost), str(one.bound))
    return table
