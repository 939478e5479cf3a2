"""What a ledger file looks like: its fields, each with its kind."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import A_TEXT, Choice, Identifier, Kind, Parsed, Schema, Whole, YesNo
from expo_planner.files.schema.nodes import FieldPath, Node, Quoted, Refusal, Scalar, unexpected
from expo_planner.files.schema.record_types import Field, ListOf, MapOf, Record
from expo_planner.publishing.ledger.ledger import CHANGES, FEEDS

SCHEMA = "expo-planner/ledger/1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", re.ASCII)
YEARS_WITH_NEIGHBOURS = range(2, 9999)
"""Years that a time can be in and still be turned into another zone."""
DIGEST = re.compile(r"[0-9a-f]{64}")
A_MOMENT = Text("a time with a UTC offset", "带时区偏移的时间")
A_DIGEST = Text("a digest of 64 digits", "64 位摘要")
NO_MOMENT = Text("{found} is not a time with a UTC offset", "{found}不是带时区偏移的时间")
NO_DIGEST = Text("{found} is not a digest", "{found}不是摘要")


def parse_moment(text: str) -> datetime:
    """A time with its offset, to the second."""
    try:
        if MOMENT.fullmatch(text) and (found := datetime.fromisoformat(text)).year in YEARS_WITH_NEIGHBOURS:
            return found
    except ValueError:
        pass
    hint = Text("such as 2023-07-06T13:30:00+08:00", "例如 2023-07-06T13:30:00+08:00")
    raise Refusal(NO_MOMENT.fill(found=Quoted(text)), hint)


def parse_utc(text: str) -> datetime:
    """The same, in UTC."""
    return parse_moment(text).astimezone(UTC)


def parse_digest(text: str) -> str:
    """A SHA-256 in hexadecimal digits."""
    if DIGEST.fullmatch(text) is None:
        raise Refusal(NO_DIGEST.fill(found=Quoted(text)))
    return text


class Shown:
    """A text as it is shown, which may be empty."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        if not isinstance(node, Scalar) or node.plain:
            raise unexpected(A_TEXT, node)
        return node.text

    def schema(self) -> Schema:
        return {"type": "string"}


LINE, NAME, MOMENTS, DIGESTS = Shown(), Identifier(), Parsed(parse_moment, A_MOMENT), Parsed(parse_digest, A_DIGEST)
INSTANTS = Parsed(parse_utc, A_MOMENT)


def _field(name: str, kind: Kind, en: str, zh: str, *, required: bool = True) -> Field:
    return Field(name, kind, Text(en, zh), required=required)


STAND = (
    _field("room", NAME, "the room; none while it is to be announced", "场地；待定时不写", required=False),
    _field("place", LINE, "what the room is called", "场地名称"),
    _field("start", MOMENTS, "when it starts", "开始时间"),
    _field("end", MOMENTS, "when it ends", "结束时间"),
)
EVENT = Record(
    Text("an event of a session", "活动的日历条目"),
    (
        _field("uid", LINE, "its UID", "唯一标识"),
        *STAND[2:],
        _field("dropped", YesNo(), "a day that the session no longer has", "已不再举行的一天", required=False),
    ),
)
NAMED = Record(
    Text("somebody whom a session names", "活动涉及的人员"),
    (
        _field("id", LINE, "the person", "人员"),
        _field("name", LINE, "their name, if that is not their id", "姓名，与编号相同时不写", required=False),
    ),
)
SESSION = Record(
    Text("a published session", "已发布的活动"),
    (
        _field("id", NAME, "the session", "活动"),
        _field("uid", LINE, "its UID", "唯一标识"),
        _field("digest", DIGESTS, "stands for what attendees see", "所示内容的摘要"),
        _field("sequence", Whole(), "how often it has changed", "变动次数"),
        _field("modified", INSTANTS, "its last change", "最近变动时间"),
        _field("status", Choice(("confirmed", "cancelled")), "whether it takes place", "是否举行"),
        *STAND,
        _field("title", LINE, "its title", "名称"),
        _field("location", LINE, "venue and room", "会场与场地"),
        _field("categories", ListOf(LINE), "category and type", "分类与类型", required=False),
        _field("color", LINE, "its colour", "颜色", required=False),
        _field("description", LINE, "what else is shown", "其他内容"),
        _field("url", LINE, "its address", "网址", required=False),
        _field("stream", LINE, "its live stream", "直播网址", required=False),
        _field("events", ListOf(EVENT), "its days", "各日条目"),
        _field("rooms", ListOf(NAME), "the rooms in whose feeds it is", "所在场地日历", required=False),
        _field("category", LINE, "the category in whose feed it is", "所在分类日历", required=False),
        _field("series", LINE, "the series in whose feed it is", "所在系列日历", required=False),
        _field("people", ListOf(LINE), "the people in whose feeds it is", "所在人员日历", required=False),
        _field("named", ListOf(NAMED), "all whom it names", "涉及的全部人员", required=False),
    ),
)
CHANGE = Record(
    Text("a change of a session in a release", "一次发布对一场活动的变动"),
    (
        _field("session", NAME, "the session", "活动"),
        _field("title", LINE, "its title", "名称"),
        _field("change", Choice(CHANGES), "how it has changed", "变动方式"),
        _field(
            "from", Record(Text("its old placement", "原时间地点"), STAND), "where it was", "原时间地点", required=False
        ),
        _field(
            "to", Record(Text("its new placement", "现时间地点"), STAND), "where it is", "现时间地点", required=False
        ),
        _field("message", LINE, "the change as a sentence", "变动说明"),
    ),
)
RELEASE = Record(
    Text("a release", "一次发布"),
    (
        _field("number", Whole(1), "its number", "编号"),
        _field("time", INSTANTS, "its time", "时间"),
        _field("author", LINE, "who published it", "发布人", required=False),
        _field("name", LINE, "what it is called", "名称", required=False),
        _field("again", Whole(1), "the release that it repeats", "所重发的发布编号", required=False),
        _field("changes", ListOf(CHANGE), "what it changes", "变动"),
    ),
)
FEED = Record(
    Text("a feed", "日历订阅"),
    (
        _field("kind", Choice(FEEDS), "what it is of", "种类"),
        _field("key", LINE, "which one", "对象"),
        _field("file", NAME, "its file", "文件名"),
        _field("name", LINE, "what subscribers see", "显示名称"),
    ),
)
LEDGER = Record(
    Text("a ledger", "发布台账"),
    (
        _field("schema", Choice((SCHEMA,)), "what this file is", "文件种类"),
        _field("expo", LINE, "the expo", "展会"),
        _field("alarm", Whole(), "minutes before the start that an alarm rings", "提前提醒分钟数", required=False),
        _field("people", YesNo(), "whether people have feeds", "是否发布人员日历"),
        _field("releases", ListOf(RELEASE), "the releases", "历次发布"),
        _field("sessions", ListOf(SESSION), "the sessions", "活动"),
        _field("feeds", ListOf(FEED), "the feeds", "日历订阅"),
        _field("files", MapOf(LINE, DIGESTS), "the files of the last release", "最近一次发布的文件"),
    ),
)
