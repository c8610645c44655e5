"""The bot: understands what a requester wrote, answers from articles when it is sure, and hands over when it is not.

Owns `bot_turns`, `bot_matters` (what was asked and is still open), `bot_vocabularies` and `bot_calibrations`. Publishes
timers and work (`SilenceDue`, `FlowActionDue`, `SummaryDue`) to itself. It writes to a conversation only under the
epoch it read, never asks what was already said, and never makes an answer of its own words: what it tells comes from
articles, and a requester's text is data to be matched, not an instruction.
"""
