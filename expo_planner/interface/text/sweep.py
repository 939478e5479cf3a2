"""A sweep on the terminal: how far it is, and the variants that came out best."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.tables import print_styled
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from rich.table import Table

    from expo_planner.publishing.sweep.row import SweepRow

SHOWN = 12
"""Variants on the terminal."""
RUNNING = Text(
    "{seconds} s  {done} of {count} variants solved  {rate} a minute",
    "{seconds} 秒  已求解 {done}/{count} 个变体  每分钟 {rate} 个",
)
SUMMARY = Text(
    "{count} variants, {distinct} of them different; {complete} place every session that must be placed",
    "共{count}个变体，互不相同的{distinct}个；{complete}个能排下全部必须排定的活动",
)
BASE = Text("as the scenario is: cost {cost}, bound {bound}", "原方案：代价 {cost}，下界 {bound}")
BASE_INCOMPLETE = Text("as the scenario is, {unplaced} sessions cannot be placed", "原方案有{unplaced}场活动排不下")
FAILED = Text(
    "{count} variants came to no answer; the first: {name}: {why}", "{count}个变体未得出结果，如{name}：{why}"
)
WROTE = Text(
    "wrote {folder}: sweep.html, sweep.xlsx, sweep.csv, sweep.json and schedules/",
    "已写入 {folder}：sweep.html、sweep.xlsx、sweep.csv、sweep.json 和 schedules/",
)
REST = Text("… and {count} more, all of them in sweep.html", "……另有{count}个，全部见 sweep.html")
GO_ON = Text(
    "{done} of {count} variants are solved and kept in {folder}; the same command goes on from there",
    "已求解{done}/{count}个变体，结果保存在 {folder}；重新运行同一命令即可继续",
)
HEADINGS = (
    Text("variant", "变体"),
    Text("left out", "未排"),
    Text("cost", "代价"),
    Text("gap", "差距"),
    Text("told", "须通知"),
    Text("hire", "场租"),
)


@contextmanager
def sweep_progress(language: Language, count: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A line on standard error that tells how many variants are solved, on a terminal and unless `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text as Styled

    began, first, solved = time.monotonic(), 0, 0

    def line() -> Styled:
        seconds = time.monotonic() - began
        rate = (solved - first) * 60 / max(seconds, 0.1)
        facts = {"seconds": f"{seconds:.0f}", "done": solved, "count": count, "rate": f"{rate:.0f}"}
        return Styled(RUNNING.fill(**facts).say(language))

    def tell_of(done: int) -> None:
        nonlocal first, solved
        first, solved = first or done, done

    with Live(console=Console(stderr=True), get_renderable=line, refresh_per_second=4, transient=True):
        yield tell_of


def show_sweep(rows: Sequence[SweepRow], language: Language, folder: Path) -> None:
    """The variants that place most and cost least, and where all of them are."""
    base, variants = rows[0], rows[1:]
    complete = [row for row in variants if row.complete]
    distinct = sum(row.same_as is None for row in variants)
    tell(SUMMARY.fill(count=len(variants), distinct=distinct, complete=len(complete)).say(language))
    if base.complete:
        tell(BASE.fill(cost=base.cost, bound=base.bound).say(language))
    elif base.unplaced:
        tell(BASE_INCOMPLETE.fill(unplaced=sum(base.unplaced.values())).say(language))
    ranked = sorted(variants, key=lambda row: row.rank)
    print_styled(_table(ranked[:SHOWN], language))
    if len(ranked) > SHOWN:
        tell(REST.fill(count=len(ranked) - SHOWN).say(language))
    failed = [row for row in rows if row.status == "failed"]
    if failed:
        tell(FAILED.fill(count=len(failed), name=failed[0].name, why=failed[0].because).say(language))
    tell(WROTE.fill(folder=folder).say(language))


def _table(rows: Sequence[SweepRow], language: Language) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for column, heading in enumerate(HEADINGS):
        table.add_column(heading.say(language), justify="right" if column else "left")
    for row in rows:
        figures = (row.cost, None if row.gap is None else f"{row.gap:.1%}", row.told, row.hire)
        table.add_row(row.name, str(sum(row.unplaced.values())), *("" if one is None else str(one) for one in figures))
    return table
