"""The report of messages: who is told, who is not, and what the mail server said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Message, Text, spoken
from expo_planner.domain.schedule import Schedule
from expo_planner.interface.text.terminal import tell
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.mail import Concerned, ConcernedPerson, MailMessage
from expo_planner.publishing.mail.delivery import Delivery, Fate
from expo_planner.publishing.mail.digest import DigestWriter

NOBODY = Text(
    "nobody is concerned by the changes from release {first} to release {last}",
    "第{first}次到第{last}次发布之间的变动不涉及任何人",
)
WRITTEN = Text("messages in {folder}: {count}", "已写入 {folder}：邮件{count}封")
ONE = Text("  {file}: {name} <{address}>, sessions: {count}", "  {file}：{name} <{address}>，活动{count}场")
NOT_SENT = Text(
    "nothing was sent; send them with --smtp HOST:PORT",
    "尚未发送，发送请加 --smtp 主机:端口",
)
NAMELESS = Text(
    "the messages do not say yet from whom they are; give your address with --sender",
    "邮件中还没有发件人，请用 --sender 给出您的邮箱",
)
NOT_TOLD = Text(
    "not told, because the scenario has no email for them: {count}; phone them:",
    "方案中没有邮箱、未通知的有{count}人，请电话告知：",
)
UNKNOWN = Text(
    "it is not known who was in {sessions} before: an older version published that release",
    "无法得知此前{sessions}有哪些人：该次发布由旧版本写出",
)
FATES: Mapping[Fate, Text] = {
    "sent": Text("{count} sent", "已发送{count}封"),
    "before": Text("{count} already sent earlier", "此前已发送{count}封"),
    "refused": Text("{count} refused", "被拒收{count}封"),
    "uncertain": Text("{count} uncertain", "是否送达不明{count}封"),
    "waiting": Text("{count} still to be sent", "待发送{count}封"),
}
REFUSED = Text("refused: {name} <{address}>: {why}", "被拒收：{name} <{address}>：{why}")
UNCERTAIN = Text(
    "uncertain: {name} <{address}>: the server may have this message, but its answer was not seen; ask them, or send "
    "it again with --again",
    "是否送达不明：{name} <{address}>：服务器可能已收下，但未见到答复，请询问对方，或加 --again 重新发送",
)
RUN_AGAIN = Text("{why}; run the command again to send the rest", "{why}，请再次运行命令，发送其余邮件")


@dataclass(frozen=True)
class Notified:
    """What `plan notify` has done: messages from release `first` to `last`, in a folder, and perhaps sent.

    `delivery` is None where nothing was to be sent; `sender` says whether the messages name one.
    """

    expo: Expo
    first: int
    last: int
    concerned: Concerned
    messages: tuple[MailMessage, ...]
    folder: Path
    delivery: Delivery | None
    sender: bool

    @cached_property
    def not_told(self) -> tuple[ConcernedPerson, ...]:
        """Those who have no address."""
        told = {message.person.id for message in self.messages}
        return tuple(person for person in self.concerned.people if person.id not in told)

    @property
    def complete(self) -> bool:
        """Whether nobody is left for the organiser to see to."""
        fates = {fate for _, fate, _ in self.delivery.fates} if self.delivery else set()
        return not (self.not_told or self.concerned.unknown or fates - {"sent", "before"})


def show_notified(notified: Notified, language: Language, *, quiet: bool) -> None:
    """How it went, in words; where it is `quiet`, only what is left to do, on standard error."""
    if not quiet:
        for line in _done(notified):
            tell(spoken(line, language))
    for left in _left(notified, language):
        tell(left if isinstance(left, str) else left.say(language), error=True)


def _done(notified: Notified) -> Iterator[Message | Text | list[Message]]:
    if not notified.concerned.people:
        yield NOBODY.fill(first=notified.first, last=notified.last)
    if notified.messages:
        yield WRITTEN.fill(folder=notified.folder, count=len(notified.messages))
    for message in notified.messages:
        person = message.person
        facts = {"name": person.name, "address": message.address, "file": message.file}
        yield ONE.fill(**facts, count=len(person.concerns))
    if notified.delivery is not None:
        counts = Counter(fate for _, fate, _ in notified.delivery.fates)
        yield [text.fill(count=counts[fate]) for fate, text in FATES.items() if counts[fate]]
    elif notified.messages:
        yield NOT_SENT if notified.sender else NAMELESS


def _left(notified: Notified, language: Language) -> Iterator[Message | Text | str]:
    for message, fate, why in notified.delivery.fates if notified.delivery else ():
        facts = {"name": message.person.name, "address": message.address, "why": why}
        if fate in ("refused", "uncertain"):
            yield (REFUSED if fate == "refused" else UNCERTAIN).fill(**facts)
    if notified.delivery and notified.delivery.lost:
        yield RUN_AGAIN.fill(why=notified.delivery.lost)
    if notified.not_told:
        yield NOT_TOLD.fill(count=len(notified.not_told))
        writer = DigestWriter(make_agenda(notified.expo, Schedule()).in_language(language))
        for person in notified.not_told:
            yield f"  {person.name}"
            yield from (f"    {entry.title}: {entry.text}" for entry in writer.digest(person).entries)
    if notified.concerned.unknown:
        yield UNKNOWN.fill(sessions=list(notified.concerned.unknown))
