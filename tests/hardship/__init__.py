"""Hard times for the planner: disks that refuse, interruptions, and files that are broken on purpose.

Run these in `tests/`; each has a bounded form among the tests:

`python -m hardship.fuzz --seconds 600` changes good files at random and reads them; only bad input may come of it.
`python -m hardship.interrupts --times 200` sends the signal of Ctrl-C to commands at random moments.
"""
