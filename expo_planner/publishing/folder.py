"""The published folder on disk: one release is replaced by the next in a single step, or not at all.

The next release is written aside, into `.<name>.publishing` beside the folder, together with what others have put into
the folder; then the two folders change places. Where the system has no such call (Linux renameat2, macOS renamex_np)
the old one is renamed away and the new one in, and the next run repairs what a kill in between has left. Whoever is
killed at any moment leaves a whole release; what was left aside goes with the next run.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from expo_planner.domain.i18n import Message, Text
from expo_planner.publishing.files import hold, inside, let_go

LEDGER = "ledger.json"
BUSY = Text(
    "{path}: another plan publish is running there; try again when it has finished",
    "{path}：另一个 plan publish 正在写入，请待其完成后再试",
)
NO_FOLDER = Text("{path} is a file, not a folder", "{path} 是文件，不是文件夹")
NOT_OURS = Text(
    "{path} is neither empty nor a published folder (it has no {ledger}); it was left unchanged; choose another folder",
    "{path} 不是空文件夹，也不是已发布的文件夹（其中没有 {ledger}），未作改动，请另选文件夹",
)
INSIDE = Text(
    "publishing replaces {path} as a whole: run the command from outside it",
    "发布时 {path} 将整体替换，请在该文件夹之外运行命令",
)
A_MOUNT = Text(
    "{path} is a mount point and cannot be replaced; publish into a folder inside it",
    "{path} 是挂载点，无法整体替换，请发布到其中的文件夹",
)
A_LINK = Text("{path} is a link, and links are not followed; remove it", "{path} 是链接，不会写入其指向的位置，请移除")
NEXT, OLD, LOCK = "next", "old", "lock"
_EXCHANGE = 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV}


class Unsuitable(Exception):
    """Raised for a folder that cannot be published into; nothing in it was touched."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.say("en"))
        self.message = message


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Keeps every other publisher out of a folder; yields its real path, with a whole release in it or none.

    Raises Unsuitable where it cannot be published into, or another publisher is at work.
    """
    real = folder.resolve()
    if Path.cwd().is_relative_to(real):
        raise Unsuitable(INSIDE.fill(path=folder))
    aside = _aside(real)
    if aside.is_symlink():
        raise Unsuitable(A_LINK.fill(path=aside))
    try:
        lock = hold(aside / LOCK, wait=False)
    except (TimeoutError, FileNotFoundError):  # another publisher is at work, or has just tidied up
        raise Unsuitable(BUSY.fill(path=folder)) from None
    try:
        _recover(real, aside)
        _refuse_unsuitable(real, folder)
        yield real
    finally:
        with suppress(OSError):  # the release is there or it is not; what is left aside goes with the next one
            _recover(real, aside)
        let_go(lock)
        with suppress(OSError):  # another publisher has come
            aside.rmdir()


def replace(folder: Path, files: Mapping[str, bytes], stale: Container[str]) -> None:
    """Puts a release into a folder that is `held`. What is there already stays, but for files that are `stale`.

    A file that is as it was stays the same file, with its time, by which web servers tell what has changed.

    Raises LeadsOut for a name that leads out of the folder, OSError where the disk refuses; then the folder is as it
    was.
    """
    aside = _aside(folder)
    new = aside / NEXT
    new.mkdir()
    if folder.exists():
        shutil.copymode(folder, new)
    for name, content in files.items():
        before, after = folder / name, inside(name, new)
        if before.is_file() and not before.is_symlink() and before.read_bytes() == content:
            _carry(before, after)
        else:
            _write(after, content)
    for name in _others(folder, set(files), stale):
        _carry(folder / name, new / name)
    for path in (new, *(path for path in new.rglob("*") if path.is_dir() and not path.is_symlink())):
        _flush(path)
    _swap(new, folder, aside / OLD)
    _flush(folder.parent)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.publishing")


def _recover(folder: Path, aside: Path) -> None:
    """Makes good what a publisher that was killed has left behind: its release is whole, or the one before is."""
    if (aside / OLD).exists() and not folder.exists():
        os.rename(aside / OLD, folder)
    _clear(aside)


def _clear(aside: Path) -> None:
    for name in (NEXT, OLD):
        if (aside / name).exists():
            shutil.rmtree(aside / name)


def _refuse_unsuitable(real: Path, folder: Path) -> None:
    if not real.exists():
        return
    if not real.is_dir():
        raise Unsuitable(NO_FOLDER.fill(path=folder))
    if os.path.ismount(real):
        raise Unsuitable(A_MOUNT.fill(path=folder))
    if any(real.iterdir()) and not (real / LEDGER).is_file():
        raise Unsuitable(NOT_OURS.fill(path=folder, ledger=LEDGER))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    """Has the disk keep the names in a folder, too; Windows, which opens no folders, does that by itself."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _others(folder: Path, files: Container[str], stale: Container[str]) -> Iterator[str]:
    """What is in the folder and no file of the release, nor stale: files, links, empty folders, by their names."""
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        name = path.relative_to(folder).as_posix()
        leaf = path.is_symlink() or not path.is_dir() or not any(path.iterdir())
        if leaf and name not in files and name not in stale:
            yield name


def _carry(old: Path, new: Path) -> None:
    """The same in the next release, without a copy where the disk can do that."""
    new.parent.mkdir(parents=True, exist_ok=True)
    if old.is_dir() and not old.is_symlink():
        new.mkdir(exist_ok=True)
        return
    try:
        os.link(old, new, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a disk, or a system, without links
        shutil.copy2(old, new, follow_symlinks=False)


def _swap(new: Path, folder: Path, old: Path) -> None:
    if not folder.exists():
        os.rename(new, folder)
    elif not _exchange(new, folder):
        os.rename(folder, old)
        os.rename(new, folder)


def _exchange(one: Path, other: Path) -> bool:
    """Two folders change places in one step; False where the system cannot do that."""
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    here, there = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(here, there, _EXCHANGE)
    elif hasattr(library, "renameat2"):
        at_working_folder = -100
        failed = library.renameat2(at_working_folder, here, at_working_folder, there, _EXCHANGE)
    else:
        return False
    if failed and (code := ctypes.get_errno()) not in _CANNOT:
        raise OSError(code, os.strerror(code), str(other))
    return not failed
