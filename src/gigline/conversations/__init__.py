"""Conversations: messages, notes and activity in one gap-free log, held by the bot, the queue or an associate.

Owns `conversations` and `entries`. Publishes what happened to a conversation (`events`). Every write that answers,
assigns or closes carries the epoch of the holder it was decided under and is refused when that is stale. It never
chooses who answers (routing), what the bot says (bot) or how a message travels (channels).
"""
