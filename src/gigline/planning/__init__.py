"""What if: a brand's own figures as a made-up world, run under several policies beside the platform; and how many
people its forecast asks for.

Owns `what_ifs`. Publishes nothing. A simulation runs in a process of its own, so that it slows down no conversation;
its progress is in the database, so that it survives a reload, and a worker that dies.
"""
