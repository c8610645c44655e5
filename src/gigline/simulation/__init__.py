"""Synthetic requesters and associates who use only the public HTTP and WebSocket surfaces.

Owns nothing and publishes nothing; what they saw becomes a report. It never looks into the database or calls a service.
"""
