"""The planning board: a scenario and a schedule that a team changes together, with its history and its file.

`state` is the board at one moment, `live_board` the board that several people change, `history` keeps every change,
`file_follower` keeps the scenario file and the board equal. It is served over HTTP by `interface.web.board`.
"""
