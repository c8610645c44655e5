"""LINE's Messaging API."""
