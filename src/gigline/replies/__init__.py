"""Replies: what associates say often. A brand's saved replies and those that associates keep for themselves, filled
from the conversation, and how often each is used.

Owns `saved_replies` and `reply_uses`. Publishes nothing: that one was used comes with `Answered`. It never sends
anything: what is filled in is a text that an associate looks at, changes and sends.
"""
