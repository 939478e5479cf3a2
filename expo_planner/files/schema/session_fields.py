"""Every field of a session in the scenario file, with those of its programme and its wishes."""

from __future__ import annotations

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.field_types import (
    AStart,
    AWindow,
    Identifier,
    Length,
    LengthOrZero,
    LineText,
    Parsed,
    Prose,
    Reference,
    SeveralRooms,
    WebAddress,
    Whole,
    YesNo,
)
from expo_planner.files.schema.participants import ROLE, AParticipant, ParticipantList
from expo_planner.files.schema.record_types import Field, ListOf, MapOf, Record
from expo_planner.files.schema.value_parsing import SPREADS, length, priority, spread

MOST_TIMES = 50
"""How often a session may take place."""

TEXTS = ListOf(LineText())
WINDOWS = ListOf(AWindow())
ROOMS = ListOf(Reference("room"))
ITEM = Record(
    Text("an item of a session's programme", "议程中的一项"),
    (
        Field(
            "at",
            LineText(),
            Text("start and end as clock times; the session must have a start", "起止时间；活动须有开始时间"),
        ),
        Field("for", Length, Text("length; the item follows the previous one", "时长，接在上一项之后")),
        Field("title", LineText(), Text("title of the item", "内容"), required=True),
        Field("title_en", LineText(), Text("English title of the item", "英文内容"), rare=True),
        Field(
            "people",
            ParticipantList(AParticipant()),
            Text(
                "people who must be present for this item; {person: role} tells what they do in it",
                "这一项须到场的人；{人员: 角色} 表示担任的角色",
            ),
        ),
    ),
)

PREFER = Record(
    Text("preferred times and rooms", "意向时间和场地"),
    (
        Field("when", WINDOWS, Text("preferred times: inside one of these windows", "意向时段，最好在其中之一")),
        Field("rooms", ROOMS, Text("preferred rooms: one of these", "意向场地，最好是其中之一"), rare=True),
    ),
)

AVOID = Record(
    Text("times and rooms to avoid", "宜避开的时段和场地"),
    (
        Field("when", WINDOWS, Text("times to avoid: outside all of these windows", "宜避开的时段")),
        Field("rooms", ROOMS, Text("rooms to avoid", "宜避开的场地")),
        Field("tags", TEXTS, Text("rooms to avoid: those with one of these in needs_met", "宜避开具备这些设备的场地")),
        Field("weight", Whole(), Text("factor on the weight of the goal", "目标权重所乘的倍数"), default=1),
    ),
)

SURCHARGE = Record(
    Text(
        "what a change of this session costs besides notifying people, counted in people; dropping it costs both",
        "变动此活动时，除通知外另计的代价，折合人数；取消时两项都计",
    ),
    (
        Field(
            "start", Whole(), Text("the start changes: sold tickets, for example", "改动开始时间，如已售票"), default=0
        ),
        Field(
            "room", Whole(), Text("the room changes: printed signs, for example", "改动场地，如已印指示牌"), default=0
        ),
    ),
)

SESSION = Record(
    Text("a session on the agenda", "日程上的一项活动"),
    (
        Field(
            "id",
            Identifier(),
            Text("identifies the session in calendar UIDs and file names", "用于日历 UID 和文件名"),
            required=True,
        ),
        Field("title", LineText(), Text("published name", "对外名称"), required=True, unless="repeats"),
        Field("title_en", LineText(), Text("English title", "英文名称"), rare=True),
        Field("category", Reference("category"), Text("its heading in the agenda", "日程表中的类别")),
        Field(
            "duration",
            Parsed(length, Text("a duration", "时长"), ("90min", "3h", "2h30min", "2d")),
            Text(
                "length, such as 90min or 2h30min; 2d ends at closing time on the second day",
                "时长，如 90min、2h30min；2d 表示到第二天闭馆为止",
            ),
        ),
        Field(
            "continuous",
            YesNo(),
            Text(
                "over several days: true if the session runs through the nights, false if it is open each day from its "
                "start's clock time to its end's; default: true only for a duration of more than 23 hours, such as 50h",
                "跨多日时：true 表示昼夜连续，false 表示每天从开始时刻开放到结束时刻；不写则只有超过 23 小时的时长"
                "（如 50h）视为连续",
            ),
            rare=True,
        ),
        Field("attendance", Whole(), Text("number of people expected", "预计人数")),
        Field(
            "when", WINDOWS, Text("time windows; the session must lie inside one of them", "可选时段，须处于其中之一")
        ),
        Field("rooms", ROOMS, Text("possible rooms; default: any suitable room", "可用场地；不写则任何合适的场地均可")),
        Field(
            "rooms_needed",
            Whole(least=1, most=5),
            Text(
                "number of rooms it takes at once, for overflow or a video link; default: as many as `room` names",
                "同时使用的场地数，用于分会场或视频连线；不写则为 room 所列的个数",
            ),
            rare=True,
        ),
        Field("needs", TEXTS, Text("equipment the room must have", "场地须具备的设备")),
        Field(
            "people",
            ParticipantList(AParticipant(), entries=ROLE),
            Text(
                "people present for the whole session; {person: role} tells what they do in it, such as {zhai: chair}; "
                "{role: interpreter, any_of: [li, wang]} lets the planner choose who fills a role",
                "全程到场的人；{人员: 角色} 表示担任的角色，如 {翟瑞光: 主持人}；{role: 翻译, any_of: [li, wang]} "
                "表示由程序选派",
            ),
        ),
        Field(
            "uses",
            MapOf(Reference("pool"), Whole()),
            Text("amounts taken from pools for the whole session", "全程占用的公共资源"),
            rare=True,
        ),
        Field(
            "setup",
            LengthOrZero,
            Text(
                "time before the start in which the room is taken, not shown on the agenda",
                "开始前的布场时间，占用场地但不列入日程",
            ),
            default="0min",
        ),
        Field(
            "teardown",
            LengthOrZero,
            Text(
                "time after the end in which the room is taken, not shown on the agenda",
                "结束后的撤场时间，占用场地但不列入日程",
            ),
            default="0min",
            rare=True,
        ),
        Field("tags", TEXTS, Text("tags, for rules: {tag: …}", "标签，供规则引用：{tag: …}")),
        Field("series", LineText(), Text("the series it belongs to", "所属系列"), rare=True),
        Field(
            "type",
            LineText(),
            Text("type, which decides the slots it may use", "类型，决定可用哪些固定时段"),
            rare=True,
        ),
        Field(
            "priority",
            Parsed(priority, Text("'must' or a whole number", "must 或整数"), ("must",), ("string", "integer")),
            Text("must, or the cost of leaving the session out", "must，或不排入的代价"),
            default="must",
            rare=True,
        ),
        Field("prefer", PREFER, Text("preferred times and rooms", "意向时间和场地")),
        Field("avoid", AVOID, AVOID.about, rare=True),
        Field("start", AStart(), Text("current start", "目前的开始时间")),
        Field(
            "room",
            SeveralRooms(),
            Text(
                "current room; several at once as [7A, 7B], the main one first",
                "目前的场地；同时用多个写作 [7A, 7B]，主会场在前",
            ),
        ),
        Field(
            "pinned",
            YesNo(),
            Text("true: the session never moves, not even in a repair", "true 表示固定不动，应急调整也不移动"),
            default=False,
        ),
        Field("keep", SURCHARGE, SURCHARGE.about, rare=True),
        Field(
            "host", Reference("session"), Text("the session within which this one takes place", "在哪一场活动之中举行")
        ),
        Field(
            "times",
            Whole(least=1, most=MOST_TIMES),
            Text(
                "how often it takes place; the further times are called id-2, id-3 …",
                "举办次数，后面各次的编号为 id-2、id-3……",
            ),
            default=1,
            rare=True,
        ),
        Field(
            "spread",
            Parsed(spread, SPREADS, ("days", "half_days", "24h")),
            Text(
                "how far apart its times are: on other days, on other half-days, or at least so long from start to "
                "start; default: they only do not overlap",
                "各次之间的间隔：days 不在同一天，half_days 不在同一半天，或写开始时间至少相隔多久；不写则只是不重叠",
            ),
            rare=True,
        ),
        Field(
            "repeats",
            Reference("session"),
            Text(
                "the session that this one is a further time of; what is not given here is as there",
                "本项是哪场活动的再次举办；此处未写的内容均与之相同",
            ),
            rare=True,
        ),
        Field("programme", ListOf(ITEM), Text("what takes place within the session, in order", "依次进行的议程")),
        Field("organisers", TEXTS, Text("organisers, for display only", "主办单位，仅展示"), rare=True),
        Field("co_organisers", TEXTS, Text("co-organisers, for display only", "协办单位，仅展示"), rare=True),
        Field("organisers_en", TEXTS, Text("organisers in English", "主办单位的英文名称"), rare=True),
        Field("co_organisers_en", TEXTS, Text("co-organisers in English", "协办单位的英文名称"), rare=True),
        Field("abstract", Prose(), Text("description, for display only", "简介，仅展示"), rare=True),
        Field("abstract_en", Prose(), Text("description in English", "英文简介"), rare=True),
        Field("url", WebAddress(), Text("web page, for display only", "网址，仅展示"), rare=True),
        Field("stream_url", WebAddress(), Text("live stream, for display only", "直播网址，仅展示"), rare=True),
    ),
)
