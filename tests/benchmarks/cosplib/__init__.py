"""Instances of CoSPLib, the library of conference scheduling: read, planned by this planner, scored by themselves.

Reference: github.com/ahmedkheiri/CoSPLib; Kheiri, Pylyavskyy and Jacko, GECCO '25 Companion,
doi 10.1145/3712255.3726570.
"""
