"""Small faults for a module: each is one operator, number or word of its code turned into another.

Texts are left alone, and so is what only type checkers or readers of the catalogue see.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
WORDS = {"min": "max", "max": "min", "any": "all", "all": "any"}
UNSEEN = {"Text", "Example", "TypeVar", "dataclass"}
"""Calls in which nothing is changed."""

Node = TypeVar("Node", bound=ast.AST)


@dataclass
class _Mutator(ast.NodeTransformer):
    """Makes the fault of one number; without a number it only counts. `faults` are the line and kind of each."""

    wanted: int | None = None
    faults: list[tuple[int, str]] = field(default_factory=list)

    def due(self, node: ast.expr | ast.stmt, what: str) -> bool:
        """Notes a fault that can be made here; whether it is the one to make."""
        self.faults.append((node.lineno, what))
        return self.wanted == len(self.faults) - 1

    def swap(self, node: ast.expr | ast.stmt, operator: Node) -> ast.AST:
        other = OPERATORS.get(type(operator))
        if other is None or not self.due(node, f"{type(operator).__name__} → {other.__name__}"):
            return operator
        return other()

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        node.ops = [self.swap(node, one) for one in node.ops]  # type: ignore[misc]  # an operator for an operator
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        node.op = self.swap(node, node.op)  # type: ignore[assignment]  # an operator for an operator
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        node.op = self.swap(node, node.op)  # type: ignore[assignment]  # an operator for an operator
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Not) and self.due(node, "not x → x"):
            return node.operand
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, int):
            other = not node.value if isinstance(node.value, bool) else node.value + 1
            if self.due(node, f"{node.value} → {other}"):
                return ast.Constant(other)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in UNSEEN:
            return node
        if name in WORDS and self.due(node, f"{name} → {WORDS[name]}"):
            node.func = ast.Name(WORDS[name])
        return self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node = ast.comprehension(self.visit(node.target), self.visit(node.iter), node.ifs, node.is_async)
        node.ifs = [ast.Constant(True) if self.due(one, "if x → if True") else self.visit(one) for one in node.ifs]
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        node.defaults = [self.visit(one) for one in node.defaults]
        node.kw_defaults = [one if one is None else self.visit(one) for one in node.kw_defaults]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.args = self.visit(node.args)
        node.body = [self.visit(one) for one in node.body]
        return node


def faults(code: str) -> Iterator[tuple[int, str]]:
    """Line and kind of every fault that can be made."""
    mutator = _Mutator()
    mutator.visit(ast.parse(code))
    yield from mutator.faults


def mutated(code: str, number: int) -> str:
    """The code with that fault."""
    return ast.unparse(ast.fix_missing_locations(_Mutator(number).visit(ast.parse(code))))
