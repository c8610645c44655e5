"""What can be wrong with what the engine is told, or with what a policy wants.

EngineError
├── BadEvent      an event that cannot have happened; it changed nothing
└── RuleBroken    an offer against a hard rule; it was not made
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of both."""


class BadEvent(EngineError):
    """Does not fit what the engine knows (unknown associate, time going back, a conversation twice)."""


class RuleBroken(EngineError):
    """`rule`: eligible, online, capacity, waiting or excluded."""

    def __init__(self, rule: str, conversation: str, associate: str) -> None:
        super().__init__(f"offer of {conversation} to {associate} breaks the rule: {rule}")
        self.rule = rule
        self.conversation = conversation
        self.associate = associate
