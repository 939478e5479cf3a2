"""How many threads numpy may take to multiply matrices."""

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""The environment in which it takes one; it has to be set before numpy is imported.

The matrices here are small. With more threads than free cores, these wait for each other: ten steps of the dual ascent
of 200 sessions took 6 seconds beside a search, instead of 0.5.
"""
