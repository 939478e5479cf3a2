"""Variants of a scenario: files that list what is different in each, and the scenarios that come of them."""
