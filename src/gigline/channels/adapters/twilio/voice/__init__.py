"""Phone calls through Twilio, or whoever speaks its voice webhooks and TwiML; texts to the same number as well."""
