"""What the columns and headings of an agenda are called, and short texts beside times and rooms."""

from __future__ import annotations

from expo_planner.domain.i18n import Text

TITLE = Text("Session", "会议名称")
PLACE = Text("Place", "地点")
DATE = Text("Date", "日期")
UNTIL = Text(" – ", " 至 ")
THROUGH_THE_NIGHTS = Text(" (through the nights)", "（昼夜连续）")
NOTE = Text("Note: ", "备注：")
ORGANISERS = Text("Organised by: ", "主办：")
CO_ORGANISERS = Text("Co-organised by: ", "协办：")
STREAM = Text("Live stream", "直播")
MORE_AT = Text("More: ", "详情：")
STREAM_AT = Text("Live stream: ", "直播：")
LOCAL_TIME = Text("Your local time: {when} ({zone})", "您的当地时间：{when}（{zone}）")
TO_BE_ANNOUNCED = Text("room to be announced", "场地待定")
CLASH = Text("Clash", "冲突")
WITHOUT_CATEGORY = Text("Other sessions", "其他")
SESSIONS = Text("Sessions", "日程")
BREAKS = Text("Breaks", "休息")
BREAK = Text("Break", "内容")
