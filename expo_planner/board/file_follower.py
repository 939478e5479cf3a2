"""Keeps the scenario file and the board equal, in both directions, in a thread of its own.

What changes on the board is written a moment later; what somebody writes into the file is merged into the board. What
the board is about to write is noted before, so that after a crash nobody takes it for an edit by hand.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from sqlite3 import Error as DatabaseError
from threading import Event as Signal
from threading import Lock, Thread
from time import sleep

from expo_planner.board.history import History
from expo_planner.board.live_board import BoardEvent, LiveBoard, Outrun, resumed, step_of
from expo_planner.board.messages import DISK, SETTLED, UNREADABLE, UNWRITTEN
from expo_planner.board.scenario_file import Files, ScenarioFile, digest, write_changed
from expo_planner.board.state import BoardState, BoardStep
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.domain.schedule import Schedule
from expo_planner.files.edit.place import WrittenWrongly

DEBOUNCE = 0.3
"""Seconds that a change waits for the next one before both are written."""
SHOWN = 5
"""Problems of the file that are shown at once."""
POLL = 0.5
"""Seconds after which the file is looked at for edits by hand."""


class FileFollower:
    """A live board and its scenario file. Without a history, the board is for reading and the file is never written."""

    def __init__(self, file: ScenarioFile, history: History | None) -> None:
        self.history = history
        self._seen: Files = file.files
        self._stamps = file.stamps()
        self._failed: object = None
        self._turn, self._signal, self._closing = Lock(), Signal(), Signal()
        entries = [] if history is None else history.entries()
        left = None if history is None else self._as_left(file, history)
        self.board = LiveBoard(resumed(left or file, entries), history, file.path.name)
        self._kept: tuple[Files, Schedule] | None = None
        if history is not None and left is None:
            written = history.written()
            self._rebase(file, 0 if written is None else self._merged(file, self.board.state))
        self.board.listen(lambda _: self._signal.set())
        self._thread = Thread(target=self._follow, name="file follower", daemon=True)

    def _as_left(self, file: ScenarioFile, history: History) -> ScenarioFile | None:
        """What the board made the file from, if the file is as the board left it; None if it was edited by hand."""
        found, written, writing = digest(file.files), history.written(), history.writing()
        if writing is not None and writing.digest == found:
            history.has_written()
            written = writing
        if written is not None and written.digest == found:
            with suppress(BadInput):  # read by another version of the planner, say
                named = history.basis().items()
                return file.with_bytes({(file.path.parent / name).resolve(): content for name, content in named})
        return None

    def _merged(self, file: ScenarioFile, state: BoardState) -> int | None:
        return self.board.edited_by_hand(file, self._ours(file.scenario.expo), state.revision)

    def _rebase(self, file: ScenarioFile, number: int | None) -> None:
        """The file as edited by hand is on the disk; it has all entries up to a number, or no more than before."""
        if self.history is not None:
            written = self.history.written()
            number = written.number if number is None and written is not None else number
            self.history.rebase(self.board.state.file.named(), digest(file.files), number or 0)
        self._seen = file.files
        self._kept = (file.files, file.scenario.expo.standing)

    def _ours(self, expo: Expo) -> list[BoardStep]:
        """The steps of the board that are not in the file yet."""
        written = None if self.history is None else self.history.written()
        if self.history is None or written is None:
            return []
        return [step_of(expo, entry) for entry in self.history.entries(written.number)]

    def start(self) -> None:
        """From now on both are kept equal."""
        self._signal.set()
        self._thread.start()

    def close(self) -> None:
        """Writes what is not written yet, and ends."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._signal.set()
        if self._thread.is_alive():
            self._thread.join()
        self.sync()
        if self.history is not None:
            self.history.close()

    def _follow(self) -> None:
        while not self._closing.is_set():
            if self._signal.wait(POLL):
                self._signal.clear()
                if not self._closing.is_set():
                    sleep(DEBOUNCE)
            self.sync()

    def sync(self) -> None:
        """Makes board and file equal, as far as they can be; what is in the way is told on the board."""
        with self._turn:
            state = self.board.state
            attempt = (state.file, state.schedule, state.file.stamps())
            if attempt == self._failed:
                return
            try:
                self._read()
                self._write()
            except (BadInput, OSError, DatabaseError, WrittenWrongly) as error:
                self._failed = attempt if isinstance(error, BadInput) else None
                self._tell(_trouble(error, state.file.path))
            except Outrun:
                self._signal.set()
            else:
                self._failed = None
                self._tell(None)

    def _tell(self, trouble: Message | None) -> None:
        """Tells what is wrong with the file, or that nothing is any more; the same is told once."""
        said, before = trouble or SETTLED.fill(), self.board.trouble or SETTLED.fill()
        self.board.trouble = trouble
        if said.say("en") != before.say("en"):
            what = Text(said.say("en"), said.say("zh"))
            self.board.tell(BoardEvent(self.board.state.revision, self.board.name, what))

    def _read(self) -> None:
        """Merges what somebody has written by hand."""
        state = self.board.state
        stamps = state.file.stamps()
        if stamps == self._stamps:
            return
        try:
            if state.file.on_disk() != self._seen:
                file = ScenarioFile.read(state.file.path, allow_outside=state.file.allow_outside)
                self._rebase(file, self._merged(file, state))
                stamps = file.stamps()
        except (BadInput, OSError) as error:
            raise _Unreadable(error) from error
        self._stamps = stamps

    def _write(self) -> None:
        """Puts the board's schedule into the file."""
        state = self.board.state
        if self.history is None or self._kept == (state.file.files, state.schedule):
            return
        files, scenario = state.file.with_schedule(state.schedule)
        if files == self._seen:
            self._kept = (state.file.files, state.schedule)
            return
        if state.file.on_disk() != self._seen:  # somebody was faster
            self._stamps = ()
            raise Outrun
        self.history.will_write(digest(files), state.revision)
        write_changed(files, self._seen)
        self.history.has_written()
        self._seen, self._stamps = files, state.file.stamps()
        self._kept = (state.file.files, state.schedule)
        self.board.refresh(state, scenario)


class _Unreadable(BadInput):
    """The scenario cannot be read as it is on the disk."""

    def __init__(self, error: BadInput | OSError) -> None:
        super().__init__(error.problems if isinstance(error, BadInput) else ())
        self.error = error


def _trouble(error: Exception, path: Path) -> Message:
    """What is wrong with the file, as people read it."""
    text = UNREADABLE if isinstance(error, _Unreadable) else UNWRITTEN
    cause = error.error if isinstance(error, _Unreadable) else error
    if isinstance(cause, BadInput):
        return text.fill(problems=[_Said(problem) for problem in cause.problems[:SHOWN]])
    why = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return text.fill(problems=DISK.fill(path=path.name, why=why))


class _Said:
    """A problem with its place, as a fact of a message."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def say(self, language: str) -> str:
        return self._problem.say("zh" if language == "zh" else "en")
