"""Brands, the people and keys that may act in them, and every proof of who is asking.

Owns brands, people, memberships, sessions, API keys, sign-in attempts and the server's secrets. Publishes no
events. It never decides what somebody may do to another slice's objects: each slice has its own `access_*`.
"""
