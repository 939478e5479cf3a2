"""Finds a schedule near another: the fewest people told of changes, then the wishes."""
