"""The ground everything stands on: database sessions, outbox and relay, live hints, settings, clock, telemetry.

Publishes nothing of its own and knows no slice. It never decides what a message, an offer or a person is.
"""
