"""Experiments on a brand's routing: switchbacks and holdouts of policies, what they say so far, and what another policy
would have been worth on the recorded offers.

Owns `experiments`. Publishes nothing. `arms` is all that routing asks of it: which policy a conversation is under. It
never names a winner before the plan says so.
"""
