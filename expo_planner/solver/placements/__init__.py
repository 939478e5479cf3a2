"""The possible placements of one session, those that open when others move, and the reasons why there is none."""
