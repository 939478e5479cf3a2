"""Made expos of any size, and planners side by side on them. Run these in `tests/`:

`python -m benchmarks.generate SESSIONS ROOMS DAYS USE [SEED]` writes a scenario that has a schedule.
`python -m benchmarks.run` measures this planner and what people use instead, which `pip install '.[bench]'` brings.
`python -m benchmarks.cosplib FOLDER` and `python -m benchmarks.timetabling FOLDER` plan instances that others made.
"""
