"""The router on its own: events in, decisions out, with no database, no network and no clock of its own.

Owns the market (who is there, who waits), the hard rules, the policies and the value model. The same code decides in
the running platform, in `gigline route` and in the simulator. Ids are opaque texts. It does no input or output.
"""
