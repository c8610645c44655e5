"""Associates: what they may do, what they chose, whether the server sees them, and what they carry.

Owns `associates`, `grants`, `presence` and what they let count of their experience. Publishes changes of availability,
presence, capacity and grants, once for each brand the associate works for, and of experience for the brand it is
about. Chosen availability, presence and load are three facts: none ever overwrites
another. It never decides who gets a conversation (routing) and never suspends anyone.
"""
