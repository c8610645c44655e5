"""Calls: by phone and by browser, from the first ring to the last word, each within one conversation.

Owns `calls`, `call_consultations` and `associate_phones`; who wants to be called stands with conversations. Publishes
what happened to a call (`events`). What was said becomes lines of the conversation's log, so that there is one
timeline. It never chooses who answers (routing does, and gives a call to nobody who has anything else to do), and it
never writes a word that nobody said.

Locks are always taken in this order: the conversation, its call, then what routing locks.
"""
