"""What others wrote becomes a scenario: published agendas, programmes, lists of requests, schedules of other systems.

Readers turn a file into what was found in it; `assemble` turns that into a scenario. A row that is not understood is
reported with its place and never placed; what had to be guessed stands as a comment in the scenario.
"""
