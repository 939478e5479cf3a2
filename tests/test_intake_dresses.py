"""A known expo in many dresses: columns, languages, formats, missing ends. Every row comes back or is told.

`python tests/dresses.py 1000` tries as many as are wanted.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from dresses import dressed, faults

TRIED = 80


@pytest.mark.exhaustive
def test_every_row_of_an_expo_comes_back_or_is_told_whatever_its_dress(tmp_path: Path) -> None:
    lost = {(seed, one.dress): found for seed in range(TRIED) if (found := [*faults(one := dressed(seed), tmp_path)])}
    assert lost == {}


def test_there_are_dresses_enough() -> None:
    assert len({dressed(seed).dress for seed in range(TRIED)}) >= 40
