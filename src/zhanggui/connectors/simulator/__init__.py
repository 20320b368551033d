"""A made-up shop that lives: `world` (what there is) -> `script` (who comes today, and wants what) ->
`players` (buyers, staff and the marketplace, each on its own line to the house) -> `tally` (what they did).

World and script are pure: the same seed and day give the same people, words and orders at any speed. The
players speak only what the real world will: the wire (docs/wire.md), pages, and the gate.
"""
