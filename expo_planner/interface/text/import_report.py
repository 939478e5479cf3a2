"""The report of `plan import`: rows read, rows not understood, guesses, clashes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.clashes import show_clashes
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.importers.import_files import Imported
    from expo_planner.roundtrip.merge import Merged

READ = Text(
    "rows read: {rows}; sessions: {sessions}, rooms: {rooms}, people: {people}",
    "读到{rows}行：活动{sessions}场，场地{rooms}处，人员{people}人",
)
MISREAD = Text("not understood and left out ({count}):", "未能读懂、未收入的内容（{count}处）：")
TOLD = Text("read, but no sessions of their own ({count}):", "读到但未单独列为活动的内容（{count}处）：")
GUESSES = Text("guesses, marked in the file ({count}):", "推测，已在文件中标明（{count}处）：")
ABOUT = Text("  {about}: {guess}", "  {about}：{guess}")
MORE = Text("  … and {count} more", "  ……另有{count}处")
LEFT = Text("read, but a scenario has no field for: {fields}", "读到但方案中没有对应字段的内容：{fields}")
COUNTED = Text("{name} ({count})", "{name}（{count}处）")
CLASHES = Text("clashes ({count}):", "冲突（{count}处）：")
WROTE = Text("wrote {path}; next: plan check {path}", "已写入 {path}，下一步：plan check {path}")
TO_PLACE = Text(
    "wrote {path}; sessions not placed yet: {count}; next: plan solve {path}",
    "已写入 {path}，尚未安排的活动{count}场，下一步：plan solve {path}",
)
NO_BASE = Text(
    "{path} no longer records what it was made from: its values are used, and nothing is removed",
    "{path} 已丢失其来源信息：采用其中的值，但不删除任何内容",
)
NOTHING_NEW = Text("{path} contains no changes; {scenario} was not changed", "{path} 没有新的修改，{scenario} 未作改动")
TAKEN = Text("{scenario}: changes: {count}, conflicts: {conflicts}", "{scenario}：修改{count}处，冲突{conflicts}处")
SETTLE = Text(
    "next: resolve each conflict in {scenario} or in the copy, then import it again",
    "下一步：在 {scenario} 或副本中逐一取舍后再次导入",
)
SHOWN = 12
"""Number of guesses shown; the file has all of them."""


def show_import(imported: Imported, path: Path, language: Language) -> None:
    """The report of an import whose scenario was written to a path."""
    expo = imported.scenario.expo
    facts = {"sessions": len(expo.own_sessions), "rooms": len(expo.rooms), "people": len(expo.everyone)}
    tell(READ.fill(rows=imported.rows, **facts).say(language))
    _show_misread(imported, language)
    if imported.told:
        tell(TOLD.fill(count=len(imported.told)).say(language))
        _show_first([f"  {problem.say(language)}" for problem in imported.told], language)
    if imported.guesses:
        tell(GUESSES.fill(count=len(imported.guesses)).say(language))
        _show_first(
            [
                ABOUT.fill(about=about, guess=guess).say(language) if about else f"  {guess.say(language)}"
                for about, guess in imported.guesses
            ],
            language,
        )
    if imported.left:
        fields = [COUNTED.fill(name=name, count=count) for name, count in sorted(imported.left.items())]
        tell(LEFT.fill(fields=fields).say(language))
    clashes = [clash for clash in imported.report.clashes if clash.rule != "placed"]
    if clashes:
        tell(CLASHES.fill(count=len(clashes)).say(language))
        show_clashes(clashes, language, path.parent)
    unplaced = sum(name not in expo.standing for name in expo.own_sessions)
    wrote = TO_PLACE.fill(path=path, count=unplaced) if unplaced else WROTE.fill(path=path)
    tell(wrote.say(language))


def _show_misread(imported: Imported, language: Language) -> None:
    if imported.misread:
        tell(MISREAD.fill(count=len(imported.misread)).say(language))
        for problem in imported.misread:
            tell(f"  {problem.say(language)}")


def _show_first(lines: Sequence[str], language: Language) -> None:
    for line in lines[:SHOWN]:
        tell(line)
    if len(lines) > SHOWN:
        tell(MORE.fill(count=len(lines) - SHOWN).say(language))


def show_merge(merged: Merged, copy: Path, scenario: Path, language: Language) -> None:
    """What an edited copy changed in its scenario, and what contradicts it: a line each, with its cell."""
    from expo_planner.roundtrip.merge import said

    if not merged.based:
        tell(NO_BASE.fill(path=copy).say(language))
    for line in said(merged, language):
        tell(line)
    count, conflicts = len(merged.changes), len(merged.conflicts)
    taken = TAKEN.fill(scenario=scenario, count=count, conflicts=conflicts)
    tell((taken if count or conflicts else NOTHING_NEW.fill(path=copy, scenario=scenario)).say(language))
    if conflicts:
        tell(SETTLE.fill(scenario=scenario).say(language))
