"""The words of a notice of changes, in both languages, and amounts of time as people say them."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.domain.clock import DAY
from expo_planner.domain.i18n import Duration, Language, Message, Text
from expo_planner.planner.diff import SessionChangeKind

NOTICE = Text("{expo}: changes to the programme", "{expo}日程变动通知")
NOTHING = Text("Nothing has changed.", "日程没有变动。")
SUMMARY = Text("{changed} of {all} sessions changed: {counts}.", "{all}场活动中有{changed}场变动：{counts}。")
COUNTS: dict[SessionChangeKind, Text] = {
    "added": Text("{count} added", "新增{count}场"),
    "cancelled": Text("{count} cancelled", "取消{count}场"),
    "moved": Text("{count} rescheduled", "改时间{count}场"),
    "room": Text("{count} moved to another room", "换场地{count}场"),
    "length": Text("{count} with a different length", "时长变化{count}场"),
    "continuous": Text("{count} open each day or through the nights instead", "连续方式变化{count}场"),
    "renamed": Text("{count} renamed", "更名{count}场"),
    "programme": Text("{count} with changes in the programme", "议程调整{count}场"),
    "people": Text("{count} with different people", "人员调整{count}场"),
}
WITHDRAWN_COUNT = Text("{count} with the room to be announced", "场地待定{count}场")
ANNOUNCED_COUNT = Text("{count} with the room announced", "场地已定{count}场")
TOLD = Text(
    "People to notify: {told}, including the expected audience; {named} of them by name.",
    "需通知{told}人次（含预计观众），其中具名{named}人。",
)
BY_SESSION = Text("Changes by session", "各场活动的变动")
BY_ROOM = Text("Changes by room", "各场地的变动")
BY_PERSON = Text("People to notify", "需通知的人员")
OTHER_SESSIONS = Text("Other sessions", "其他活动")
ALL_SESSIONS = Text("Sessions", "活动")

ADDED = Text("added for {time}, {place}", "新增，{time}，{place}")
CANCELLED = Text("cancelled; it was planned for {time}, {place}", "取消，原定{time}，{place}")
WAITING = Text(
    "time and place to be announced; it was planned for {time}, {place}", "时间地点待定，原定{time}，{place}"
)
MOVED = Text("moved from {was} to {now}, {by}", "时间由{was}改为{now}，{by}")
RESIZED = Text("from {was} to {now}, {by}", "时间由{was}改为{now}，{by}")
NOW_CONTINUOUS = Text("now runs through the nights, {time}", "改为昼夜连续，{time}")
NOW_DAILY = Text("now open each day, no longer at night, {time}", "改为每天开放、夜间不连续，{time}")
OTHER_ROOM = Text("moved from {was} to {now}", "地点由{was}改为{now}")
ROOM_WITHDRAWN = Text("room to be announced, no longer {was}", "场地待定，不再使用{was}")
ROOM_ANNOUNCED = Text("room announced: {now}", "场地已定：{now}")
SAME_TIME = Text("time unchanged: {time}", "时间不变：{time}")
SAME_PLACE = Text("place unchanged: {place}", "地点不变：{place}")
SAME = Text("time and place unchanged: {time}, {place}", "时间、地点不变：{time}，{place}")
FORMERLY = Text("formerly {title}", "原名{title}")
JOINING = Text("joining: {people}", "新增人员：{people}")
LEAVING = Text("no longer taking part: {people}", "不再参加：{people}")
PROGRAMME = Text("programme:", "议程调整：")
ALONG = Text("the rest of the programme moves with it", "其余议程随活动一并调整")
PROGRAMME_CHANGED = Text("programme changed", "议程有调整")
OTHER_ROLES = Text("in another role: {people}", "角色调整：{people}")
PEOPLE_CHANGED = Text("people changed", "人员有调整")

ARRIVES = Text("moves here from {place}: {time}", "由{place}改到此处，{time}")
ARRIVES_AT_LAST = Text("takes place here: {time}", "确定在此举行，{time}")
LEFT_OPEN = Text(
    "no longer here, room to be announced; it was planned here for {time}", "不再在此举行，场地待定，原定{time}"
)
LEAVES = Text("moves to {place}; it was planned here for {time}", "改到{place}，原定{time}在此举行")
ADDED_HERE = Text("added for {time}", "新增，{time}")
WAITING_HERE = Text("time and place to be announced; it was planned for {time}", "时间地点待定，原定{time}")
CANCELLED_HERE = Text("cancelled; it was planned for {time}", "取消，原定{time}")

NOW_IN = Text("now taking part: {time}, {place}", "新参加，{time}，{place}")
NO_LONGER_IN = Text("no longer taking part; it was planned for {time}, {place}", "不再参加，原定{time}，{place}")

ITEM_MOVED = Text("from {was} to {now}, {by}", "由{was}改为{now}，{by}")
ITEM_ADDED = Text("new: {title}, {now}", "新增{title}，{now}")
ITEM_DROPPED = Text("dropped: {title}, planned for {was}", "取消{title}，原定{was}")
ITEM_AT = Text("{title}, {now}", "{title}，{now}")
ITEM_FORMERLY = Text("{title} (formerly {old})", "{title}（原题{old}）")
ITEM_WITH = Text("now with {people}", "新增人员：{people}")
ITEM_WITHOUT = Text("no longer with {people}", "不再列入：{people}")
ITEM_JOINED = Text("now in {title}, {now}", "新参加{title}，{now}")
ITEM_LEFT = Text("no longer in {title}, planned for {was}", "不再列入{title}，原定{was}")
IN_BRACKETS = Text("{text} ({more})", "{text}（{more}）")
SAYS = Text("{subject}: {text}", "{subject}：{text}")
AND, SEMICOLON = Text(" and ", "，"), Text("; ", "；")

LATER, EARLIER = Text("{amount} later", "推迟{amount}"), Text("{amount} earlier", "提前{amount}")
LONGER, SHORTER = Text("{amount} longer", "延长{amount}"), Text("{amount} shorter", "缩短{amount}")
STARTS_LATER = Text("starting {amount} later", "推迟{amount}开始")
STARTS_EARLIER = Text("starting {amount} earlier", "提前{amount}开始")


@dataclass(frozen=True, slots=True)
class TimeShift:
    """Minutes as people say how far something moves: "2 days 1 h", 2天1小时. The sign is not said."""

    minutes: int

    def say(self, language: Language) -> str:
        days, minutes = divmod(abs(self.minutes), DAY)
        if language == "zh":
            said = f"{days}天" if days else ""
        else:
            said = f"{days} day{'s' if days > 1 else ''} " if days else ""
        return f"{said}{Duration(minutes).say(language) if minutes or not days else ''}".strip()


def other_room(was: str | None, now: str | None) -> Message:
    """How the room of a session changes; None is one that is to be announced."""
    text = ROOM_ANNOUNCED if was is None else ROOM_WITHDRAWN if now is None else OTHER_ROOM
    return text.fill(was=was, now=now)


def by_how_much(later: int, longer: int) -> tuple[Message, ...]:
    """How a stretch of time differs from what it was: minutes that it starts later, minutes that it lasts longer."""
    if later and later == -longer:
        return ((STARTS_LATER if later > 0 else STARTS_EARLIER).fill(amount=TimeShift(later)),)
    parts = []
    if later:
        parts.append((LATER if later > 0 else EARLIER).fill(amount=TimeShift(later)))
    if longer:
        parts.append((LONGER if longer > 0 else SHORTER).fill(amount=TimeShift(longer)))
    return tuple(parts)
