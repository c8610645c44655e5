"""Made-up networks under a virtual clock: who writes in, who answers, what comes of it.

Owns the world files, their hidden truth and the figures of a run. It drives the routing engine through the same
events as `gigline route`, so that every policy sees exactly what it would see in service. It never opens a socket or
a database, and it reads no clock: a world and a seed give the same day again.
"""
