"""The `gigline` command: serve, worker, router, apply, demo, doctor, openapi, people.

Owns what is said on the terminal and how a brand's folder is read (`apply`). Publishes nothing. It never knows how the
platform is put together: `app.main` hands it a `runtime.Runtime`, and everything it changes goes through services.
"""
