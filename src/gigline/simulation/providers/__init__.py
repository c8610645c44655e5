"""Providers of channels, played by ours after their public documents: for tests and the demonstration.

Each takes what the platform sends, says what its `script` wants said next, and delivers to the platform's public
webhooks as the real one does: signed, again until it hears a 2xx, in no particular order.
"""
