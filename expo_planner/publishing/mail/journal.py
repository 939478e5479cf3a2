"""The journal of what was sent: a line before a message is handed over, and a line when the server has answered.

Each line is on the disk before anything else happens. A message that was accepted is never sent again. One whose answer
was not seen, because the command was killed or the connection was lost in between, is left at `sending`: the server may
have it. It is not sent again either, unless somebody asks for that, because nobody should be told twice by accident.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, get_args

State = Literal["sending", "sent", "refused"]
STATES: tuple[State, ...] = get_args(State)
JOURNAL = "sent.jsonl"


class Journal:
    """The journal in a folder of messages, open to be added to. Raises OSError where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL
        self._states = dict(_states(self._path))
        self._file = self._path.open("ab")
        if self._path.stat().st_size and not self._path.read_bytes().endswith(b"\n"):
            self._file.write(b"\n")  # whoever wrote the last line was killed in the middle of it

    @property
    def states(self) -> Mapping[str, State]:
        """How far each message is, by its id; one that nobody has begun to send is not in it."""
        return self._states

    def note(self, message: str, state: State, address: str, answer: str = "") -> None:
        """Adds a line, and waits until the disk has it."""
        line = {"message": message, "state": state, "address": address, **({"answer": answer} if answer else {})}
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._states[message] = state

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def _states(path: Path) -> Mapping[str, State]:
    """The last state of each message; a line that was torn off is none, and what it was about has not happened yet."""
    states: dict[str, State] = {}
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            written = json.loads(line)
            message, state = written["message"], written["state"]
        except (ValueError, LookupError, TypeError):
            continue
        if state in STATES and isinstance(message, str):
            states[message] = state
    return states
