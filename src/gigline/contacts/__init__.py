"""Who writes in: contacts of a brand and the identities they are known by.

Owns contacts and identities. Publishes no events. It never merges two contacts: what somebody claims about
themselves stays a claim, and only what was proved, or attested by a provider, finds a contact again.
"""
