"""The bot: understands what a requester wrote, answers from articles when it is sure, and hands over when it is not.

Owns `bot_turns` and `bot_calibrations`. Publishes `SilenceDue` to itself. It writes to a conversation only under the
epoch it read, never asks what was already said, and never makes an answer of its own words: what it tells comes from
articles, and a requester's text is data to be matched, not an instruction.
"""
