"""Copies of a scenario that people edit elsewhere, and how what they edited comes back.

A copy (a workbook, or a folder of csv files) carries the scenario that it was made from. Three are compared: that one,
the copy as it is now, and the scenario as it is now; see `merge`.
"""

from expo_planner.roundtrip.merge.merge_copy import Merged, is_copy, merge_copy, said, whole
from expo_planner.roundtrip.merge.three_way import FieldChange, MergeConflict

__all__ = ["FieldChange", "MergeConflict", "Merged", "is_copy", "merge_copy", "said", "whole"]
