"""The labels of the site, in both languages of every page."""

from __future__ import annotations

from collections.abc import Mapping

from expo_planner.domain.i18n import Message, Text
from expo_planner.publishing.ledger import ChangeKind, Release

LANGUAGE = Text("Language", "语言")
SKIP = Text("Skip to content", "跳到正文")
PAGES = Text("Pages", "页面")
AGENDA = Text("Agenda", "日程")
CATEGORIES = Text("Categories", "类别")
ROOMS = Text("Rooms", "会场")
PEOPLE = Text("People", "嘉宾")
CALENDARS = Text("Calendars", "日历订阅")
CHANGES = Text("Changes", "变更记录")
THEME = Text("Dark or light", "深色或浅色")
DAYS = Text("Days", "日期")
CONTENTS = Text("Contents", "目录")

SEARCH = Text("Search", "搜索")
SEARCH_HINT = Text("Title, person, room, category", "标题、嘉宾、会场、类别")
ONLY_STARRED = Text("Starred only", "只看收藏")
TAKE_HOME = Text("Download starred (.ics)", "下载收藏（.ics）")
STAR = Text("Star", "收藏")
FOUND = Text("sessions", "场")
NOTHING = Text("No matching sessions.", "没有符合条件的活动。")
EMPTY = Text("There are no sessions yet.", "暂无日程。")
MY_SESSIONS = Text("My sessions", "我的日程")
MY_SESSIONS_ABOUT = Text(
    "Starred sessions are saved only in this browser. The downloaded calendar does not update itself.",
    "收藏只保存在本浏览器中。下载的日历不会自动更新。",
)

NOW = Text("Now", "正在进行")
NEXT = Text("Next", "即将开始")

PROGRAMME = Text("Programme", "议程")
DETAILS = Text("Details", "详情")
WITH = Text("With: ", "嘉宾：")
ALSO = Text("Also: ", "另有：")
HOSTED = Text("Part of: ", "所属活动：")
WHEN = Text("Time", "时间")
WHAT = Text("Item", "内容")
WHO = Text("People", "人员")
WATCH = Text("Watch live", "观看直播")
MORE = Text("More", "更多信息")

ROOM_PAGE = Text("Page and door sign", "会场页与门牌")
SIGN_ABOUT = Text("Print this page as the door sign: one sheet per day.", "打印本页即为门牌，每天一张。")
SCAN = Text("Scan for this room's calendar", "扫码订阅本会场日历")
PRINT = Text("Print", "打印")

SUBSCRIBE_APPLE = Text("Subscribe: Apple, Thunderbird", "订阅：苹果、Thunderbird")
SUBSCRIBE_OTHERS = Text("Address for Google, Outlook, Android", "订阅地址：谷歌、Outlook、安卓")
DOWNLOAD = Text("Download .ics", "下载 .ics")
FEEDS_ABOUT = Text(
    "A subscription follows every change, but may lag behind by up to a day, depending on how often your calendar "
    "refreshes. A downloaded file never updates itself.",
    "订阅会跟随每次变更，但最多可能滞后一天，更新频率由您的日历软件决定。下载的文件不会自动更新。",
)
ADDRESS_HINT = Text(
    "In Google Calendar and Outlook: copy the address and choose “From URL” or “Subscribe from web”.",
    "谷歌日历和 Outlook：复制地址，选择“通过网址添加”或“从网络订阅”。",
)
FEED_KINDS: Mapping[str, Text] = {
    "all": Text("Everything", "全部"),
    "day": Text("Days", "日期"),
    "category": Text("Categories", "类别"),
    "room": Text("Rooms", "会场"),
    "series": Text("Series", "系列"),
    "person": Text("People", "嘉宾"),
    "other": Text("Other calendars", "其他日历"),
}
ALL_SESSIONS = Text("All sessions", "全部日程")

RELEASE = Text("Release", "版本")
NO_RELEASE = Text("No changes have been published yet.", "尚未发布过变更。")
FIRST = Text("First release; sessions: {count}.", "首次发布，共{count}场。")
NO_CHANGE = Text("No session has changed.", "没有活动变更。")
NEWS = Text("Follow changes as a feed (Atom)", "订阅变更（Atom）")
CHANGE_KINDS: Mapping[ChangeKind, Text] = {
    "added": Text("New", "新增"),
    "moved": Text("Moved", "改时间或会场"),
    "cancelled": Text("Cancelled", "取消"),
    "restored": Text("Restored", "恢复"),
    "changed": Text("New details", "内容更新"),
}


def summary(release: Release) -> Message:
    """What is said of a release instead of changes, where none are told one by one."""
    return FIRST.fill(count=len(release.changes)) if release.changes else NO_CHANGE.fill()
