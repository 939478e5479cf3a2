"""The ledgers of past releases, kept beside a published folder: who was named where, before the next one.

The published ledger forgets the people of a session that is cancelled, because everybody can read it. To tell them,
each ledger that is replaced is kept in `.<name>.releases`, which belongs to the organiser alone and is never published.
Kept is what a release was when it was made: names that are corrected later leave it as it is.
"""

from __future__ import annotations

import os
from pathlib import Path

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.publishing.files import write
from expo_planner.publishing.folder import LEDGER
from expo_planner.publishing.ledger import Ledger, load_ledger

NOT_KEPT = Text(
    "release {number} is not kept here, so it is not known who was in which session",
    "此处没有保存第{number}次发布，无法得知当时各场活动的人员",
)
HINT = Text(
    "choose a later release with --from, or --from 0 to invite everybody",
    "请用 --from 另选较近的一次，或用 --from 0 通知所有人",
)
OWNER_ONLY = 0o700


def keep_release(folder: Path, number: int) -> None:
    """Keeps the ledger of a published folder, which is about to be replaced, unless that of its release is there.

    Raises OSError where the disk refuses; then none is half written.
    """
    kept = _kept(folder, number)
    if kept.exists():
        return
    new = not kept.parent.exists()
    write({kept.name: (folder / LEDGER).read_bytes()}, kept.parent)
    if new:
        kept.parent.chmod(OWNER_ONLY)


def load_release(folder: Path, number: int, last: Ledger) -> Ledger:
    """The ledger of a published folder as it was after a release; after release 0 it was empty.

    `last` is the one that is published. Raises BadInput where it is not kept, or cannot be read, with its path as
    seen from where the command runs.
    """
    if number == 0:
        return Ledger(expo=last.expo)
    if number == len(last.releases):
        return last
    real = folder.resolve()
    kept = _kept(real, number)
    shown = folder.parent / kept.relative_to(real.parent)
    if not kept.is_file():
        raise BadInput([Problem(Source(os.path.normpath(shown)), "", NOT_KEPT.fill(number=number), HINT)])
    try:
        return load_ledger(kept, last.expo)
    except BadInput as bad:
        raise BadInput([problem.below(shown.parent) for problem in bad.problems]) from None


def _kept(folder: Path, number: int) -> Path:
    return folder.with_name(f".{folder.name}.releases") / f"{number}.json"
