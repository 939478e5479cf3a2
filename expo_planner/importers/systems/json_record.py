"""JSON → records, with the line and column of each."""

from __future__ import annotations

from expo_planner.domain.problems import BadInput, Source
from expo_planner.files.read import from_json
from expo_planner.files.read.sources import decoded
from expo_planner.files.schema.nodes import Entries, Items, Node, ProblemReport, Refusal, Scalar, source, text_document
from expo_planner.importers.systems.record import SourceRecord, Value, bad


def parse(data: bytes, name: str) -> Value:
    """The value of a JSON file; texts of numbers, words and strings alike. Raises BadInput with places."""
    try:
        text = decoded(data, name, 0)
    except Refusal as refusal:
        raise bad(Source(name) if refusal.node is None else source(refusal.node), refusal) from None
    report = ProblemReport()
    node = from_json.read(text, text_document(name, 0, text), report)
    report.raise_any()
    if node is None:
        raise BadInput([])
    return _value(node)


def _value(node: Node) -> Value:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [_value(one) for one in node.nodes]
    assert isinstance(node, Entries)
    return SourceRecord({name: _value(value) for name, (_, value) in node.nodes.items()}, source(node))
