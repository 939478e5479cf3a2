"""What people have said they want to attend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations


@dataclass(frozen=True)
class AudienceChoices:
    """The choices of an audience: each set of session ids, sorted, with the number of people who chose just that set.

    Nobody is named: two people who want the same are alike. `lists` is sorted, whatever the order of the file.
    """

    lists: tuple[tuple[tuple[str, ...], int], ...] = ()

    @classmethod
    def of(cls, wanted: Iterable[Iterable[str]]) -> AudienceChoices:
        """The choices of people, given what each of them wants."""
        counts = Counter(tuple(sorted({*sessions})) for sessions in wanted)
        return cls(tuple(sorted((sessions, people) for sessions, people in counts.items() if sessions)))

    def of_whole_sessions(self, first: Callable[[str], str]) -> AudienceChoices:
        """The same by whole sessions, which `first` gives for each of their times; nobody wants one twice."""
        counts: Counter[tuple[str, ...]] = Counter()
        for sessions, people in self.lists:
            counts[tuple(sorted({first(name) for name in sessions}))] += people
        return AudienceChoices(tuple(sorted(counts.items())))

    @cached_property
    def pairs(self) -> tuple[tuple[str, str, int], ...]:
        """How many people want both of two sessions, for every pair that anybody wants, sorted."""
        counts: Counter[tuple[str, str]] = Counter()
        for sessions, people in self.lists:
            for pair in combinations(sessions, 2):
                counts[pair] += people
        return tuple(sorted((one, other, people) for (one, other), people in counts.items()))
