"""Sessions of a scenario → the expo's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from expo_planner.domain.clock import SHORTEST_DAY, Window
from expo_planner.domain.disturbance import Surcharge
from expo_planner.domain.entities import Avoidance, Item, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Message, Text
from expo_planner.domain.several_rooms import parts_of
from expo_planner.files.read.cycles import cycle
from expo_planner.files.read.roles_to_fill import roles_to_fill
from expo_planner.files.read.several_rooms import with_several_rooms
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Node, Quoted, Refusal, source
from expo_planner.files.schema.participants import NOBODY
from expo_planner.files.schema.record_types import GivenFields
from expo_planner.files.schema.value_parsing import times

MADE = {
    *("id", "title", "continuous", "rooms_needed", "needs", "people", "uses", "avoid", "start", "keep", "programme"),
    *("repeats", "spread"),
}
"""The fields that do not go over as they are."""

OTHER_LENGTH = Text(
    "it lasts otherwise than {first}, so it cannot have the clock times of its programme",
    "时长与{first}不同，不能沿用其议程的起止时间",
)
OTHER_PROGRAMME = Text("give it a programme of its own", "请为本次另写 programme")


def with_sessions(entries: Iterable[GivenFields], expo: Expo, context: Context) -> Expo:
    """The expo with its sessions, in the order of the file. `expo` is the expo so far, with its days and rooms."""
    given = {one.get("id", f"[{index}]"): one for index, one in enumerate(entries)}
    sessions: dict[str, Session] = {}
    for name, one in given.items():  # a further time stands after the session that it repeats
        first = one.get("repeats")
        repeated = _Repeated(given[first], sessions[first]) if first in sessions else None
        sessions[name] = _Session(one, expo, context, repeated).make(name)
    hosts = {session.id: [session.host] for session in sessions.values() if session.host is not None}
    while ring := cycle(hosts):
        first = min(ring, key=list(sessions).index)
        turn = ring.index(first)
        message = Text("sessions host each other in a circle: {ring}", "活动的 host 互相指向，形成循环：{ring}")
        if len(ring) == 1:
            message = Text("a session cannot be its own host", "活动的 host 不能是自己")
        context.report.add(
            given[first].at("host"),
            (*given[first].path, "host"),
            message.fill(ring=" → ".join([*ring[turn:], *ring[:turn], first])),
        )
        for name in ring:
            del hosts[name]
    for name, session in sessions.items():
        if given[name].get("people", NOBODY).to_fill:
            roles = tuple(roles_to_fill(session, given[name], context))
            if session.repeats is not None and inherited("people", given[name], given[session.repeats]):
                roles = tuple(replace(role, people=()) for role in roles)  # each time has people of its own
            sessions[name] = replace(session, to_fill=roles)
    return with_several_rooms(replace(expo, sessions=sessions), given, context)


def inherited(field: str, given: GivenFields, first: GivenFields) -> bool:
    """Whether a field of a further time stands with the session that it repeats."""
    return field in given.nodes and field in first.nodes and first.nodes[field][0] is given.nodes[field][0]


class _Repeated(NamedTuple):
    """The session that another one is a further time of, as given and as made."""

    given: GivenFields
    session: Session


class _Session:
    """One session being made of what is given; `repeated` is the one that it is a further time of."""

    def __init__(self, given: GivenFields, expo: Expo, context: Context, repeated: _Repeated | None = None) -> None:
        self.given, self.expo, self.context, self.repeated = given, expo, context, repeated
        self.clock = expo.clock

    def own(self, field: str) -> bool:
        """Whether a field is given, and not taken over from the session that this one repeats."""
        if self.repeated is not None and inherited(field, self.given, self.repeated.given):
            return False
        return field in self.given.nodes

    def refuse(
        self, field: str, message: Message | Text, hint: Message | Text | None = None, node: Node | None = None
    ) -> None:
        self.context.report.add(node or self.given.at(field), (*self.given.path, field), message, hint)

    def make(self, name: str) -> Session:
        given, before = self.given, self.repeated.session if self.repeated else None
        start = given.get("start")
        unit, amount = given.get("duration", (None, None))
        lasts_alike = before is not None and not self.own("duration")
        if start is not None and start.end is not None:
            lasts_alike = False
            if self.own("duration"):
                self.refuse(
                    "duration",
                    Text("the start already gives the end of the session", "start 中已写明结束时间"),
                    Text("give the duration or the end, not both", "时长与结束时间只写其一"),
                )
            unit, amount = "length", start.end - start.tick
        elif "duration" not in given.nodes and not given.spoiled("start") and before is None:
            self.refuse(
                "duration",
                Text("the duration is missing", "缺少时长"),
                Text("write duration: 90min, or a start with its end", "请写 duration: 90min，或在 start 中写明起止"),
            )
        if given.get("pinned") and not given.nodes.keys() & {"start", "room"}:
            self.refuse(
                "pinned",
                Text("the session is pinned, but has neither start nor room", "既无开始时间又无场地，无从固定"),
                Text("give a start, a room or both", "请写明 start 或 room，或两者都写"),
            )
        prefer = given.get("prefer")
        wishes = {} if prefer is None else prefer.values
        keep, avoid = given.get("keep"), given.get("avoid")
        taking_part = given.get("people", NOBODY)
        session = Session(
            id=name,
            title=given.get("title") or name,
            length=before.length if before and lasts_alike else amount if unit == "length" else None,
            days=before.days if before and lasts_alike else amount if unit == "days" else None,
            continuous=(
                before.continuous
                if before and lasts_alike and not self.own("continuous")
                else self.continuous(amount if unit == "length" and self.own("duration") else 0)
            ),
            rooms_needed=self.rooms_needed(),
            needs=frozenset(given.get("needs", ())),
            people=taking_part.people,
            roles=taking_part.roles,
            uses={pool: count for pool, count in given.get("uses", {}).items() if count},
            prefer_when=wishes.get("when", ()),
            prefer_rooms=wishes.get("rooms", ()),
            avoid=None if avoid is None else Avoidance(**avoid.values | {"tags": frozenset(avoid.get("tags", ()))}),
            start=None if start is None else start.tick,
            keep=Surcharge(**({} if keep is None else keep.values)),
            repeats=before.id if before else None,
            spread=given.get("spread", 0) if before is None else 0,
            source=source(given.node),
            fields=given.sources(),
            **given.same(Session, MADE),
        )
        if "programme" not in given.values:
            return session
        if before and not self.own("programme") and any(item.offset is not None for item in before.programme):
            if session.shape == before.shape:
                return replace(session, programme=before.programme)
            self.refuse("programme", OTHER_LENGTH.fill(first=Quoted(before.id)), OTHER_PROGRAMME, given.node)
            return session
        return replace(session, programme=tuple(self.programme(session, given.get("programme"))))

    def rooms_needed(self) -> int:
        """How many rooms it takes at once; as many as its room names, where nothing is said."""
        said: int | None = self.given.get("rooms_needed")
        if said is None and self.repeated is not None and not self.own("room"):
            return self.repeated.session.rooms_needed
        return said or len(parts_of(self.given.get("room") or ""))

    def continuous(self, minutes: int) -> bool:
        """Whether it runs through the nights; where that is not said, a duration of so many minutes says it."""
        said: bool | None = self.given.get("continuous")
        return minutes > SHORTEST_DAY if said is None else said

    def programme(self, session: Session, items: tuple[GivenFields, ...]) -> Iterator[Item]:
        """The items of the programme, checked against the session's time."""
        window = None
        if session.start is not None and (session.length or session.days):
            window = self.expo.place_session(session, "", session.start).window
        length = session.length if window is None else window.end - window.start
        each_day = window is not None and len(self.expo.daily(session, window)) > 1
        now = 0
        for item in items:
            minutes, offset = item.get("for"), None
            if {"at", "for"} <= item.nodes.keys() or not {"at", "for"} & item.nodes.keys():
                self.complain(item, "", Text("give either `at` or `for`, not both", "at 与 for 必须且只能写一个"))
                continue
            if "at" in item.nodes:
                part = self.at(session, item, now)
                if part is None:
                    continue
                offset, minutes = part
            if minutes is None:
                continue
            now = now if offset is None else offset
            outside = length is not None and (now < 0 or now + minutes > length)
            if outside and not (each_day and offset is None):
                self.outside(item, now, minutes, length or 0)
                length = None if offset is None else length
            now += minutes
            taking_part = item.get("people", NOBODY)
            yield Item(
                title=item.get("title", ""),
                title_en=item.get("title_en"),
                length=minutes,
                offset=offset,
                people=taking_part.people,
                roles=taking_part.roles,
                source=source(item.node),
            )

    def at(self, session: Session, item: GivenFields, now: int) -> tuple[int, int] | None:
        """Minutes after the start, and length, of an item with clock times; None where that cannot be told."""
        text = item.get("at")
        if text is None:
            return None
        if session.start is None:
            if "start" not in self.given.nodes:
                self.complain(
                    item,
                    "at",
                    Text(
                        "an item can have clock times only if its session has a start",
                        "活动有开始时间，议程项才能写起止时间",
                    ),
                    Text(
                        "give the session a start, or give the item a length instead: for: 20min",
                        "请为活动写 start，或为该项写时长，如 for: 20min",
                    ),
                )
            return None
        try:
            window = self.window(text, session, session.start + now)
        except Refusal as refusal:
            self.context.report.refuse(refusal, item.at("at"), (*item.path, "at"))
            return None
        return window.start - session.start, window.end - window.start

    def window(self, text: str, session: Session, now: int) -> Window:
        """When an item is: on the date written, or else the first such clock time of the session's days from `now`."""
        assert session.start is not None
        if text[:4].isdigit():
            return self.context.calendar.window(text)
        minutes = times(text)
        first = last = self.clock.day_and_minute(session.start)[0]
        if session.length or session.days:
            last = self.clock.end_day_and_minute(self.expo.end(session, session.start))[0]
        days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        windows = [self.context.calendar.on(day, minutes) for day in days]
        return next((window for window in windows if window.start >= now), windows[-1])

    def outside(self, item: GivenFields, now: int, minutes: int, length: int) -> None:
        field = "at" if "at" in item.nodes else "for"
        if field == "for":
            message = Text("the programme is {over} longer than the session", "议程比活动长{over}")
            self.complain(item, field, message.fill(over=Duration(now + minutes - length)))
        elif now < 0:
            self.complain(
                item, field, Text("{at} begins before the session", "{at}早于活动开始").fill(at=Quoted(item.get("at")))
            )
        else:
            self.complain(
                item, field, Text("{at} ends after the session", "{at}晚于活动结束").fill(at=Quoted(item.get("at")))
            )

    def complain(self, item: GivenFields, field: str, message: Message | Text, hint: Text | None = None) -> None:
        self.context.report.add(item.at(field), (*item.path, field) if field else item.path, message, hint)
