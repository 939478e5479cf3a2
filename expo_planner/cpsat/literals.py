"""Logic on a CP-SAT model: literals derived from others, conditional constraints, and counts.

A literal is created only if something depends on it; a decided one is one of two constants.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from ortools.sat.python import cp_model

Literal: TypeAlias = cp_model.BoolVarT
Expression: TypeAlias = cp_model.IntVar | cp_model.LinearExpr | int


class Logic:
    """A CP-SAT model with methods to combine, constrain and count literals."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self.true: Literal = self.model.new_constant(1)
        self.false: Literal = ~self.true
        self.costs: dict[int, list[tuple[int, Expression]]] = {}
        self._made: dict[tuple[str, frozenset[int]], Literal] = {}

    def literal(self) -> Literal:
        """A new, unconstrained literal."""
        return self.model.new_bool_var("")

    def unsure(self, *literals: Literal) -> list[Literal]:
        """The literals that are not the constant true."""
        return [literal for literal in literals if literal.index != self.true.index]

    def decided(self, literal: Literal) -> bool:
        """Whether the literal is one of the two constants."""
        return literal.index in (self.true.index, self.false.index)

    # Derived literals -------------------------------------------------------------------------------------------

    def negation(self, literal: Literal) -> Literal:
        """The negation of the literal."""
        if literal.index == self.true.index:
            return self.false
        return self.true if literal.index == self.false.index else ~literal

    def all_of(self, *literals: Literal) -> Literal:
        """True exactly if all of the literals are true."""
        kept = {literal.index: literal for literal in self.unsure(*literals)}
        if self.false.index in kept or any(-index - 1 in kept for index in kept):
            return self.false
        if len(kept) < 2:
            return next(iter(kept.values()), self.true)
        key = ("all", frozenset(kept))
        if key not in self._made:
            both = self._made[key] = self.literal()
            self.model.add_bool_and(list(kept.values())).only_enforce_if(both)
            self.model.add_bool_or([both, *(~literal for literal in kept.values())])
        return self._made[key]

    def any_of(self, *literals: Literal) -> Literal:
        """True exactly if at least one of the literals is true."""
        return self.negation(self.all_of(*(self.negation(literal) for literal in literals)))

    def none_of(self, *literals: Literal) -> Literal:
        """True exactly if none of the literals is true."""
        return self.all_of(*(self.negation(literal) for literal in literals))

    def one_of(self, literals: Collection[Literal]) -> Literal:
        """True exactly if one of these mutually exclusive literals is true."""
        kept = [literal for literal in literals if literal.index != self.false.index]
        if len(kept) < 2:
            return kept[0] if kept else self.false
        key = ("one", frozenset(literal.index for literal in kept))
        if key not in self._made:
            one = self._made[key] = self.literal()
            self.model.add_exactly_one([~one, *kept])
        return self._made[key]

    # Constraints ------------------------------------------------------------------------------------------------

    def enforce(self, constraint: cp_model.Constraint, *when: Literal) -> None:
        """Enforces the constraint only if all of these literals hold."""
        kept = self.unsure(*when)
        if kept:
            constraint.only_enforce_if(kept)

    def imply(self, when: Literal, *alternatives: Literal) -> None:
        """Posts that at least one alternative holds if `when` does."""
        if all(literal.index != self.true.index for literal in alternatives):
            self.model.add_bool_or([self.negation(when), *alternatives])

    def exclude(self, *literals: Literal) -> None:
        """Posts that not all of these literals hold."""
        kept = self.unsure(*literals)
        if all(literal.index != self.false.index for literal in kept):
            self.model.add_bool_or([~literal for literal in kept])

    def at_most_one(self, literals: Sequence[Literal], *when: Literal, most: int) -> None:
        """Posts that at most one of these literals holds if all of `when` do; never more than `most` hold together.

        `when` is a term of the sum, since CP-SAT does not know `most` and would relax an enforced sum far more.
        """
        kept = self.unsure(*when)
        if not kept:
            self.model.add_at_most_one(literals)
        elif all(literal.index != self.false.index for literal in kept):
            self.model.add(sum(literals) + (most - 1) * sum(kept) <= 1 + (most - 1) * len(kept))

    def choose(self, literals: Collection[Literal], when: Literal) -> None:
        """Posts that exactly one of these literals holds if `when` does, and none otherwise."""
        self.model.add_exactly_one([*literals, *(~literal for literal in self.unsure(when))])

    def suggest(self, literal: Literal, true: bool) -> None:
        """Hints a value to the solver; at most once for each literal, since a second hint makes the model invalid."""
        if not self.decided(literal):
            self.model.add_hint(literal, true)

    # Counts -----------------------------------------------------------------------------------------------------

    def never(self, count: Expression) -> None:
        """Posts that a literal is false, or that a count is zero."""
        if not isinstance(count, int):
            self.model.add(count == 0)

    def pay(self, count: Expression, cost: int, tier: int) -> None:
        """Adds `cost` times the count to the cost of a tier."""
        if cost and not isinstance(count, int):
            self.costs.setdefault(tier, []).append((cost, count))

    def excess(self, literals: Collection[Literal], limit: int, *, unless: Literal) -> Expression:
        """The number of true literals beyond the limit; 0 if `unless` holds."""
        possible = [literal for literal in literals if literal.index != self.false.index]
        most = len(possible) - limit
        if most <= 0 or unless.index == self.true.index:
            return 0
        over = self.model.new_int_var(0, most, "")
        self.enforce(self.model.add(over >= sum(possible) - limit), self.negation(unless))
        return over

    def exceeds(self, literals: Mapping[str, Literal], loads: Mapping[str, int], limit: int) -> Literal:
        """Whether the total load of the true literals exceeds the limit."""
        least = sum(loads[name] for name, literal in literals.items() if literal.index == self.true.index)
        free = {name: literal for name, literal in literals.items() if not self.decided(literal)}
        most = least + sum(loads[name] for name in free)
        if most <= limit:
            return self.false
        if least > limit:
            return self.true
        over = self.literal()
        total = least + sum(loads[name] * literal for name, literal in free.items())
        self.model.add(total >= limit + 1).only_enforce_if(over)
        self.model.add(total <= limit).only_enforce_if(~over)
        return over
