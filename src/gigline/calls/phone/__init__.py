"""Calls by phone: what callers hear and are asked, turn by turn, in answer to a provider's webhooks.

Owns no tables. Every answer is worked out from the call's and the conversation's rows, so that any process can give
the next one. The provider's own words stay in its adapter (`channels.calling`); what becomes of a call is
`calls.service`'s.
"""
