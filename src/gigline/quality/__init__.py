"""Quality: what requesters say of a resolution, and whether it was one.

Owns `ratings` and `segments` (one row per segment of a conversation, kept by events). Publishes `Rated`. It never
changes who holds a conversation, and never judges an associate.
"""
