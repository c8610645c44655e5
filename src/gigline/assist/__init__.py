"""Assist: what associates have at hand while they work. For now the brand's actions, run from a conversation.

Owns no tables and publishes nothing: runs are `integrations`', the log is `conversations`'. It never answers a
requester.
"""
