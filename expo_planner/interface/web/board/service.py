"""What a board is to its web application: the board, what is computed about it, where it is published, who listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from expo_planner.board.computation import Computation, Computations
from expo_planner.board.file_follower import FileFollower
from expo_planner.board.live_board import BoardEvent
from expo_planner.board.state import BoardState
from expo_planner.domain.i18n import Language, Message
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Schedule
from expo_planner.interface.json.board import BoardDrawing, conflict_document
from expo_planner.interface.web.board.board_versions import BoardVersions
from expo_planner.planner.diff import Version

HEARTBEAT = 15.0
"""Seconds after which a silent stream of events says that it is still there."""
Heard = BoardEvent | Computation | None


@dataclass
class BoardService:
    """The web application's view of a board: what it answers, and who listens. `out` is the published folder."""

    follower: FileFollower
    language: Language
    out: Path
    read_only: bool = False
    _versions: BoardVersions = field(default_factory=BoardVersions)
    _drawings: dict[Language, BoardDrawing] = field(default_factory=dict)
    _streams: dict[asyncio.Queue[Heard], asyncio.AbstractEventLoop] = field(default_factory=dict)

    def __post_init__(self) -> None:
        state = self.follower.board.state
        self.opened = Version(state.expo, Schedule(dict(state.schedule)))
        self.computations = Computations(self._tell)
        self.follower.board.listen(self._tell)
        self.follower.board.on_refresh = self._draw_anew

    @property
    def shown_out(self) -> str:
        """The published folder as people see it from beside the scenario."""
        return self.follower.board.state.file.name_of(self.out.resolve())

    def _tell(self, heard: Heard) -> None:
        for queue, loop in [*self._streams.items()]:
            loop.call_soon_threadsafe(queue.put_nowait, heard)

    def document(
        self,
        language: Language,
        state: BoardState | None = None,
        notice: Message | None = None,
        since: str | None = None,
    ) -> JsonDocument:
        """The board to draw, or what has changed in it since the version that a page has.

        What a move brought is told before what is wrong with the file.
        """
        live = self.follower.board
        told = notice or live.trouble or (None if live.conflicts else live.notice)
        state = state or live.state
        document = {
            **self._drawing(language).document(state),
            "read_only": self.read_only,
            "notice": told.say(language) if told else None,
            "conflicts": [conflict_document(state, *one, language) for one in [*live.conflicts.items()]],
        }
        return self._versions.told(document, since)

    def _drawing(self, language: Language) -> BoardDrawing:
        """The drawing of the board, which all who look at it share."""
        return self._drawings.setdefault(language, BoardDrawing(language))

    def _draw_anew(self) -> None:
        """Draws the board before anybody asks, so that the answer to the next change is at hand."""
        for drawing in [*self._drawings.values()]:
            drawing.document(self.follower.board.state)

    def close(self) -> None:
        """Ends what is computed and the streams of events, which would otherwise hold up the end of the server."""
        self.computations.close()
        for queue in [*self._streams]:
            queue.put_nowait(None)

    async def events(self, language: Language) -> AsyncIterator[str]:
        """A stream of server-sent events: `board` for every change of the board, `job` for those of a computation."""
        queue = asyncio.Queue[Heard]()
        self._streams[queue] = asyncio.get_running_loop()
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    heard = await asyncio.wait_for(queue.get(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if heard is None:
                    return
                yield _event(heard, language)
        finally:
            del self._streams[queue]


def _event(heard: BoardEvent | Computation, language: Language) -> str:
    if isinstance(heard, Computation):
        return f"event: job\ndata: {json.dumps({'number': heard.number, 'state': heard.state})}\n\n"
    told = {"revision": heard.revision, "by": heard.by, "what": heard.what.say(language)}
    return f"event: board\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
