"""A schedule.json → the placements of an expo's sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.roles import role_name
from expo_planner.domain.schedule import Placement, Roomless, Schedule
from expo_planner.domain.staffing import assigned
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import AMoment, LineText, Reference, SeveralRooms
from expo_planner.files.schema.nodes import Entries, Items, Node, Quoted, Refusal, Scalar, entries, source
from expo_planner.files.schema.record_types import Field, GivenFields, ListOf, Record, attempt

SCHEMA = "expo-planner/schedule/1"
NOT_TOGETHER = Text("no session may take {room} at once", "没有活动可以同时使用{room}")
TOGETHER_HINT = Text("give the session `rooms_needed` in the scenario", "请在方案中为活动写上 rooms_needed")
NO_ROLE = Text(
    "in the scenario, {session} has no such role to fill here: {role}", "方案中，{session}此处没有须选派的角色{role}"
)
NO_CANDIDATE = Text(
    "{person} is not one of those who may be {role} of {session}", "{person}不在{session}可选派的{role}之中"
)
ROOM = Text("its room; null while it is to be announced", "场地；待定时为 null")
FILLED = Record(
    Text("a role and those who fill it", "角色及担任的人"),
    (
        Field("role", LineText(), Text("the role", "角色"), required=True),
        Field("people", ListOf(LineText()), Text("the ids of those who fill it", "担任者的编号"), required=True),
    ),
)
ROLES = Field("roles", ListOf(FILLED), Text("who fills its roles, in the order of the scenario", "各角色由谁担任"))
PLACED = Record(
    Text("a placed session", "已排定的活动"),
    (
        Field("id", Reference("session"), Text("the session", "活动"), required=True),
        Field("room", SeveralRooms(), ROOM),
        Field("start", AMoment(), Text("the start of the session", "开始时间"), required=True),
        Field("end", AMoment(), Text("the end of the session", "结束时间")),
        ROLES,
    ),
)

WRONG_END = Text("the end is {given}, but the session ends at {end}", "结束时间写作 {given}，而该活动应于 {end} 结束")
WRONG_END_HINT = Text(
    "only the start counts: omit the end or change the duration", "以开始时间为准：请删去 end，或修改时长"
)


def make_schedule(root: Node, expo: Expo, context: Context) -> Schedule:
    """The schedule that is written at the root of a file; fields that say no placement are passed over."""
    placements: dict[str, Placement] = {}
    roomless: dict[str, Roomless] = {}
    people: dict[str, tuple[tuple[str, ...], ...]] = {}
    for given in placed_sessions(root, PLACED, context):
        _place(given, expo, context, placements, roomless)
        if given.get("roles") and given.get("id") in placements:
            people[given.get("id")] = tuple(_filled(given, expo.sessions[given.get("id")], context))
    context.report.raise_any()
    return assigned(expo, Schedule(placements, roomless), people)


def _filled(given: GivenFields, session: Session, context: Context) -> Iterator[tuple[str, ...]]:
    """Those who fill each role of a session; who may not, and a role that there is none of, are reported."""
    for one, role in zip_longest(given.get("roles"), session.to_fill):
        if one is None:
            return
        named = one.get("people", ())
        if role is None or one.get("role") != role.role:
            message = NO_ROLE.fill(session=session, role=Quoted(one.get("role", "")))
            context.report.add(one.at("role"), (*one.path, "role"), message)
            return
        for person in named:
            if person not in role.candidates:
                message = NO_CANDIDATE.fill(person=Quoted(person), role=role_name(role.role), session=session)
                context.report.add(one.at("people"), (*one.path, "people"), message)
        yield named


def placed_sessions(root: Node, record: Record, context: Context) -> list[GivenFields]:
    """What could be read of the sessions that have a time; a session that is placed twice is reported."""
    try:
        nodes = _fields(root)
        if "sessions" not in nodes:
            raise Refusal(Text("sessions is missing", "缺少 sessions"))
    except Refusal as refusal:
        context.report.refuse(refusal, root, "")
        return []
    sessions = _placements_only(nodes["sessions"][1])
    once: dict[str, GivenFields] = {}
    for given in attempt(ListOf(record), sessions, ("sessions",), context) or ():
        name = given.get("id")
        if isinstance(given.node, Entries) and "room" not in given.node.nodes:
            message = Text("{name} is missing", "缺少 {name}").fill(name="room")
            context.report.add(given.node, (*given.path, "room"), message, ROOM)
        if name is not None and once.setdefault(name, given) is not given:
            context.report.add(
                given.at("id"),
                (*given.path, "id"),
                Text("the session {name} is placed twice", "活动{name}排了两次").fill(name=Quoted(name)),
                Text("first at {place}", "首次出现于 {place}").fill(place=str(source(once[name].at("id")))),
            )
    return list(once.values())


def expo_of(root: Node) -> str:
    """The id of the expo whose schedule is written at the root of a file. Raises Refusal where it is not said."""
    expo = _fields(root).get("expo", (None, root))[1]
    if not isinstance(expo, Scalar) or expo.empty:
        raise Refusal(
            Text("the schedule does not say which expo it is of", "日程没有写明属于哪个展会"),
            Text('"expo" must be the id of the expo', "“expo”应为展会编号"),
            expo,
        )
    return expo.text


def _fields(root: Node) -> Mapping[str, tuple[Scalar, Node]]:
    """The fields of a schedule. Raises Refusal where it is none."""
    nodes = entries(root, Text("a schedule", "日程"))
    schema = nodes.get("schema", (None, None))[1]
    if getattr(schema, "text", None) != SCHEMA:
        raise Refusal(
            Text("this is not an expo_planner schedule", "这不是 expo_planner 的日程文件"),
            Text('"schema" must be "{schema}"', "“schema”应为“{schema}”").fill(schema=SCHEMA),
            schema,
        )
    return nodes


def _placements_only(node: Node) -> Node:
    """The list of sessions without the fields that say no placement."""
    if not isinstance(node, Items):
        return node
    return node._replace(
        nodes=[
            one._replace(nodes={name: pair for name, pair in one.nodes.items() if name in PLACED.by_name})
            if isinstance(one, Entries)
            else one
            for one in node.nodes
        ]
    )


def _place(
    given: GivenFields,
    expo: Expo,
    context: Context,
    placements: dict[str, Placement],
    roomless: dict[str, Roomless],
) -> None:
    """Adds one placement, where it can be made; its end must be the one that the session has."""
    name, room, start, end = (given.get(field) for field in ("id", "room", "start", "end"))
    if name is None or start is None or given.spoiled("room"):
        return
    if room is not None and room not in expo.rooms:
        context.report.add(given.at("room"), (*given.path, "room"), NOT_TOGETHER.fill(room=Quoted(room)), TOGETHER_HINT)
        return
    session = expo.sessions[name]
    placement = Roomless(start, expo.end(session, start)) if room is None else expo.place_session(session, room, start)
    each_day = session.days is not None or len(expo.daily(session, placement.window)) > 1
    if end is not None and end != placement.end and not each_day:
        context.report.add(
            given.at("end"),
            (*given.path, "end"),
            WRONG_END.fill(given=expo.clock.iso(end), end=expo.clock.iso(placement.end)),
            WRONG_END_HINT,
        )
    if isinstance(placement, Roomless):
        roomless[name] = placement
    else:
        placements[name] = placement
