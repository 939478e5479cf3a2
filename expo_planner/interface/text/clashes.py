"""Clashes: a table on a terminal; in a file or pipe one line each, in the manner of compilers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.checker import Report
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.namesakes import Namesakes
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Schedule
from expo_planner.interface.text.tables import print_styled, styled
from expo_planner.interface.text.terminal import tell
from expo_planner.rules.requirements import Clash

if TYPE_CHECKING:
    from rich.table import Table

    from expo_planner.publishing.review import Review


ERROR, WARNING, WAIVED = Text("error", "错误"), Text("warning", "警告"), Text("waived", "已豁免")
NOTE = Text("note", "提示")
SUMMARY = Text(
    "{placed} of {all} sessions placed; errors: {errors}, warnings: {warnings}, waived: {waived}",
    "{all}场活动中已排定{placed}场：错误{errors}处，警告{warnings}处，已豁免{waived}处",
)
ACCEPTED = Text("accepted by {by}: {why}", "{by}已接受：{why}")
ACCEPTED_BARE = Text("accepted in {place}", "已在 {place} 接受")
ENDS_EARLY = Text(
    "{place}: this waiver of {rule} ends on {until}, before the expo does; extend it or correct the clash",
    "{place}：对 {rule} 的豁免止于 {until}，早于展会结束，请延长期限或消除冲突",
)
REVIEWED = Text(
    "errors: {errors}, warnings: {warnings}, waivers that end before the expo does: {waivers}",
    "错误{errors}处，警告{warnings}处，展会结束前到期的豁免{waivers}项",
)
RUN_OUT = Text("its waiver expired on {until} ({place})", "其豁免已于 {until} 到期（{place}）")


def show_report(expo: Expo, schedule: Schedule, report: Report, language: Language, folder: Path) -> None:
    """The clashes of a schedule, then a line that counts them."""
    show_clashes(report.clashes, language, folder)
    facts = {"all": len(expo.own_sessions), "placed": sum(name in schedule for name in expo.own_sessions)}
    counts = {"errors": len(report.errors), "warnings": len(report.warnings), "waived": len(report.waived)}
    tell(SUMMARY.fill(**facts, **counts).say(language))


def show_notes(found: Sequence[Namesakes], language: Language, folder: Path) -> None:
    """What is worth a look though it breaks no rule: people of one name, each with all their places."""
    for one in found:
        tell(_at(one.sources, f"{NOTE.say(language)}: {one.message.say(language)}", folder))


def show_clashes(clashes: Sequence[Clash], language: Language, folder: Path) -> None:
    """The clashes alone; files are named relative to the working folder."""
    if sys.stdout.isatty() and clashes:
        print_styled(_clash_table(clashes, language, folder))
    else:
        for clash in clashes:
            tell(clash_line(clash, language, folder))


def show_review(found: Review, language: Language, folder: Path) -> None:
    """What to look at before a release, then a line that counts it; nothing where there is nothing."""
    report = found.report
    show_clashes((*report.errors, *report.warnings), language, folder)
    for waiver in found.waivers:
        facts = {"place": waiver.source.below(folder), "rule": waiver.rule, "until": waiver.until}
        tell(ENDS_EARLY.fill(**facts).say(language))
    if not found.spotless:
        counts = {"errors": len(report.errors), "warnings": len(report.warnings), "waivers": len(found.waivers)}
        tell(REVIEWED.fill(**counts).say(language))


def _severity(clash: Clash) -> Text:
    return WAIVED if clash.waiver else ERROR if clash.error else WARNING


def clash_line(clash: Clash, language: Language, folder: Path) -> str:
    line = ": ".join((_severity(clash).say(language), clash.rule, clash.message.say(language)))
    return f"{_at(clash.sources, line, folder)}{_waiver(clash, language)}"


def _at(sources: Sequence[Source], line: str, folder: Path) -> str:
    """A line behind its first place and before the others; files are named relative to the working folder."""
    first, *others = [str(source.below(folder)) for source in sources] or [""]
    also = f" ({', '.join(others)})" if others else ""
    return f"{first}: {line}{also}" if first else f"{line}{also}"


def _waiver(clash: Clash, language: Language) -> str:
    """The person who accepted a clash and the reason, or that the waiver has expired."""
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
        message = styled(clash.message.say(language) + _waiver(clash, language))
        places = "  ".join(str(source.below(folder)) for source in clash.sources)
        message.append("\n").append(styled(places, "dim"))
        table.add_row(styled(severity.say(language), styles[severity]), clash.rule, message)
    return table
