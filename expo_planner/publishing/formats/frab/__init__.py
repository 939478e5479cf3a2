"""The schedule as the apps of conferences read it: the format of frab and pentabarf, version 1 as XML and as JSON.

Both say the same, since both are written from one table. Version 2, an alpha, is in JSON alone and says more.
Reference: the schemas of voc/schedule.
"""
