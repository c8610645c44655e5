"""The requester's surface: what the chat widget calls. Owns nothing; it asks the slices below.

A widget token stands for one contact of one brand; nothing here takes a contact, conversation or brand id from a body.
"""
