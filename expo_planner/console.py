"""What people read on a terminal: reports, outcomes, the catalogue, progress.

On a terminal tables, laid out by rich; into a file or pipe plain lines, one a finding, as compilers write them.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.checker import Report
from expo_planner.expo import Expo
from expo_planner.language import Language, Text
from expo_planner.plain import legible, tell
from expo_planner.requirements import Clash
from expo_planner.schedule import Schedule

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text as Styled

    from expo_planner.explainer import Conflict
    from expo_planner.notice import Notice, View
    from expo_planner.planner import Outcome
    from expo_planner.rules import Rule
    from expo_planner.solver.effort import Progress, Watch

ERROR, WARNING, WAIVED = Text("error", "错误"), Text("warning", "警告"), Text("waived", "已豁免")
SUMMARY = Text(
    "{placed} of {all} sessions have a place; errors: {errors}, warnings: {warnings}, waived: {waived}",
    "{all}场活动中已排定{placed}场：错误{errors}处，警告{warnings}处，已豁免{waived}处",
)
ACCEPTED = Text("accepted by {by}: {why}", "{by}已接受：{why}")
ACCEPTED_BARE = Text("accepted in {place}", "已在 {place} 接受")
RUN_OUT = Text("its waiver ran out on {until} ({place})", "其豁免已于 {until} 到期（{place}）")
STATUS = {
    "optimal": Text("optimal: no schedule is cheaper", "最优：不存在代价更低的方案"),
    "feasible": Text("feasible: time ran out before it was proven best", "可行：时间用尽，尚未证明最优"),
    "infeasible": Text("no schedule exists; these demands cannot all hold:", "不存在可行方案，下列要求无法同时满足："),
    "unknown": Text(
        "no schedule was found in time; whether one exists is not known. Allow more with --time-limit",
        "在限定时间内未找到方案，是否存在尚不清楚，可用 --time-limit 放宽时间",
    ),
}
STOPPED = {
    "feasible": Text("stopped: the best schedule so far", "已中止：以下为目前最好的方案"),
    "unknown": Text("stopped before a schedule was found", "已中止，尚未找到方案"),
}
FIGURES = Text(
    "cost {cost}, bound {bound}, gap {gap}, {seconds} s", "代价 {cost}，下界 {bound}，差距 {gap}，用时 {seconds} 秒"
)
PLACED = Text("{placed} of {all} sessions placed", "{all}场活动已排定{placed}场")
LEFT_OUT = Text("left out: {session}: {why}", "未能排入：{session}：{why}")
WROTE = Text(
    "wrote {folder}: agenda.html, board.svg, calendars/ and more",
    "已写入 {folder}：agenda.html、board.svg、calendars/ 等",
)
NOT_MINIMAL = Text("(not proven minimal)", "（未证明为最小冲突）")
ASK = Text("ways out: plan explain {scenario}", "化解办法：plan explain {scenario}")
MINIMAL = Text("(without any one of them this conflict is gone)", "（去掉其中任何一条，这处矛盾便不存在）")
EXISTS = Text(
    "a schedule exists; to find a good one: plan solve {scenario}",
    "存在可行方案，求解请用：plan solve {scenario}",
)
NOT_KNOWN = Text(
    "time ran out before it was known whether a schedule exists; allow more with --time-limit",
    "时间用尽，尚不清楚是否存在可行方案，可用 --time-limit 放宽时间",
)
WAYS_OUT = Text(
    "ways out, the cheapest first; a schedule was found with each of them:",
    "化解办法（代价从低到高，每条均已试排成功）：",
)
NO_WAY = Text(
    "no way out was found in time; allow more with --time-limit", "限时之内未找到化解办法，可用 --time-limit 放宽时间"
)
WAY = Text("  {number}. {said} (concerns {cost})", "  {number}. {said}（涉及{cost}人次）")
APPLY = Text("to take the first: plan explain {scenario} --apply 1", "采用第1条：plan explain {scenario} --apply 1")
HEADINGS = (Text("what it costs", "代价来源"), Text("times", "次数"), Text("cost", "代价"))
CATALOGUE = (Text("name", "名称"), Text("kind", "类别"), Text("meaning", "含义"))
LOOKING = Text("{seconds} s  looking for a schedule…", "{seconds} 秒  正在寻找方案……")
MISSING = Text("{seconds} s  {unplaced} sessions without a place yet", "{seconds} 秒  尚有{unplaced}场未排定")
BETTER = Text(
    "{seconds} s  cost {cost}  bound {bound}  gap {gap}  {part}",
    "{seconds} 秒  代价 {cost}  下界 {bound}  差距 {gap}  {part}",
)
PARTS = {
    "room": Text("by room", "按场地"),
    "time": Text("by time", "按时段"),
    "related": Text("by who belongs together", "按关联"),
    "costly": Text("by cost", "按代价"),
    "unplaced": Text("making room", "腾挪"),
}
"""What the search is working on."""


def show_report(expo: Expo, schedule: Schedule, report: Report, language: Language, folder: Path) -> None:
    """The clashes of a schedule, then a line that counts them."""
    show_clashes(report.clashes, language, folder)
    facts = {"all": len(expo.sessions), "placed": len(schedule)}
    counts = {"errors": len(report.errors), "warnings": len(report.warnings), "waived": len(report.waived)}
    tell(SUMMARY.fill(**facts, **counts).say(language))


def show_clashes(clashes: Sequence[Clash], language: Language, folder: Path) -> None:
    """Clashes alone; files are named as seen from where the command runs."""
    if sys.stdout.isatty() and clashes:
        _print(_clash_table(clashes, language, folder))
    else:
        for clash in clashes:
            tell(_line(clash, language, folder))


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
        table.add_row(*map(_styled, row))
    _print(table)


def _severity(clash: Clash) -> Text:
    return WAIVED if clash.waiver else ERROR if clash.error else WARNING


def _line(clash: Clash, language: Language, folder: Path) -> str:
    first, *others = [str(source.below(folder)) for source in clash.sources] or [""]
    parts = [part for part in (first, _severity(clash).say(language), clash.rule) if part]
    also = f" ({', '.join(others)})" if others else ""
    return f"{': '.join(parts)}: {clash.message.say(language)}{also}{_waiver(clash, language)}"


def _waiver(clash: Clash, language: Language) -> str:
    """Who accepted a clash and why, or that the waiver has run out."""
    if clash.waiver is not None:
        waiver = clash.waiver
        text = ACCEPTED if waiver.by and waiver.why else ACCEPTED_BARE
        said = text.fill(by=waiver.by, why=waiver.why, place=waiver.source).say(language)
    elif clash.expired is not None:
        said = RUN_OUT.fill(until=clash.expired.until, place=clash.expired.source).say(language)
    else:
        return ""
    return f"（{said}）" if language == "zh" else f" ({said})"


def _clash_table(clashes: Sequence[Clash], language: Language, folder: Path) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    styles = {ERROR: "bold red", WARNING: "yellow", WAIVED: "dim"}
    for clash in clashes:
        severity = _severity(clash)
        message = _styled(clash.message.say(language) + _waiver(clash, language))
        places = "  ".join(str(source.below(folder)) for source in clash.sources)
        message.append("\n").append(_styled(places, "dim"))
        table.add_row(_styled(severity.say(language), styles[severity]), clash.rule, message)
    return table


def _styled(text: str, style: str = "") -> Styled:
    """Text for a table of rich: no markup, no names of emoji, and nothing that a terminal obeys."""
    from rich.text import Text as Styled

    return Styled(legible(text), style=style)


def _print(renderable: object, *, error: bool = False) -> None:
    from rich.console import Console

    Console(stderr=error, highlight=False, markup=False).print(renderable)


def show_outcome(expo: Expo, outcome: Outcome, language: Language, folder: Path, scenario: Path) -> None:
    """How a search ended: what was found, what it costs and where it stands."""
    ended = STOPPED if outcome.interrupted else STATUS
    tell(ended[outcome.status].say(language))
    if outcome.conflict is not None:
        _show_conflict(outcome.conflict, language, scenario.parent)
        tell(ASK.fill(scenario=scenario).say(language))
    if not outcome.found:
        return
    facts = {
        "cost": outcome.cost,
        "bound": outcome.bound,
        "gap": f"{outcome.gap:.1%}",
        "seconds": f"{outcome.seconds:.1f}",
    }
    tell(FIGURES.fill(**facts).say(language))
    tell(PLACED.fill(all=len(expo.sessions), placed=len(outcome.schedule)).say(language))
    for name, why in outcome.left_out.items():
        tell(LEFT_OUT.fill(session=expo.sessions[name], why=why).say(language))
    if outcome.report.costs:
        _print(_cost_table(outcome.report, language))
    for clash in outcome.report.clashes:
        tell(_line(clash, language, scenario.parent))
    tell(WROTE.fill(folder=folder).say(language))


def _show_conflict(conflict: Conflict, language: Language, folder: Path) -> None:
    """The members of a conflict, each with its place in the file."""
    for demand in conflict.demands:
        places = ", ".join(str(source.below(folder)) for source in demand.sources)
        tell(f"  {places}: {demand.rule}: {demand.message.say(language)}")
    if not conflict.minimal:
        tell(f"  {NOT_MINIMAL.say(language)}")


def show_explanation(outcome: Outcome, language: Language, scenario: Path) -> None:
    """Why there is no schedule, and the ways out."""
    if outcome.conflict is None:
        tell((EXISTS if outcome.found else NOT_KNOWN).fill(scenario=scenario).say(language))
        return
    tell(STATUS["infeasible"].say(language))
    _show_conflict(outcome.conflict, language, scenario.parent)
    if outcome.conflict.minimal:
        tell(f"  {MINIMAL.say(language)}")
    tell()
    tell((WAYS_OUT if outcome.ways else NO_WAY).say(language))
    for number, way in enumerate(outcome.ways, 1):
        tell(WAY.fill(number=number, said=way, cost=way.cost).say(language))
    if outcome.ways:
        tell(APPLY.fill(scenario=scenario).say(language))


def _cost_table(report: Report, language: Language) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    from expo_planner.rules import RULES

    table = Table(box=SIMPLE, pad_edge=False)
    for heading, justify in zip(HEADINGS, ("left", "right", "right"), strict=True):
        table.add_column(heading.say(language), justify=justify)  # type: ignore[arg-type]
    times = Counter(clash.rule for clash in report.costs)
    costs = Counter[str]()
    for clash in report.costs:
        costs[clash.rule] += clash.cost
    for rule, cost in sorted(costs.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(f"{rule}  {RULES[rule].title.say(language)}", str(times[rule]), str(cost))
    return table


def show_notice(notice: Notice, views: Sequence[View]) -> None:
    """A notice of changes: on a terminal with its headings set off and long lines hung from where they begin."""
    from expo_planner.publish.notices.text import INDENT, lines

    if not sys.stdout.isatty():
        for line in lines(notice, views):
            tell(str(line))
        return
    from rich.padding import Padding

    styles = {"title": "bold", "section": "bold reverse", "group": "bold cyan"}
    for line in lines(notice, views):
        text = _styled(line.text, styles.get(line.role, ""))
        text.stylize("bold", 0, line.title)
        _print(Padding(text, (0, 0, 0, len(INDENT) * line.depth)))


def show_catalogue(rules: Sequence[type[Rule]], language: Language) -> None:
    """All rules and goals, a line each."""
    from rich.box import SIMPLE
    from rich.table import Table

    from expo_planner.catalogue import kind
    from expo_planner.rules import Goal

    table = Table(box=SIMPLE, pad_edge=False)
    for heading in CATALOGUE:
        table.add_column(heading.say(language))
    for rule in sorted(rules, key=lambda rule: (issubclass(rule, Goal), rule.name)):
        default = f" {rule.default}" if issubclass(rule, Goal) else ""
        table.add_row(rule.name, f"{kind(rule).say(language)}{default}", rule.title.say(language))
    _print(table)


@contextmanager
def progress(language: Language, *, quiet: bool) -> Iterator[Watch | None]:
    """A line on standard error that tells how the search goes, on a terminal and unless `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text as Styled

    began = time.monotonic()
    known: Progress | None = None

    def line() -> Styled:
        facts: dict[str, object] = {"seconds": f"{time.monotonic() - began:.1f}"}
        if known is not None and known.unplaced:
            return Styled(MISSING.fill(**facts, unplaced=known.unplaced).say(language))
        if known is None or known.cost is None:
            return Styled(LOOKING.fill(**facts).say(language))
        facts |= {"cost": known.cost, "bound": known.bound, "part": PARTS.get(known.part, "")}
        gap = (known.cost - known.bound) / known.cost if known.cost > known.bound else 0.0
        return Styled(BETTER.fill(**facts, gap=f"{gap:.1%}").say(language))

    def watch(progress: Progress) -> None:
        nonlocal known
        known = progress

    with Live(console=Console(stderr=True), get_renderable=line, refresh_per_second=8, transient=True):
        yield watch
