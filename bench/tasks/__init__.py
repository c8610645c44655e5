"""Scripted tasks: people of each kind get something done by writing to the bot, over the two example back ends.

A task says what somebody writes and how the back end must stand afterwards; it is graded by that end state and not by
what the bot said. No language model, no simulation of time: the real database, relay, connectors and back ends in one
process.
"""
