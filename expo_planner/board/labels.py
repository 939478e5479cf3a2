"""What the fields of sessions, rooms and people are called in forms; their descriptions are in the schema."""

from __future__ import annotations

from collections.abc import Mapping

from expo_planner.domain.i18n import Text

LABELS: Mapping[str, Text] = {
    "id": Text("ID", "编号"),
    "name": Text("Name", "名称"),
    "name_en": Text("English name", "英文名称"),
    "title": Text("Title", "标题"),
    "title_en": Text("English title", "英文标题"),
    "kind": Text("Kind", "类型"),
    "site": Text("Site", "地点"),
    "capacity": Text("Seats", "座位数"),
    "needs_met": Text("Equipment", "设备"),
    "cells": Text("Made up of", "由哪些场地合并"),
    "open": Text("Open", "开放时段"),
    "closed": Text("Closed", "关闭时段"),
    "cost_per_hour": Text("Price per hour", "每小时费用"),
    "turnover": Text("Turnover", "换场间隔"),
    "stream_url": Text("Live stream", "直播网址"),
    "role": Text("Position", "职务"),
    "role_en": Text("English position", "英文职务"),
    "email": Text("Mail address", "邮箱"),
    "language": Text("Language of messages", "通知语言"),
    "away": Text("Away", "不能到场"),
    "available": Text("Available only", "仅可到场"),
    "category": Text("Category", "类别"),
    "duration": Text("Duration", "时长"),
    "continuous": Text("Through the nights", "昼夜连续"),
    "attendance": Text("People expected", "预计人数"),
    "type": Text("Type", "活动类型"),
    "rooms": Text("Possible rooms", "可用场地"),
    "needs": Text("Equipment needed", "所需设备"),
    "people": Text("People", "到场人员"),
    "uses": Text("Uses", "占用资源"),
    "setup": Text("Set-up", "布置"),
    "teardown": Text("Teardown", "撤场"),
    "when": Text("Possible times", "可排时段"),
    "tags": Text("Tags", "标签"),
    "series": Text("Series", "系列"),
    "host": Text("Part of", "主场活动"),
    "priority": Text("Priority", "优先级"),
    "prefer.when": Text("Preferred times", "意向时段"),
    "prefer.rooms": Text("Preferred rooms", "意向场地"),
    "start": Text("Start", "开始时间"),
    "room": Text("Room", "场地"),
    "pinned": Text("Pinned", "固定不动"),
    "keep.start": Text("Cost of another start", "改时间的代价"),
    "keep.room": Text("Cost of another room", "改场地的代价"),
    "programme": Text("Programme", "议程"),
    "organisers": Text("Organisers", "主办单位"),
    "co_organisers": Text("Co-organisers", "协办单位"),
    "organisers_en": Text("Organisers in English", "主办单位英文名"),
    "co_organisers_en": Text("Co-organisers in English", "协办单位英文名"),
    "abstract": Text("Description", "简介"),
    "abstract_en": Text("Description in English", "英文简介"),
    "url": Text("Web page", "网址"),
}


def label_of(field: str) -> Text:
    """The label of a field, or its name in the file."""
    return LABELS.get(field, Text(field, field))


CHOICES: Mapping[str, Text] = {
    "room": Text("one session at a time", "一次一场"),
    "open": Text("open floor, any number at once", "开放场地，可同时多场"),
    "online": Text("online", "线上"),
}


def label_of_choice(value: str) -> Text:
    """The label of a value that can be chosen, or the value itself."""
    return CHOICES.get(value, Text(value, value))
