"""Curriculum-based course timetabling, track 3 of ITC-2007: read, planned by this planner, and scored by itself.

Reference: Di Gaspero, McCollum and Schaerf, The Second International Timetabling Competition (ITC-2007), Track 3, 2007.
The formulation is UD2, that of the competition.
"""
