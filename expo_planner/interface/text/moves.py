"""Sessions that change their placement: from where to where, whom to notify, and what it brings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.checker import Report
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.schedule import Placement
from expo_planner.interface.text.clashes import show_clashes
from expo_planner.interface.text.placements import cost_lines, signed
from expo_planner.interface.text.terminal import tell
from expo_planner.planner.diff import Move

if TYPE_CHECKING:
    from expo_planner.files.edit.place import Taken
    from expo_planner.planner.move import Moved

SUMMARY = Text("sessions that change: {count}; people to notify: {told}", "需变动的活动：{count}场；需通知：{told}人次")
FROM, TO = Text("was", "原定"), Text("now", "改为")
IS_NOW, CANCELLED = Text("placed", "新排"), Text("cancelled", "取消")
CANCELLED_AS = Text("cancelled: {why}", "取消：{why}")
PLACE = Text("{when}, {room}", "{when}，{room}")
JOINED = Text("fills a role now: {people}", "新担任角色：{people}")
LEFT = Text("no longer fills a role: {people}", "不再担任角色：{people}")
TELL = Text("notify {told}: {who}", "通知{told}人：{who}")
AUDIENCE = Text("the audience ({count})", "观众{count}人")
ORGANISERS = Text("the organisers", "主办方")

COST = Text("cost compared with now: {cost}", "与现状相比，代价{cost}")
ARISE, MENDED = Text("clashes that arise:", "新出现的冲突："), Text("clashes that disappear:", "消除的冲突：")
NO_MOVE = Text("every session is there already; nothing changes", "各场活动已在所指位置，没有变动")
REFUSED = Text(
    "refused: errors that would arise: {errors}; nothing was written",
    "不予采用：将新增错误{errors}处，未写入任何内容",
)
CONFIRM = Text(
    "nothing is written yet; add --yes to write this into {path}",
    "尚未写入；加上 --yes 即写入 {path}",
)
WROTE = Text("wrote {path}", "已写入 {path}")
UNPLACED = Text(
    "not in the schedule, so start and room were removed: {session}", "日程中没有，已删去时间和场地：{session}"
)
COUNTS = Text(
    "placed: {placed}, moved: {moved}, unchanged: {unchanged}, removed: {removed}",
    "新排{placed}场，移动{moved}场，不变{unchanged}场，删去{removed}场",
)
SAME = Text("{path} has this schedule already; it was not changed", "{path} 中已是这份日程，未作改动")
ERRORS = Text(
    "errors in this schedule: {errors}; next: plan check {path}",
    "此日程有错误{errors}处，下一步：plan check {path}",
)


def move_lines(expo: Expo, move: Move, language: Language, why: Message | None = None) -> Iterator[str]:
    """A session with its old and its new placement and the people to notify; `why` it has no placement any more."""
    session = expo.sessions[move.session]
    yield session.say(language)
    gap = "：" if language == "zh" else ": "
    for text, named in ((JOINED, move.joined), (LEFT, move.left)):
        if named:
            yield f"  {text.fill(people=[expo.people[one].name for one in named]).say(language)}"
    if move.before is not None and move.before != move.after:
        yield f"  {FROM.say(language)}{gap}{_place(expo, move.before).say(language)}"
    if move.after is None:
        yield f"  {(CANCELLED.fill() if why is None else CANCELLED_AS.fill(why=why)).say(language)}"
    elif move.before != move.after:
        word = TO if move.before is not None else IS_NOW
        yield f"  {word.say(language)}{gap}{_place(expo, move.after).say(language)}"
    if move.told:
        who: list[object] = [expo.people[person].name for person in move.people]
        if move.before != move.after:
            who += [ORGANISERS] if not session.organisers else [*session.organisers]
        if session.attendance and move.before != move.after:
            who.append(AUDIENCE.fill(count=session.attendance))
        yield f"  {TELL.fill(told=move.told, who=who).say(language)}"


def _place(expo: Expo, place: Placement) -> Message:
    return PLACE.fill(when=expo.clock.span(place.window), room=expo.rooms[place.room].name)


def show_moved(expo: Expo, moved: Moved, path: Path, language: Language, *, written: bool) -> None:
    """Moves judged as one, for the scenario at a path, and whether they were written into it."""
    if not moved.moves:
        tell(NO_MOVE.say(language))
        return
    for move in moved.moves:
        for line in move_lines(expo, move, language):
            tell(line)
    tell()
    tell(SUMMARY.fill(count=len(moved.moves), told=moved.told).say(language))
    tell(COST.fill(cost=signed(moved.cost)).say(language))
    for message in cost_lines(moved.costs, moved.saves):
        tell(f"  {message.say(language)}")
    for heading, clashes in ((ARISE, moved.clashes), (MENDED, moved.mended)):
        if clashes:
            tell(heading.say(language))
            show_clashes(clashes, language, path.parent)
    end = REFUSED if moved.errors else WROTE if written else CONFIRM
    tell(end.fill(errors=len(moved.errors), path=path).say(language))


def show_taken(expo: Expo, placed: Taken, report: Report, path: Path, language: Language) -> None:
    """What a schedule has changed in the scenario at a path."""
    for name in placed.removed:
        tell(UNPLACED.fill(session=expo.sessions[name]).say(language))
    counts = {"placed": len(placed.placed), "moved": len(placed.moved), "removed": len(placed.removed)}
    tell(COUNTS.fill(**counts, unchanged=placed.unchanged).say(language))
    tell((WROTE if placed.files else SAME).fill(path=path).say(language))
    if report.errors:
        tell(ERRORS.fill(errors=len(report.errors), path=path).say(language))
