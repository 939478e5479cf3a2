"""Repairs a schedule: least disturbance of people first, then the wishes."""
