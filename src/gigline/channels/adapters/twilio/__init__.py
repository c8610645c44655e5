"""SMS and WhatsApp through Twilio, or whoever speaks Twilio's webhooks and REST API."""
