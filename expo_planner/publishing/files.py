"""Files on disk: a set of files is written completely or not at all.

Every file is first written beside its target, and the old file is kept under another name until all new ones are in
place. Leftovers of a killed command are removed by the next one. Commands that write into the same folder take turns.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

_LOCK = ".plan.lock"
_FEED = re.compile(r"(all|room-.+|category-\d+)\.ics")
_LEFT = re.compile(r"\..+\.(\d+)\.(?:part|kept)")


class LeadsOut(ValueError):
    """The name of a file leads out of its folder, by itself or through a link."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} leads out of the folder")
        self.name = name


def write(
    files: Mapping[str, bytes], folder: Path, earlier: Mapping[str, re.Pattern[str]] = MappingProxyType({})
) -> None:
    """Writes files into a folder, all of them or none.

    If there are feeds among the files, feeds of an earlier run that are no longer among them are removed; `earlier`
    says the same of other files, by the names of their folders and their own. The folder may be a link; links inside
    it are replaced, never followed. Raises LeadsOut for a name that leads out of the folder and OSError if the disk
    refuses; earlier files are then unchanged.
    """
    targets = {inside(name, folder): content for name, content in files.items()}
    stale = {target.parent: _FEED for name, target in zip(files, targets, strict=True) if name.startswith("calendars/")}
    stale |= {inside(name, folder): pattern for name, pattern in earlier.items()}
    made: list[Path] = []
    try:
        for wanted in sorted({folder, *(target.parent for target in targets)}):
            made += reversed([path for path in (wanted, *wanted.parents) if not path.exists()])
            wanted.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            _put(targets, stale)
    except BaseException:
        for new in reversed(made):
            with suppress(OSError):  # it was not made after all, or somebody else has put something there
                new.rmdir()
        raise


def inside(name: str, folder: Path) -> Path:
    """The path of a file below a folder. Raises LeadsOut for a name that is none of a file below it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.name or "\\" in name or ":" in name:
        raise LeadsOut(name)
    target = folder.joinpath(*path.parts)
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise LeadsOut(name)
    return target


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Waits until no other command writes into the folder; the system lets go of it however this one ends."""
    lock = None
    with suppress(OSError):  # no locks on this disk: every file is whole all the same
        lock = hold(folder / _LOCK)
    try:
        yield
    finally:
        if lock is not None:
            let_go(lock)


def hold(path: Path, wait: bool = True) -> BaseFileLock:
    """Takes hold of a lock file, which is made. Raises TimeoutError where another has it and none is to wait.

    The system lets go of it when the process ends, however it does. Raises OSError where the disk refuses.
    """
    from filelock import FileLock

    lock = FileLock(path, fallback_to_soft=False)
    lock.acquire(blocking=wait)
    return lock


def let_go(lock: BaseFileLock) -> None:
    """Lets go of a lock, and takes its file away; another command that has opened it already asks for it again."""
    with suppress(OSError):  # Windows does not remove what is open, but when it is closed
        Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()


def _put(targets: Mapping[Path, bytes], stale: Mapping[Path, re.Pattern[str]]) -> None:
    """Writes every file aside, then lets them take their places; whatever goes wrong, the old ones are put back."""
    for folder in {target.parent for target in targets}:
        _tidy(folder)
    kept: dict[Path, Path | None] = {}
    parts = {target: _beside(target, "part") for target in targets}
    try:
        for target, part in parts.items():
            with _named(target):
                part.unlink(missing_ok=True)
                with part.open("xb") as made:  # made here, not a link that somebody has laid there
                    made.write(targets[target])
            if target.is_file() and not target.is_symlink():
                with suppress(OSError):  # who may read a file stays as it was, where the disk knows that
                    shutil.copymode(target, part)
        for target in (*parts, *_stale(stale, targets)):
            with _named(target):
                kept[target] = _keep(target)
        for target, part in parts.items():
            with _named(target):
                os.replace(part, target)
        for target in kept.keys() - parts.keys():
            target.unlink()
    except BaseException:
        for target, before in kept.items():
            _put_back(target, before)
        raise
    finally:
        for beside in (*parts.values(), *kept.values()):
            if beside is not None:
                with suppress(OSError):  # the next command tidies up
                    beside.unlink(missing_ok=True)


@contextmanager
def _named(target: Path) -> Iterator[None]:
    """What the disk refuses is told by the name that people know."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(target), None
        raise


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.{what}")


def _keep(target: Path) -> Path | None:
    """The file under another name, too; None where there is none. Folders and devices are no files to be replaced."""
    if not target.is_symlink() and not target.is_file():
        if target.exists():
            code = errno.EISDIR if target.is_dir() else errno.EEXIST
            raise OSError(code, os.strerror(code), str(target))
        return None
    before = _beside(target, "kept")
    before.unlink(missing_ok=True)
    try:
        os.link(target, before, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a disk, or a system, without links
        shutil.copy2(target, before, follow_symlinks=False)
    return before


def _put_back(target: Path, before: Path | None) -> None:
    with suppress(OSError):  # all the others are put back even so
        if before is not None:
            os.replace(before, target)
        else:
            target.unlink(missing_ok=True)


def _stale(folders: Mapping[Path, re.Pattern[str]], targets: Container[Path]) -> Iterator[Path]:
    """Files of an earlier run."""
    for folder, pattern in folders.items():
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path not in targets and pattern.fullmatch(path.name) and not path.is_dir():
                yield path


def _tidy(folder: Path) -> None:
    """Removes what commands that were killed have left."""
    with suppress(OSError):  # they do no harm
        for path in folder.iterdir():
            if (found := _LEFT.fullmatch(path.name)) and not _runs(int(found[1])):
                path.unlink()


def _runs(process: int) -> bool:
    """Whether there is such a process; where that cannot be told, as if there were."""
    if os.name != "posix":  # elsewhere, asking is killing
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError, ValueError):
        return True
    return True
