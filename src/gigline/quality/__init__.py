"""Quality: what requesters say of a resolution, whether it was one, and the figures of service.

Owns `ratings`, `segments` (one row per segment of a conversation, kept by events and counted from its log) and
`report_exports`. Publishes `Rated`. It never changes who holds a conversation, and never judges an associate.
"""
