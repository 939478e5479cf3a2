"""Every field of the scenario file: its name, its kind, and what it means.

This one declaration reads the file, finds misspelt fields, and is the JSON Schema.
"""

from __future__ import annotations

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.field_types import (
    EXPO_IDENTIFIER,
    AMoment,
    APerson,
    AStart,
    AWindow,
    Choice,
    ClockTimes,
    Color,
    Date,
    Identifier,
    Length,
    LengthOrZero,
    LineText,
    Parsed,
    Prose,
    Reference,
    TwoSites,
    WebAddress,
    Whole,
    YesNo,
)
from expo_planner.files.schema.record_types import Field, ListOf, MapOf, Record, Shaped
from expo_planner.files.schema.value_parsing import dates, length, one_date, priority, step, times, zone


def _day_or_default(text: str) -> object:
    return text if text == "default" else one_date(text)


TEXTS = ListOf(LineText())
WINDOWS = ListOf(AWindow())
ROOMS = ListOf(Reference("room"))
A_RANGE = Text("a range of clock times, or a list of them", "起止时间或其列表")
RANGES = Shaped(
    A_RANGE, scalar=Parsed(lambda text: (times(text),), A_RANGE, ("08:00-22:00",)), items=ListOf(ClockTimes)
)
HOURS = Shaped(
    A_RANGE,
    scalar=RANGES.scalar,
    items=RANGES.items,
    entries=MapOf(Parsed(_day_or_default, Text("a date or 'default'", "日期或“default”")), RANGES),
)
THE_DAYS = Text("a range of dates, or a list of them", "日期范围或其列表")
DAYS = Shaped(
    THE_DAYS,
    scalar=Parsed(lambda text: (dates(text),), THE_DAYS, ("2023-07-05..2023-07-09",)),
    items=ListOf(Parsed(dates, THE_DAYS, ("2023-07-05",))),
)

SLOT = Record(
    Text("one slot of the grid", "一个固定时段"),
    (
        Field("at", ClockTimes, Text("from and to, as clock times", "起止时间"), required=True),
        Field("types", TEXTS, Text("types of sessions that may use it; none: any", "可用的活动类型；不写则不限")),
        Field("day", Date, Text("its day; none: every day", "日期；不写则每天都有")),
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
                    "small letters, digits, '_' and '-', at most 120", "只用小写字母、数字、“_”和“-”，最长 120 个字符"
                ),
            ),
            Text("stands in calendar UIDs and file names, never changes", "用于日历 UID 和文件名，永不更改"),
            required=True,
        ),
        Field("title", LineText(), Text("the expo's name", "展会名称"), required=True),
        Field("title_en", LineText(), Text("its English name", "英文名称")),
        Field(
            "timezone",
            Parsed(zone, Text("a time zone", "时区"), ("Asia/Shanghai",)),
            Text("IANA name, such as Asia/Shanghai", "IANA 时区名，如 Asia/Shanghai"),
            required=True,
        ),
        Field(
            "days",
            DAYS,
            Text("2023-07-05..2023-07-09 or a list of dates", "2023-07-05..2023-07-09，或日期列表"),
            required=True,
        ),
        Field(
            "hours",
            HOURS,
            Text(
                "when anything may happen: a range, a list of ranges, or such by date, with `default`",
                "可安排活动的时间：一段、多段，或按日期分别给出（含 default）",
            ),
            default="00:00-24:00",
        ),
        Field("parts", MapOf(LineText(), ClockTimes), Text("names for parts of the day", "一天中各时段的名称")),
        Field(
            "step",
            Parsed(step, Text("a duration", "时长"), ("30min",)),
            Text("the grid of starts, from midnight", "开始时间的间隔，自零点起算"),
            default="30min",
        ),
        Field("slots", ListOf(SLOT), Text("a fixed grid instead of free starts", "固定时段，替代自由的开始时间")),
        Field("place", LineText(), Text("site of every room that names none", "未写地点的场地都在这里")),
        Field("note", Prose(), Text("stands below the agenda", "写在日程表下方的备注")),
        Field("revised", AMoment(), Text("date or time that drafts are stamped with", "草稿所标注的日期或时间")),
        Field(
            "language",
            Choice(("zh", "en")),
            Text("of the labels of what is published", "发布内容的标签语言"),
            default="zh",
        ),
        Field("base_url", WebAddress(), Text("where the published folder will stand", "发布目录的网址")),
    ),
)

CATEGORY = Record(
    Text("a heading of the agenda", "日程表的一个分类"),
    (
        Field("name", LineText(), Text("as sessions name it", "活动所写的分类名"), required=True),
        Field("en", LineText(), Text("its English name", "英文名称")),
        Field("color", Color(), Text("a colour name of CSS", "CSS 颜色名")),
    ),
)

SITES = Record(
    Text("what is to be known of the sites", "各地点的情况"),
    (
        Field(
            "travel",
            MapOf(TwoSites(), LengthOrZero),
            Text("'one site - another': duration, both ways", "“地点甲 - 地点乙”：路程时间，双向相同"),
        ),
    ),
)

ROOM = Record(
    Text("a place where sessions happen", "举办活动的场地"),
    (
        Field("id", Identifier(), Text("stands in file names and addresses", "用于文件名和网址"), required=True),
        Field("name", LineText(), Text("as it is published; its id where none is given", "对外名称；不写则用编号")),
        Field("name_en", LineText(), Text("its English name", "英文名称"), rare=True),
        Field(
            "kind",
            Choice(("room", "open", "online")),
            Text("one session at a time, many at once, or no place", "一次一场、可同时多场、或线上"),
            default="room",
        ),
        Field("site", LineText(), Text("where it is, for travel", "所在地点，用于计算路程")),
        Field("capacity", Whole(), Text("seats", "座位数")),
        Field("needs_met", TEXTS, Text("equipment that it has", "具备的设备")),
        Field("cells", ROOMS, Text("the rooms that this hall is joined from", "合并而成此厅的各个场地")),
        Field("open", WINDOWS, Text("when it can be used; none: the expo's hours", "开放时段；不写则为展会时间")),
        Field("closed", WINDOWS, Text("when it cannot be used", "关闭时段")),
        Field("cost_per_hour", Whole(), Text("price of an hour", "每小时费用"), rare=True),
        Field(
            "turnover",
            LengthOrZero,
            Text("time between two sessions here, instead of the rule's", "此处两场之间的间隔，优先于规则"),
            rare=True,
        ),
        Field("stream_url", WebAddress(), Text("where to watch", "观看网址"), rare=True),
    ),
)

PERSON = Record(
    Text("someone who has to be present", "须到场的人"),
    (
        Field(
            "id",
            LineText(),
            Text("any text; sessions name the person by it", "任意文字，活动以此指明此人"),
            required=True,
        ),
        Field("name", LineText(), Text("as it is published; the id where none is given", "姓名；不写则用编号")),
        Field("role", LineText(), Text("office or title", "职务")),
        Field("away", WINDOWS, Text("when the person cannot come", "不能到场的时段")),
        Field("available", WINDOWS, Text("the only time when the person can come", "只有这些时段能到场")),
    ),
)

ITEM = Record(
    Text("a part of a session's programme", "议程中的一项"),
    (
        Field("at", LineText(), Text("clock times, where the session has a start", "起止时间；活动须有开始时间")),
        Field("for", Length, Text("its length, following the item before", "时长，接在上一项之后")),
        Field("title", LineText(), Text("what happens", "内容"), required=True),
        Field("people", ListOf(APerson()), Text("who must be there for it", "这一项须到场的人")),
    ),
)

PREFER = Record(
    Text("what would be better", "优先考虑"),
    (
        Field("when", WINDOWS, Text("rather inside one of these", "最好在这些时段之一")),
        Field("rooms", ROOMS, Text("rather in one of these", "最好在这些场地之一"), rare=True),
    ),
)

SESSION = Record(
    Text("something on the agenda", "日程上的一项活动"),
    (
        Field(
            "id", Identifier(), Text("stands in calendar UIDs and file names", "用于日历 UID 和文件名"), required=True
        ),
        Field("title", LineText(), Text("as it is published; the id where none is given", "对外名称；不写则用编号")),
        Field("title_en", LineText(), Text("its English title", "英文名称"), rare=True),
        Field("category", Reference("category"), Text("its heading on the agenda", "日程表中的分类")),
        Field(
            "duration",
            Parsed(length, Text("a duration", "时长"), ("90min", "3h", "2h30min", "2d")),
            Text(
                "90min, 2h30min; 2d ends at closing time of the second day", "90min、2h30min；2d 表示到第二天闭馆为止"
            ),
        ),
        Field("attendance", Whole(), Text("people expected", "预计人数")),
        Field("when", WINDOWS, Text("it must lie inside one of these", "须在这些时段之一内")),
        Field("rooms", ROOMS, Text("one of these; none: any that fits", "可用场地；不写则任何合适的都行")),
        Field("needs", TEXTS, Text("equipment the room must have", "场地须具备的设备")),
        Field("people", ListOf(APerson()), Text("present all the time", "全程到场的人")),
        Field(
            "uses",
            MapOf(Reference("pool"), Whole()),
            Text("taken from a pool, all the time", "全程占用的公共资源"),
            rare=True,
        ),
        Field(
            "setup",
            LengthOrZero,
            Text("before the start, room taken, not on the agenda", "开始前的布场时间，占用场地但不列入日程"),
            default="0min",
        ),
        Field(
            "teardown",
            LengthOrZero,
            Text("after the end, room taken, not on the agenda", "结束后的撤场时间，占用场地但不列入日程"),
            default="0min",
            rare=True,
        ),
        Field("tags", TEXTS, Text("for rules: {tag: …}", "供规则引用：{tag: …}")),
        Field("series", LineText(), Text("sessions that belong together", "所属系列"), rare=True),
        Field("type", LineText(), Text("which slots it may use", "可用哪类固定时段"), rare=True),
        Field(
            "priority",
            Parsed(priority, Text("'must' or a whole number", "must 或整数"), ("must",), ("string", "integer")),
            Text("must, or what leaving it out costs", "must，或不排入的代价"),
            default="must",
            rare=True,
        ),
        Field("prefer", PREFER, Text("wishes", "优先考虑")),
        Field("start", AStart(), Text("where it stands now", "目前的开始时间")),
        Field("room", Reference("room"), Text("where it stands now", "目前的场地")),
        Field("pinned", YesNo(), Text("never moves", "固定不动"), default=False),
        Field("host", Reference("session"), Text("the session inside which it happens", "在哪一场活动之中举行")),
        Field("programme", ListOf(ITEM), Text("what happens inside, in order", "依次进行的议程")),
        Field("organisers", TEXTS, Text("shown", "主办单位，仅展示"), rare=True),
        Field("co_organisers", TEXTS, Text("shown", "协办单位，仅展示"), rare=True),
        Field("abstract", Prose(), Text("shown", "简介，仅展示"), rare=True),
        Field("url", WebAddress(), Text("shown", "网址，仅展示"), rare=True),
        Field("stream_url", WebAddress(), Text("shown", "直播网址，仅展示"), rare=True),
    ),
)

WAIVER = Record(
    Text("clashes known and accepted", "已知并接受的冲突"),
    (
        Field("rule", Reference("rule"), Text("the rule that is broken", "所违反的规则"), required=True),
        Field(
            "sessions", ListOf(Reference("session")), Text("all of these take part", "涉及的全部活动"), required=True
        ),
        Field("by", LineText(), Text("who accepted it", "由谁同意")),
        Field("why", Prose(), Text("for what reason", "原因")),
        Field("until", Date, Text("the last day that it covers", "有效至哪一天")),
    ),
)
