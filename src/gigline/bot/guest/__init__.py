"""The language model as a guest: optional, without authority, and off at any error.

Owns `guest_calls` and `guest_turns`. It chooses among what the bot itself was considering, words an article's answer
anew, drafts for associates and sums up for them. What it says is taken only in a fixed grammar, and checked against the
article it comes from. It never runs an action or sees unmasked personal data, and nothing it writes is sent unchecked.
"""
