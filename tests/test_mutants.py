"""The faults that show whether tests are telling: each is one, and texts are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from differential.mutants import PACKAGE, ROOT, copied, every_fault, passes, survives
from differential.mutations import faults, mutated

CODE = """\
def longest(spans: list[int], least: int = 0) -> int:
    says = Text('at most 3')
    return max([span for span in spans if span > least and not says], default=0)
"""


def test_every_fault_is_one_change() -> None:
    assert [what for _, what in faults(CODE)] == [
        *("0 → 1", "max → min", "if x → if True", "And → Or", "Gt → GtE", "not x → x", "0 → 1"),
    ]
    assert "if span > least or not says" in mutated(CODE, 3)
    assert "default=1" in mutated(CODE, 6)
    assert all("'at most 3'" in mutated(CODE, number) for number in range(7))


@pytest.mark.parametrize("module", ["checker.py", "rules/before.py"])
def test_a_module_can_be_given_each_of_its_faults(module: str) -> None:
    code = (ROOT / PACKAGE / module).read_text(encoding="utf-8")
    known = [*faults(code)]
    codes = {mutated(code, number) for number in range(len(known))}
    assert len(codes) == len(known) > 10
    for one in codes:
        compile(one, module, "exec")


def test_faults_are_made_in_rules_requirements_and_the_checker() -> None:
    assert len(every_fault()) > 500


def test_a_fault_in_a_rule_is_noticed_and_taken_out_again(tmp_path: Path) -> None:
    copy = copied(f"{tmp_path / 'copy'}")
    module = copy / PACKAGE / "rules" / "before.py"
    before, tests = module.read_bytes(), ["test_rules.py", "-k", "before"]
    assert passes(copy, tests)
    fault = next(one for one in every_fault() if one.module.name == "before.py" and one.what == "Add → Sub")
    assert not survives(fault, copy, tests)
    assert module.read_bytes() == before
