"""What the board says of its changes, and of the scenario file that it shares with people."""

from __future__ import annotations

from collections.abc import Sequence

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.planner.board import Change

PLACED = Text("{session}: placed in {spot}", "{session}：排到{spot}")
MOVED = Text("{session}: moved from {before} to {spot}", "{session}：由{before}移到{spot}")
TAKEN_OFF = Text("{session}: taken off the board from {before}", "{session}：自{before}撤下")
AND_MORE = Text("{message}; {count} more with it", "{message}；另有{count}场随之调整")
UNDONE = Text("undone: {message}", "撤销：{message}")
REDONE = Text("redone: {message}", "重做：{message}")
NOTHING_LEFT = Text("nothing: its sessions or rooms have changed in the file since", "无：相关活动或场地已在文件中改动")
TAKEN = Text("placements taken from {schedule}; sessions: {count}", "采用{schedule}的安排，涉及活动{count}场")
EDITED = Text("{path} was edited by hand; sessions moved: {count}", "{path} 已手工修改，涉及活动{count}场")
FILE_WINS = Text(
    "{path} was edited by hand, and so were these sessions; the file's placements count: {sessions}",
    "{path} 已手工修改，以下活动与看板上的改动冲突，以文件为准：{sessions}",
)
ALSO_MOVED = Text(
    "{by} had moved {sessions} in the meantime; your move came later and counts. Undo brings theirs back",
    "{by}刚刚也移动了{sessions}；以您稍后的改动为准，撤销即恢复对方的安排",
)
UNREADABLE = Text(
    "the file cannot be read, so nothing is written into it until it is corrected; the board keeps all changes. "
    "{problems}",
    "文件无法读取，改正之前不会写入；看板上的改动均已保存。{problems}",
)
UNWRITTEN = Text(
    "the changes are kept on the board, but cannot be written into the file. {problems}",
    "改动已保存在看板上，但无法写入文件。{problems}",
)
SETTLED = Text("the file can be read and written again", "文件已可正常读写")
DISK = Text("{path}: cannot be read or written: {why}", "{path}：无法读写：{why}")


def what_changed(expo: Expo, change: Change) -> Message:
    """A change in a sentence: its first session, and how many go with it."""
    known = [name for name in change if name in expo.sessions]
    if not known:
        return NOTHING_LEFT.fill()
    first = next((name for name in known if expo.sessions[name].host not in change), known[0])
    before, after = change[first]
    facts: dict[str, object] = {"session": expo.sessions[first]}
    for name, place in (("before", before), ("spot", after)):
        if place is not None:
            room = expo.rooms[place.room].name if place.room in expo.rooms else place.room
            facts[name] = [room, expo.clock.moment(place.start)]
    said = (TAKEN_OFF if after is None else PLACED if before is None else MOVED).fill(**facts)
    return said if len(known) == 1 else AND_MORE.fill(message=said, count=len(known) - 1)


def titles(expo: Expo, names: Sequence[str]) -> list[object]:
    """Sessions as messages name them."""
    return [expo.sessions.get(name, name) for name in names]
