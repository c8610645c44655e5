"""Who writes in: contacts of a brand, the identities they are known by, and what they agreed to.

Owns contacts, identities, merges, choices, and what they let count when they are matched. Publishes `ContactsMerged`,
`MergeUndone` and `IdentitySplit`. What somebody claims about themselves stays a claim: it leads to nobody and merges
nobody. A merge makes nothing proved.
"""
