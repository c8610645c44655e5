"""Channels: the ways messages come in and go out.

Owns `channel_accounts` and their tokens, `inbound`, `outbound` and `opt_outs`, the contract that adapters keep, and
delivery. Publishes `MessageReceived` and `DeliveryStateChanged`. It never decides what a message means, whose
conversation it belongs to, or what to answer; and it never sends again by itself what may already have arrived.
"""
