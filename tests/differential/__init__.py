"""The planner against a second reading of its rules. Run these in `tests/`:

`python -m differential.run --expos 5000 --seed 1` judges random schedules of random expos with the checker and with the
reference, lets the solver place small ones against brute force, and counts the differences.
`python -m differential.mutants --sample 40` breaks the rules on purpose and counts the tests that notice.

The reference is written from the meaning of the rules alone and imports nothing of expo_planner.
"""
