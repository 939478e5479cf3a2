"""The board as a web application: its page, its JSON documents, and an event for every change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Error as DatabaseError
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from expo_planner.domain.i18n import Language, Message
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Placement
from expo_planner.interface.json.board import board_document, shade_document
from expo_planner.interface.json.placements import where_document, why_document
from expo_planner.interface.web.board.file_follower import FileFollower
from expo_planner.interface.web.board.guard import HEADERS, Guard, Refused, body_of
from expo_planner.interface.web.board.live_board import BoardEvent
from expo_planner.interface.web.file_index import NeedsSlash, find
from expo_planner.planner.board import BoardState, PinnedSession
from expo_planner.planner.shade import shade
from expo_planner.planner.where import where

PAGE = Path(__file__).parent / "page"
LONGEST_NAME = 80
"""Characters of the longest name that people may give themselves."""
MOST_PLACES = 50
HEARTBEAT = 15.0
"""Seconds after which a silent stream of events says that it is still there."""
Answer = Callable[[], JsonDocument | list[JsonDocument]]


@dataclass
class BoardService:
    """The web application's view of a board: what it answers, and who listens."""

    follower: FileFollower
    language: Language
    read_only: bool = False
    _streams: set[asyncio.Queue[BoardEvent | None]] = field(default_factory=set)

    def document(self, language: Language, state: BoardState | None = None, notice: Message | None = None) -> Any:
        """The board to draw; what a move brought is told before what is wrong with the file."""
        live = self.follower.board
        told = notice or live.trouble or live.notice
        state = state or live.state
        return {
            **board_document(state, language),
            "read_only": self.read_only,
            "notice": told.say(language) if told else None,
        }

    def end_streams(self) -> None:
        """Ends the streams of events, which would otherwise hold up the end of the server."""
        for queue in [*self._streams]:
            queue.put_nowait(None)

    async def events(self, language: Language) -> AsyncIterator[str]:
        """A stream of server-sent events: one for every change of the board."""
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[BoardEvent | None]()

        def hear(event: BoardEvent) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, event)

        end = self.follower.board.listen(hear)
        self._streams.add(queue)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                told = {"revision": event.revision, "by": event.by, "what": event.what.say(language)}
                yield f"event: board\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
        finally:
            end()
            self._streams.discard(queue)


def application(board: BoardService, guard: Guard) -> ASGIApp:
    """The application of one board."""
    live = board.follower.board

    async def show(request: Request) -> Response:
        language = _language(request, board)
        return await _answer(lambda: board.document(language))

    async def move(request: Request) -> Response:
        asked, language = await _change(request, board), _language(request, board)
        revision = _revision(asked)

        def moved() -> JsonDocument:
            state, notice = live.move(_by(asked), revision, _moves(asked.get("moves"), live.state))
            return dict(board.document(language, state, notice))

        return await _answer(moved, language)

    async def undo(request: Request) -> Response:
        asked, language = await _change(request, board), _language(request, board)
        return await _answer(lambda: board.document(language, live.undo(_by(asked))))

    async def redo(request: Request) -> Response:
        asked, language = await _change(request, board), _language(request, board)
        return await _answer(lambda: board.document(language, live.redo(_by(asked))))

    async def shades(request: Request) -> Response:
        state, name = live.state, _session(request, live.state)
        return await _answer(lambda: shade_document(shade(state.index, state.schedule, name)))

    async def why(request: Request) -> Response:
        state, name, language = live.state, _session(request, live.state), _language(request, board)
        start = _number(request, "start")
        placement = _placement(state, name, request.query_params.get("room"), start)

        def judged() -> JsonDocument:
            expo, verdict = live.why(name, placement)
            document = why_document(expo, verdict, language)
            messages = [clash["message"] for clash in document["clashes"]]
            return {"messages": messages, "cost": verdict.cost, "told": verdict.told, "why": document}

        return await _answer(judged)

    async def places(request: Request) -> Response:
        state, name, language = live.state, _session(request, live.state), _language(request, board)
        top = _number(request, "top", 5)
        if not 1 <= top <= MOST_PLACES:
            raise Refused(400, f"top must be between 1 and {MOST_PLACES}")
        return await _answer(
            lambda: where_document(state.expo, where(state.scenario, state.schedule, name, top=top), language)
        )

    async def history(request: Request) -> Response:
        language, kept = _language(request, board), board.follower.history
        entries = [] if kept is None else await run_in_threadpool(kept.entries)
        return await _answer(
            lambda: [
                {
                    "number": entry.number,
                    "when": entry.at.isoformat(timespec="seconds"),
                    "by": entry.by,
                    "what": entry.what.say(language),
                }
                for entry in entries
            ]
        )

    async def events(request: Request) -> Response:
        return StreamingResponse(board.events(_language(request, board)), media_type="text/event-stream")

    async def page(request: Request) -> Response:
        return await run_in_threadpool(_file, request.path_params.get("name", ""))

    app = Starlette(
        routes=[
            Route("/", page, methods=["GET"]),
            Route("/assets/{name:path}", page, methods=["GET"]),
            Route("/api/board", show, methods=["GET"]),
            Route("/api/moves", move, methods=["POST"]),
            Route("/api/undo", undo, methods=["POST"]),
            Route("/api/redo", redo, methods=["POST"]),
            Route("/api/shade/{session:path}", shades, methods=["GET"]),
            Route("/api/why/{session:path}", why, methods=["GET"]),
            Route("/api/where/{session:path}", places, methods=["GET"]),
            Route("/api/events", events, methods=["GET"]),
            Route("/api/history", history, methods=["GET"]),
        ],
        exception_handlers={Refused: _refuse},
    )
    app.router.redirect_slashes = False
    return _guarded(app, guard)


def _guarded(app: ASGIApp, guard: Guard) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        request = Request(scope)
        try:
            answered = guard.admit(request)
        except Refused as refused:
            answered = _refuse(request, refused)
        await (answered or app)(scope, receive, with_headers)

    return answer


def _refuse(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    return PlainTextResponse(f"{refused.message}\n", status_code=refused.status)


async def _answer(work: Answer, language: Language = "en") -> Response:
    """The document that some work gives, done and packed in a thread of its own."""

    def packed() -> bytes:
        return json.dumps(work(), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")

    try:
        content, status = await run_in_threadpool(packed), 200
    except PinnedSession as pinned:
        said = {"message": pinned.message.say(language)}
        content, status = json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace"), 409
    except DatabaseError as error:
        raise Refused(507, f"The history cannot be written: {error}; nothing was changed") from None
    return Response(content, status, media_type="application/json")


def _file(name: str) -> Response:
    """A file of the page."""
    try:
        found = find(PAGE, name) if "/" not in name else None
    except NeedsSlash:
        found = None
    if found is None:
        return PlainTextResponse("Not found\n", status_code=404)
    return Response(found.content, headers={"Content-Type": found.type})


async def _change(request: Request, board: BoardService) -> Mapping[str, Any]:
    """What a change asks for. Raises Refused where the board is for reading."""
    asked = await body_of(request)
    if board.read_only:
        raise Refused(403, "This board is for reading")
    _by(asked)
    return asked


def _by(asked: Mapping[str, Any]) -> str:
    name = asked.get("by")
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise Refused(400, f"by must be a name in at most {LONGEST_NAME} characters")
    return name.strip()


def _moves(asked: object, state: BoardState) -> dict[str, Placement | None]:
    if not isinstance(asked, dict) or not asked:
        raise Refused(400, "moves must be an object with at least one session")
    moves: dict[str, Placement | None] = {}
    for name, place in asked.items():
        if name not in state.expo.sessions:
            raise Refused(400, "There is no such session")
        if place is None:
            moves[name] = None
        elif isinstance(place, dict):
            moves[name] = _placement(state, name, place.get("room"), place.get("start"))
        else:
            raise Refused(400, "A move must have room and start, or be null")
    return moves


def _placement(state: BoardState, name: str, room: object, start: object) -> Placement:
    expo = state.expo
    if not isinstance(room, str) or room not in expo.rooms:
        raise Refused(400, "There is no such room")
    if not isinstance(start, int) or isinstance(start, bool) or not expo.horizon.start <= start < expo.horizon.end:
        raise Refused(400, "start must be a whole number of minutes within the days of the expo")
    return expo.place_session(expo.sessions[name], room, start)


def _session(request: Request, state: BoardState) -> str:
    name: str = request.path_params["session"]
    if name not in state.expo.sessions:
        raise Refused(404, "There is no such session")
    return name


def _number(request: Request, name: str, default: int | None = None) -> int:
    text = request.query_params.get(name)
    if text is None and default is not None:
        return default
    digits = (text or "").removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise Refused(400, f"{name} must be a whole number")
    return int(text or "")


def _revision(asked: Mapping[str, Any]) -> int:
    revision = asked.get("revision")
    if not isinstance(revision, int) or isinstance(revision, bool):
        raise Refused(400, "revision must be a whole number")
    return revision


def _language(request: Request, board: BoardService) -> Language:
    """The language that a page asks for, otherwise the board's."""
    asked = request.query_params.get("lang")
    return "zh" if asked == "zh" else "en" if asked == "en" else board.language
