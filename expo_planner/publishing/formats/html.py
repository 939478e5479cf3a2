"""The agenda as one page (`agenda.html`): for phones, desks and paper; no scripts and nothing from elsewhere."""

from __future__ import annotations

from expo_planner.domain.i18n import Text
from expo_planner.publishing import labels
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry
from expo_planner.publishing.labels import UNTIL
from expo_planner.publishing.page_template import page_template

SECTIONS = Text("Contents", "目录")
DETAILS = Text("Programmes", "会议议程")
FEEDS = Text("Calendars", "日历")
FEEDS_ABOUT = Text(
    "Open a file to add these sessions to your calendar. Imported sessions do not update themselves.",
    "打开文件即可将日程导入自己的日历；导入之后不会自动更新。",
)
EVERYTHING = Text("All sessions", "全部日程")
ROOM = Text("Room", "会议室")
COUNT = Text("Sessions", "场次")
CALENDAR = Text("Calendar", "日历文件")
WHEN = Text("Time", "时间")
WHAT = Text("Item", "内容")
WHO = Text("People", "人员")
WATCH = Text("Watch live", "观看直播")
MORE = Text("More", "详情")


def render(agenda: Agenda) -> dict[str, bytes]:
    """`agenda.html`; its links to `calendars/` are relative."""
    texts = {**vars(labels), **globals()}
    page = page_template("agenda.html").render(
        agenda=agenda,
        say=lambda name: agenda.say(texts[name]),
        dates=_dates(agenda),
        detailed=[row for group in agenda.groups for row in group.rows if has_details(row.entry)],
        has_details=has_details,
    )
    return {"agenda.html": page.encode()}


def has_details(entry: AgendaEntry) -> bool:
    """Whether there is more to say about a session than fits into its row."""
    return bool(entry.programme or entry.abstract or entry.organisers or entry.co_organisers)


def _dates(agenda: Agenda) -> str:
    first, last = agenda.expo.days[0], agenda.expo.days[-1]
    if first == last:
        return f"{first}"
    return f"{first}{agenda.say(UNTIL)}{last}"
