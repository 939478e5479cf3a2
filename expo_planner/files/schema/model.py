"""Every field of the scenario file: its name, its type, and its description.

The reader, the hints for misspelt fields, the JSON Schema and the reference all come from this one declaration.
"""

from __future__ import annotations

from expo_planner.domain.disturbance import Disturbance
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.field_types import (
    EXPO_IDENTIFIER,
    AMoment,
    Choice,
    ClockTimes,
    Color,
    Date,
    DayChange,
    Identifier,
    LengthOrZero,
    LineText,
    MailAddress,
    OpeningHours,
    Parsed,
    Prose,
    Reference,
    TwoSites,
    WebAddress,
    Whole,
)
from expo_planner.files.schema.participants import LANGUAGES
from expo_planner.files.schema.record_types import Field, ListOf, MapOf, Record, Shaped
from expo_planner.files.schema.session_fields import SESSION, TEXTS, WINDOWS
from expo_planner.files.schema.value_parsing import dates, one_date, overnight_times, step, zone


def _day_or_default(text: str) -> object:
    return text if text == "default" else one_date(text)


ZONE = Parsed(zone, Text("a time zone", "时区"), ("Asia/Shanghai",))
A_RANGE = Text("a range of clock times, or a list of ranges", "起止时间或其列表")
RANGES = Shaped(
    A_RANGE,
    scalar=Parsed(lambda text: (overnight_times(text),), A_RANGE, OpeningHours.examples),
    items=ListOf(OpeningHours),
)
HOURS = Shaped(
    A_RANGE,
    scalar=RANGES.scalar,
    items=RANGES.items,
    entries=MapOf(Parsed(_day_or_default, Text("a date or 'default'", "日期或“default”")), RANGES),
)
THE_DAYS = Text("a range of dates, or a list of dates", "日期范围或其列表")
DAYS = Shaped(
    THE_DAYS,
    scalar=Parsed(lambda text: (dates(text),), THE_DAYS, ("2023-07-05..2023-07-09",)),
    items=ListOf(Parsed(dates, THE_DAYS, ("2023-07-05",))),
)

SLOT = Record(
    Text("a time slot", "一个固定时段"),
    (
        Field("at", OpeningHours, Text("start and end, as clock times", "起止时间"), required=True),
        Field("types", TEXTS, Text("session types that may use the slot; default: any", "可用的活动类型；不写则不限")),
        Field("day", Date, Text("its day; default: every day", "日期；不写则每天都有")),
    ),
)

EXPO = Record(
    Text("the expo itself", "展会本身"),
    (
        Field(
            "id",
            Identifier(
                EXPO_IDENTIFIER,
                Text(
                    "use at most 120 lower-case letters, digits, '_' and '-'",
                    "只用小写字母、数字、“_”和“-”，最长 120 个字符",
                ),
            ),
            Text(
                "identifies the expo in calendar UIDs and file names; never change it",
                "展会编号，用于日历 UID 和文件名，请勿更改",
            ),
            required=True,
        ),
        Field("title", LineText(), Text("the expo's name", "展会名称"), required=True),
        Field("title_en", LineText(), Text("English name", "英文名称")),
        Field(
            "timezone",
            ZONE,
            Text("IANA time zone name, such as Asia/Shanghai", "IANA 时区名，如 Asia/Shanghai"),
            required=True,
        ),
        Field(
            "days",
            DAYS,
            Text(
                "days of the expo: a range such as 2023-07-05..2023-07-09, or a list of dates",
                "展会日期：如 2023-07-05..2023-07-09，或日期列表",
            ),
            required=True,
        ),
        Field(
            "hours",
            HOURS,
            Text(
                "hours of the expo: a range, a list of ranges, or either for each date, with `default` for the others; "
                "18:00-02:00 ends after midnight",
                "展会开放时间：一段、多段，或按日期分别给出（其余日期用 default）；18:00-02:00 到次日凌晨结束",
            ),
            default="00:00-24:00",
        ),
        Field(
            "day_change",
            DayChange,
            Text(
                "when a new day of the programme begins, such as 04:00: what runs before then belongs to the evening "
                "before; default: midnight or, if later, the end of hours that run past it",
                "日程换日的时间，如 04:00，此前的活动算在前一天晚上；默认为零点，开放时间跨过零点的则为其结束时间",
            ),
        ),
        Field(
            "parts",
            MapOf(LineText(), ClockTimes),
            Text("named parts of the day, for use in time windows", "一天中各时段的名称，书写时段时可用"),
        ),
        Field(
            "step",
            Parsed(step, Text("a duration", "时长"), ("30min",)),
            Text("interval between possible starts, counted from midnight", "开始时间的间隔，自零点起算"),
            default="30min",
        ),
        Field("slots", ListOf(SLOT), Text("fixed time slots, instead of free starts", "固定时段，替代自由的开始时间")),
        Field("place", LineText(), Text("site of every room that does not name its own", "未写地点的场地所在的地点")),
        Field("place_en", LineText(), Text("English name of the place", "地点的英文名称")),
        Field("note", Prose(), Text("note below the agenda", "写在日程表下方的备注")),
        Field("note_en", Prose(), Text("English note", "英文备注")),
        Field("revised", AMoment(), Text("date or time stamped on drafts", "草稿所标注的日期或时间")),
        Field(
            "language",
            Choice(("zh", "en")),
            Text(
                "language of published output: en takes the English forms of texts where they are given",
                "发布内容的语言：en 表示凡有英文写法的均用英文",
            ),
            default="zh",
        ),
        Field(
            "base_url",
            WebAddress(),
            Text(
                "web address of the published folder, for links, QR codes and subscriptions",
                "发布目录的网址，用于链接、二维码和订阅",
            ),
        ),
        Field(
            "base_url_en",
            WebAddress(),
            Text("web address of the folder that is published in English", "英文版发布目录的网址"),
        ),
    ),
)

CATEGORY = Record(
    Text("a heading of the agenda", "日程表的一个类别"),
    (
        Field("name", LineText(), Text("the name that sessions use", "活动所写的类别名"), required=True),
        Field("en", LineText(), Text("English name", "英文名称")),
        Field("color", Color(), Text("CSS colour name", "CSS 颜色名")),
    ),
)

SITES = Record(
    Text("the sites of the expo", "各举办地点"),
    (
        Field(
            "travel",
            MapOf(TwoSites(), LengthOrZero),
            Text(
                "travel times, valid both ways, as 'one site - another': duration",
                "两地之间的路程时间，双向相同，写作“地点甲 - 地点乙”: 时长",
            ),
        ),
        Field("names_en", MapOf(Reference("site"), LineText()), Text("English names, by site", "各地点的英文名称")),
    ),
)

ROOM = Record(
    Text("a room, a hall or an area for sessions", "举办活动的场地"),
    (
        Field(
            "id",
            Identifier(),
            Text("identifies the room in file names and web addresses", "用于文件名和网址"),
            required=True,
        ),
        Field("name", LineText(), Text("published name; default: the id", "对外名称；不写则用编号")),
        Field("name_en", LineText(), Text("English name", "英文名称"), rare=True),
        Field(
            "kind",
            Choice(("room", "open", "online")),
            Text(
                "room: one session at a time; open: any number at once; online: any number, without a place",
                "room：一次一场；open：可同时多场；online：线上，可同时多场",
            ),
            default="room",
        ),
        Field("site", LineText(), Text("where the room is, for travel times", "所在地点，用于计算路程")),
        Field("capacity", Whole(), Text("number of seats", "座位数")),
        Field(
            "at_once",
            Whole(least=1),
            Text("most sessions at one time in an open or online room", "开放或线上场地同时最多的场次"),
            rare=True,
        ),
        Field("needs_met", TEXTS, Text("equipment in the room", "具备的设备")),
        Field(
            "cells",
            ListOf(Reference("room"), once=True),
            Text("the rooms that make up this joined hall", "合并而成此厅的各个场地"),
        ),
        Field(
            "open", WINDOWS, Text("when the room can be used; default: the expo's hours", "开放时段；不写则为展会时间")
        ),
        Field("closed", WINDOWS, Text("when the room cannot be used", "关闭时段")),
        Field("cost_per_hour", Whole(), Text("price per hour", "每小时费用"), rare=True),
        Field(
            "turnover",
            LengthOrZero,
            Text(
                "minimum time between two sessions here; overrides the rule's turnover",
                "此处两场之间至少的间隔，优先于规则",
            ),
            rare=True,
        ),
        Field("stream_url", WebAddress(), Text("web address of the live stream", "直播网址"), rare=True),
    ),
)

PERSON = Record(
    Text("a person who must be present", "须到场的人"),
    (
        Field(
            "id",
            LineText(),
            Text("any text by which sessions name the person", "任意文字，活动以此指明此人"),
            required=True,
        ),
        Field("name", LineText(), Text("published name; default: the id", "姓名；不写则用编号")),
        Field("name_en", LineText(), Text("English name", "英文姓名"), rare=True),
        Field("role", LineText(), Text("position or title", "职务")),
        Field("role_en", LineText(), Text("English position or title", "英文职务"), rare=True),
        Field(
            "email",
            MailAddress(),
            Text("address for messages to the person; never published", "发送通知的邮箱，从不发布"),
            rare=True,
        ),
        Field(
            "language",
            Choice(("zh", "en")),
            Text("language of messages to the person; default: the expo's", "通知所用的语言；不写则同展会"),
            rare=True,
        ),
        Field(
            "languages",
            LANGUAGES,
            Text("languages that the person speaks, such as en", "会的语言，如 en"),
            rare=True,
        ),
        Field("away", WINDOWS, Text("when the person is not available", "不能到场的时段")),
        Field("available", WINDOWS, Text("the only times when the person is available", "只有这些时段能到场")),
        Field(
            "pause",
            LengthOrZero,
            Text("least time between two sessions; overrides the rule's pause", "两场之间至少的间歇，优先于规则"),
            rare=True,
        ),
        Field(
            "timezone",
            ZONE,
            Text("time zone from which the person joins online rooms", "本人参加线上活动时所在的时区"),
            rare=True,
        ),
        Field(
            "waking",
            ClockTimes,
            Text("clock times there between which the person can join", "当地可以参会的起止时间"),
            default="07:00-23:00",
            rare=True,
        ),
    ),
)

FACTOR = Whole(least=1, most=100)
FACTORS = Disturbance()
KEEP = Record(
    Text(
        "how much a change of a known schedule disturbs: factors on each person to notify",
        "变动已公布日程的代价：需通知人数所乘的倍数",
    ),
    (
        Field("start", FACTOR, Text("the start changes", "改动开始时间"), default=FACTORS.start),
        Field("room", FACTOR, Text("only the room changes", "只改动场地"), default=FACTORS.room),
        Field("dropped", FACTOR, Text("the session is dropped", "取消活动"), default=FACTORS.dropped),
    ),
)

WAIVER = Record(
    Text("known and accepted clashes", "已知并接受的冲突"),
    (
        Field("rule", Reference("rule"), Text("the broken rule", "所违反的规则"), required=True),
        Field(
            "sessions",
            ListOf(Reference("session")),
            Text("all sessions involved", "涉及的全部活动"),
            required=True,
        ),
        Field("by", LineText(), Text("who accepted it", "由谁同意")),
        Field("why", Prose(), Text("the reason", "原因")),
        Field("until", Date, Text("last day on which the waiver holds", "有效至哪一天")),
    ),
)

NESTED = frozenset(one.name for one in SESSION.fields if isinstance(one.kind, Record))
"""The fields of a session that have fields of their own; in tables, each of those is a column."""
