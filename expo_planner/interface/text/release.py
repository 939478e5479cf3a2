"""The report of a release: how many sessions changed, and in which way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.interface.text.tables import print_styled
from expo_planner.interface.text.terminal import tell
from expo_planner.publishing.ledger import ChangeKind, Ledger
from expo_planner.publishing.release import Published, utc_text

RELEASED = Text(
    "release {number} of {time} is in {folder}: {counts}", "第{number}次发布（{time}）已写入 {folder}：{counts}"
)
UNCHANGED = Text(
    "nothing has changed since release {number}; {folder} was not changed",
    "自第{number}次发布以来没有变动，{folder} 未作改动",
)
RENEWED = Text(
    "no session has changed since release {number}; files updated in {folder}: {count}",
    "自第{number}次发布以来各场活动没有变动，{folder} 中更新了{count}个文件",
)
AGAIN = Text("release {number} again", "重发第{number}次")
HEADINGS = (
    Text("release", "次序"),
    Text("time", "时间"),
    Text("author", "发布人"),
    Text("name", "名称"),
    Text("changes", "变动"),
)
COUNTS: Mapping[ChangeKind, Text] = {
    "added": Text("{count} added", "新增{count}场"),
    "moved": Text("{count} moved", "改时间或场地{count}场"),
    "cancelled": Text("{count} cancelled", "取消{count}场"),
    "restored": Text("{count} restored", "恢复{count}场"),
    "changed": Text("{count} with new details", "内容更新{count}场"),
}
FEEDS_ONLY = Text("the options of the feeds", "日历订阅的设置").fill()


def show_release(published: Published, language: Language, folder: Path) -> None:
    """How publishing ended; of a first release, whose sessions are all new, only how many."""
    for line in _lines(published, folder):
        tell(line if isinstance(line, str) else line.say(language))


def show_releases(ledger: Ledger, language: Language) -> None:
    """All releases as a table, the last one first, and how to publish one of them again."""
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading.say(language))
    for release in reversed(ledger.releases):
        changes = ", ".join(COUNTS[kind].fill(count=count).say(language) for kind, count in release.counts.items())
        again = "" if release.again is None else AGAIN.fill(number=release.again).say(language)
        names = [part for part in (release.name, again) if part]
        row = (str(release.number), utc_text(release.time), release.author or "", " · ".join(names), changes)
        table.add_row(*row)
    print_styled(table)


def _lines(published: Published, folder: Path) -> Iterator[Message | str]:
    last = published.ledger.last
    assert last is not None
    facts = {"number": last.number, "folder": folder, "count": published.renewed}
    if published.release is None:
        yield (RENEWED if published.renewed else UNCHANGED).fill(**facts)
        return
    counts = [COUNTS[kind].fill(count=count) for kind, count in last.counts.items()] or [FEEDS_ONLY]
    yield RELEASED.fill(**facts, time=utc_text(last.time), counts=counts)
    yield from (f"  {change.message}" for change in last.told)
