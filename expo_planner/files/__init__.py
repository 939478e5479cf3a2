"""Scenario files: what they may hold (`schema`), how they are read, written and edited in place."""
