"""Good files changed at random and read: `python -m hardship.fuzz --seconds 600 --keep DIR`.

Whatever a file holds, it is read or refused with places, in bounded time and memory; anything else is a find, and is
kept. With `--inputs` it ends after so many files, whatever the clock says.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from expo_planner.domain.problems import BadInput
from hardship.foreign import FOREIGN, foreign
from hardship.mutation import mutate
from hardship.seeds import READERS, seeds

PATIENCE = 20
"""Seconds of the processor that one small file may take; none takes one."""
MEMORY = 3_000_000_000
"""Bytes of addresses that the process may take; a reader that asks for more fails."""


class TooLong(BaseException):
    """A file took longer than any may."""


def tried(read: Callable[[Path], object], path: Path) -> str | None:
    """Reads a file; None where that went well or it was refused as it must be, else what went wrong."""
    signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        read(path)
    except BadInput as bad:
        return None if _well_said(bad) else "refused without a place, or not in both languages"
    except (Exception, TooLong):
        return traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def _too_long(*_: object) -> None:
    raise TooLong


def _well_said(bad: BadInput) -> bool:
    for problem in bad.problems:
        (problem.say("en") + problem.say("zh")).encode()
    return bool(bad.problems) and all(problem.source.file for problem in bad.problems)


def campaign(
    seed: int, going: Callable[[int], bool], keep: Path | None = None, sort: str | None = None
) -> tuple[Counter[str], dict[str, str]]:
    """Reads changed files as long as it is `going`; how many of each sort, and what went wrong, each thing once."""
    chance, count, wrong = random.Random(seed), Counter[str](), dict[str, str]()
    good = {**seeds(), **foreign()}
    good = {name: good[name] for name in good if sort in (None, name)}
    with tempfile.TemporaryDirectory() as folder:
        while going(count.total()):
            name = chance.choice([*good])
            content = mutate(good[name], chance)
            path = Path(folder) / name
            path.write_bytes(content)
            count[name] += 1
            said = tried({**READERS, **FOREIGN}[name], path)
            if said is not None and (last := said.strip().splitlines()[-1]) not in wrong:
                wrong[last] = said
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{len(wrong)}-{name}").write_bytes(content)
    return count, wrong


def main() -> None:
    """Reads changed files and prints what was found; ends with 1 where anything was."""
    parser = argparse.ArgumentParser(prog="python -m hardship.fuzz", description="Broken files are read or refused.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--inputs", type=int, help="so many files, instead of so many seconds")
    parser.add_argument("--sort", help="files of one sort alone, such as agenda.txt")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="where files are kept that are neither read nor refused")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    end = time.monotonic() + given.seconds
    going = (lambda done: done < given.inputs) if given.inputs else (lambda done: time.monotonic() < end)
    count, wrong = campaign(given.seed, going, given.keep, given.sort)
    for said in wrong.values():
        print(said)
    print(f"{count.total()} files read or refused, {len(wrong)} finds: {dict(sorted(count.items()))}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
