"""The HTTP edge: building the application, errors, limits, hardening, health and documentation.

Owns no data and publishes no events. It never knows what an endpoint does: the composition root hands it routers.
"""
