"""The words by which readers know things: names of columns, offices and surnames of people, labels of items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def words(*lines: str) -> tuple[str, ...]:
    """The words that stand in these lines."""
    return tuple(" ".join(lines).split())


def one_of(names: Iterable[str]) -> str:
    """A pattern for any of these names, the longest that fits."""
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _numbered(*names: str, first: int = 0) -> Mapping[str, int]:
    """Each name with the number of its line."""
    return {name: number for number, line in enumerate(names, first) for name in words(line)}


MONTHS = _numbered(
    "january jan januar janvier janv enero ene",
    "february feb februar février fevrier févr febrero",
    "march mar märz maerz mär mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug août aout agosto ago",
    "september sept sep septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre decembre déc diciembre dic",
    first=1,
)
WEEKDAYS = _numbered(
    "monday mon montag mo lundi lun lunes",
    "tuesday tues tue dienstag di mardi martes",
    "wednesday wed mittwoch mi mercredi mer miércoles miercoles mié",
    "thursday thurs thur thu donnerstag do jeudi jeu jueves jue",
    "friday fri freitag fr vendredi ven viernes vie",
    "saturday sat samstag sonnabend sa samedi sam sábado sabado sáb",
    "sunday sun sonntag so dimanche dim domingo dom",
)
"""Monday is 0."""
DAY_NUMBERS = {name: number for number, name in enumerate(words("one two three four five six seven"), 1)}

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "key": words("id 编号 活动编号 代码 slug code sessionid eventid talkid eventkey sessionkey"),
    "title": words(
        "会议名称 名称 活动 活动名称 活动内容 论坛 论坛名称 会议 会议主题 会议内容 活动主题 主题 题目 标题",
        "内容 议程 议题 环节 title name session sessions sessionname sessiontitle event eventname eventtitle",
        "talk topic subject presentation forum activity agenda item programme program talktitle what",
        "タイトル 演題 題目 プログラム セッション セッション名 講演 講演題目 講演タイトル イベント イベント名 催し",
        "titel thema veranstaltung programmpunkt vortrag bezeichnung beitrag sitzung",
        "titre intitulé intitule sujet séance seance événement evenement activité conférence programme",
        "título titulo sesión sesion actividad evento charla ponencia tema nombre",
    ),
    "title_en": words("title_en 英文名称 英文标题 英文名 englishtitle englishname"),
    "room": words(
        "room 地点 场地 会议室 会场 会议地点 活动地点 举办地点 具体地点 活动场地 场馆 位置 房间 地址 venue",
        "location roomlocation place hall where stage roomname sessionlocation",
        "部屋 会場 会場名 場所 教室 ホール 開催場所",
        "raum ort saal veranstaltungsort halle bühne standort",
        "salle lieu endroit sala lugar ubicación ubicacion espacio aula",
    ),
    "rooms": words("rooms 可用场地 可选场地 期望场地 意向场地 希望场地 possiblerooms preferredrooms"),
    "time": words(
        "日期时间 时间 会议时间 活动时间 举办时间 起止时间 具体时间 时段 time times datetime dateandtime",
        "date&time timeslot slot hours schedule 時間 時刻 時間帯 日時 開催時間",
        "zeit uhrzeit zeitraum heure horaire heures hora horario",
    ),
    "date": words(
        "日期 会议日期 活动日期 举办日期 date day 天 日付 日にち 日 開催日 datum tag jour fecha día dia",
        "weekday 星期 曜日 wochentag",
    ),
    "start": words(
        "start 开始 开始时间 起始时间 起 starttime timestart starts startsat begin begins from startdatetime",
        "eventstart sessionstart",
        "開始 開始時刻 開始時間 beginn anfang von startzeit début debut heurededébut inicio comienzo desde",
        "horainicio horadeinicio",
    ),
    "start_date": words("开始日期 起始日期 startdate datestart"),
    "end": words(
        "end 结束 结束时间 终止时间 止 endtime timeend ends endsat finish until to enddatetime eventend sessionend",
        "終了 終了時刻 終了時間 ende bis endzeit fin heuredefin final hasta horafin horadefin",
    ),
    "end_date": words("结束日期 终止日期 enddate dateend"),
    "duration": words(
        "duration 時間数 所要時間 dauer durée duree duración duracion 时长 会议时长 活动时长 持续时间",
        "所需时长 所需时间 length minutes",
    ),
    "continuous": words("continuous throughthenights 昼夜连续"),
    "when": words(
        "when 期望时间 希望时间 可选时间 意向时间 期望日期 时间要求 preferredtime preferredtimes possibletimes",
        "wishedtime availability",
    ),
    "category": words(
        "category 类别 分类 板块 单元 类型 活动类别 活动类型 会议类别 会议类型 论坛类别 专题 track tracks section",
        "group kind sessiontrack sessiontracks カテゴリ カテゴリー 分野 トラック 区分 kategorie bereich",
        "rubrik catégorie",
        "categorie thématique parcours categoría categoria área sección",
    ),
    "type": words(
        "type sessiontype sessionformat eventtype talktype format 種別 種類 形式 art typ veranstaltungsart tipo"
    ),
    "series": words("series 系列"),
    "attendance": words(
        "attendance 人数 规模 会议规模 活动规模 参会人数 参加人数 预计人数 预计规模 听众人数 attendees",
        "participants size seats expectedattendance headcount people#",
    ),
    "people": words(
        "people 嘉宾 出席嘉宾 拟邀嘉宾 演讲嘉宾 主要嘉宾 演讲人 主讲人 主讲 讲者 发言人 报告人 主持人 人员",
        "speaker speakers person persons presenter presenters guests panelists lecturer moderator chair",
        "speakername speakernames presentername author authors contact contactperson contactpersons moderators chairs",
        "sessionchair facilitator facilitators instructor instructors performer performers",
        "講師 講演者 登壇者 発表者 司会 座長 担当 担当者 出演者 著者",
        "referent referenten referentin vortragende vortragender redner person personen moderation leitung sprecher",
        "intervenant intervenants intervenante orateur orateurs conférencier animateur ponente ponentes orador",
        "oradores conferenciante moderador",
    ),
    "organisers": words(
        "organisers 主办 主办单位 主办方 主办机构 举办单位 organiser organizer organizers organisedby",
        "organizedby host hosts",
    ),
    "co_organisers": words(
        "co_organisers 承办 承办单位 承办方 协办 协办单位 支持单位 联合主办 coorganiser coorganizer",
        "coorganisers coorganizers partners",
    ),
    "needs": words("needs 设备 设备需求 所需设备 设备要求 需求 equipment requirements"),
    "setup": words("setup 布置 布场 布置时间"),
    "teardown": words("teardown 撤场 撤场时间"),
    "priority": words("priority"),
    "abstract": words(
        "abstract 简介 摘要 内容简介 活动简介 会议简介 介绍 description summary details remarks remark notes",
        "note info comment comments",
        "备注 说明 備考 概要 内容説明 説明 beschreibung bemerkung bemerkungen hinweis notiz résumé remarques remarque",
        "observaciones notas descripción descripcion resumen sessiondescription",
    ),
    "url": words("url 链接 网址 网站 link website webpage"),
    "stream_url": words("stream_url 直播链接 直播地址 stream streamurl livestream"),
    "state": words("status state sessionstatus 状态 审核状态 状態 ステータス statut estado zustand"),
    "tags": words("tags 标签 关键词 keywords"),
}
"""By field of a scenario, what people call its column: lower case, without spaces and hyphens."""

OFFICES = words(
    "部长 教授 研究员 调研员 总经理 经理 董事长 董事 理事长 理事 会长 主任 委员 局长 厅长 司长 处长 科长 组长",
    "院长 校长 所长 行长 市长 区长 县长 省长 州长 书记 秘书长 秘书 总裁 总监 主席 站长 社长 台长 馆长 园长",
    "队长 班长 首席专家 专家 首席科学家 科学家 院士 博士 博士后 导师 老师 讲师 律师 工程师 高工 分析师 架构师",
    "设计师 咨询师 会计师 顾问 助理 负责人 创始人 合伙人 发起人 主持人 代表 首席执行官 首席技术官 首席信息官",
    "执行官 技术官 信息官 官 副总 总 主管 主编 编辑 记者 参赞 大使 领事 先生 女士 同志 CEO CIO CTO COO CFO CMO",
    "CSO CDO CISO VP",
)
"""What a name stands behind, or in front of."""

TWO_SURNAMES = words(
    "欧阳 司马 上官 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 东方 夏侯 端木 长孙 宇文 轩辕",
)

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴"
    "霍涂成苗谷曲盛冉蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景"
    "党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查苑迟邝谈"
    "匡惠荆冀郁胥储燕楚谌奚冼楼闻厉郜阚权帅屠朴廉漆丰支卿狄计冒鄂晋芮都浦鹿雍辜裘况逯隆茹慕嵇宾戎"
)
"""The usual surnames of one character."""

PERSON_LABELS = words(
    "演讲人 主讲人 主讲 讲者 发言人 发布人 报告人 主持人 主持 嘉宾 对话嘉宾 演讲嘉宾 与会嘉宾 讨论嘉宾",
    "致辞嘉宾 致辞人 讲师 点评人 分享人 宣讲人 解读人 speaker speakers moderator moderators chair panelists",
    "panellists panelist presenter presenters host",
)
"""What stands in front of people, with a colon."""

TOPIC_LABELS = words(
    "演讲主题 报告主题 演讲题目 报告题目 主题 题目 topic title",
)

PARTY_LABELS = words(
    "签约方 签约单位 参与方 参与单位 发布单位 承办单位 主办单位",
)
