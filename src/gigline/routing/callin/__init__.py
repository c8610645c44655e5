"""Calling in: what will be lacking in the next quarter of an hour, and whom of those on standby to ask for it.

Owns `standbys`, `call_waves`, `call_ins` and `call_pauses`. Publishes AssociateCalled and CallInEnded. It asks and
never presses: only those are called who agreed to it, outside of their quiet hours and within their caps; an answer
costs nothing. Whoever accepts is switched on by workforce.service, as if they had done it themselves.
"""
