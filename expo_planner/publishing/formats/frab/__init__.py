"""The schedule as the apps of conferences read it: version 1 of the format of frab and pentabarf, as XML and as JSON.

Both say the same, since both are written from one table. Reference: the schemas of voc/schedule.
"""
