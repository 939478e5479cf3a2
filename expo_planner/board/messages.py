"""What the board says of its changes, and of the scenario file that it shares with people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from expo_planner.board.labels import label_of
from expo_planner.board.state import Change
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.files.write.to_yaml import Value
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.roundtrip.sheets import shown

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
    "{path} was edited by hand, and these were changed on the board, too: {entries}. The file counts until you decide",
    "{path} 已手工修改，以下内容在看板上也改过：{entries}。在您决定之前以文件为准",
)
SETTLED_BY_HAND = Text("a conflict with the file is decided", "与文件的一处冲突已有决定")
SET = Text("{entry}: {field} set to {new}", "{entry}：{field}设为{new}")
CLEARED = Text("{entry}: {field} removed, was {old}", "{entry}：删去{field}（原为{old}）")
CHANGED = Text("{entry}: {field} changed from {old} to {new}", "{entry}：{field}由{old}改为{new}")
ADDED = Text("{entry}: added", "{entry}：新增")
REMOVED = Text("{entry}: removed", "{entry}：删除")
ACCEPTED = Text("clash accepted: {sessions}", "认可冲突：{sessions}")
NO_LONGER_ACCEPTED = Text("clash no longer accepted: {sessions}", "不再认可冲突：{sessions}")
MORE_EDITS = Text("{message}; {count} more changes", "{message}；另有{count}处改动")
LONGEST = 60
"""Characters of a value that a sentence shows."""
ALSO_CHANGED = Text(
    "{by} had changed {entries} in the meantime; your change came later and counts. Undo brings theirs back",
    "{by}刚刚也改动了{entries}；以您稍后的改动为准，撤销即恢复对方的改动",
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
    known = [name for name in change if name in expo.own_sessions] or [
        name for name in change if name in expo.sessions
    ][:1]
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


def what_edited(before: Expo, after: Expo, fields: Sequence[FieldChange]) -> Message:
    """An edit of the scenario in a sentence: its first field, and how many more."""
    said = _edited(before, after, fields[0])
    return said if len(fields) == 1 else MORE_EDITS.fill(message=said, count=len(fields) - 1)


def _edited(before: Expo, after: Expo, change: FieldChange) -> Message:
    if change.section == "waivers":
        value = change.old if change.new is None else change.new
        assert isinstance(value, Mapping)
        names = value.get("sessions")
        text = NO_LONGER_ACCEPTED if change.new is None else ACCEPTED
        return text.fill(sessions=titles(after, names if isinstance(names, list) else []))
    expo = after if change.old is None and not change.field else before  # as it was called
    entry = what_is_named(expo, change.section, change.name)
    if not change.field:
        return (REMOVED if change.new is None else ADDED).fill(entry=entry)
    text = CLEARED if change.new is None else SET if change.old is None else CHANGED
    return text.fill(entry=entry, field=label_of(change.field), old=_short(change.old), new=_short(change.new))


def _short(value: Value) -> str:
    text = shown(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def what_is_named(expo: Expo, section: str, name: str) -> object:
    """An entry of a scenario as messages name it."""
    if section == "sessions":
        return expo.sessions.get(name, name)
    if section == "rooms":
        return expo.rooms[name].name if name in expo.rooms else name
    if section == "people":
        return expo.people[name].name if name in expo.people else name
    return section


def titles(expo: Expo, names: Sequence[object]) -> list[object]:
    """Sessions as messages name them; what is no id of one stays as it is."""
    return [expo.sessions.get(name, name) if isinstance(name, str) else name for name in names]
