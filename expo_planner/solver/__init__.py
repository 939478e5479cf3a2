"""Finds schedules: exact where the model is small, by large neighbourhood search elsewhere, beside a lower bound."""
