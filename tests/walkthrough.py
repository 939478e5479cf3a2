"""Walks through a Markdown document as its reader would: writes its files, changes them, runs its commands.

A fenced block with `title="FILE"` after its language is that file; a `diff` block with one changes that file. In a
`console` block every line after `$ ` is a command, and what follows is what it prints; `…` stands for any text of a
line, and alone on a line for any lines.

    python tests/walkthrough.py [--write] DOCUMENT…

shows what commands print that is not what their documents say, or writes it there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

SCENARIOS = Path(__file__).parent.parent / "scenarios"
FENCE = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, the file it names, its text."""

    language: str
    file: str
    text: str


class Ran(NamedTuple):
    """A command, what it is said to print, and what it printed."""

    command: str
    expected: str
    printed: str

    @property
    def as_said(self) -> bool:
        """Whether it printed that, spaces at the ends of lines aside."""
        lines = trimmed(self.expected).splitlines()
        pattern = "\n".join("(?s:.*)" if line == "…" else re.escape(line).replace("…", ".*") for line in lines)
        return re.fullmatch(pattern, trimmed(self.printed)) is not None


def trimmed(text: str) -> str:
    """Without spaces at the ends of lines, and without empty lines at both ends."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def blocks(document: Path) -> Iterator[Block]:
    """The fenced blocks of a document."""
    for found in FENCE.finditer(document.read_text(encoding="utf-8")):
        yield Block(found[1], found[2] or "", found[3])


def walk(document: Path, folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Ran]:
    """Does in a folder, beside the scenarios, what a document says, and yields what its commands printed."""
    shutil.copytree(SCENARIOS, folder / "scenarios")
    commands = folder / ".commands"
    commands.mkdir()
    for name, program in {"plan": f'"{sys.executable}" -m expo_planner', "python": f'"{sys.executable}"'}.items():
        (commands / name).write_text(f'#!/bin/sh\nexec {program} "$@"\n')
        (commands / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV", "COLUMNS"))}
    kept |= {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8", **(environment or {})}
    code = 0
    for language, file, text in blocks(document):
        if language == "diff":
            change(folder / file, text)
        elif file:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
        elif language == "console":
            for command, expected in COMMAND.findall(text):
                ran = subprocess.run(
                    ["sh", "-c", f"(exit {code}); {command}"],
                    cwd=folder,
                    env=kept,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    encoding="utf-8",
                )
                code = ran.returncode
                yield Ran(command, expected, ran.stdout)


def change(path: Path, diff: str) -> None:
    """Replaces the lines that a diff takes away by those that it adds; the others say where."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] or "\n" for line in lines if line[0] != "+")
    after = "".join(line[1:] or "\n" for line in lines if line[0] != "-")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name} does not hold once:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def main(*arguments: str) -> None:
    """Walks through documents; says, or writes into them, what their commands printed instead."""
    for document in [Path(argument) for argument in arguments if argument != "--write"]:
        text, place = document.read_text(encoding="utf-8"), 0
        with tempfile.TemporaryDirectory() as folder:
            for ran in walk(document, Path(folder)):
                shown = f"$ {ran.command}\n{ran.expected}"
                printed = shown
                if not ran.as_said:
                    print(f"{document}: $ {ran.command}\n{ran.printed}")
                    output = trimmed(ran.printed)
                    printed = f"$ {ran.command}\n{output}\n" if output else f"$ {ran.command}\n"
                place = text.index(shown, place)
                text = text[:place] + printed + text[place + len(shown) :]
                place += len(printed)
        if "--write" in arguments:
            document.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
