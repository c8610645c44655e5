"""A referee with books of their own: plain sets, no code of the engine, so that no wrong rule excuses itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from gigline.routing.engine import events
from gigline.routing.engine.router import Decision


@dataclass
class Referee:
    """Sees every event and every decision, and says what is against the rules."""

    profiles: dict[str, events.Associate] = field(default_factory=dict)
    online: set[str] = field(default_factory=set)
    waiting: dict[str, events.Conversation] = field(default_factory=dict)
    held: dict[str, tuple[str, events.Conversation]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    offers: int = 0

    def saw(self, event: events.Event) -> None:
        """An event that happened."""
        match event:
            case events.Associate():
                self.profiles[event.id] = event
            case events.Online():
                self.online.add(event.associate)
            case events.Offline():
                self.online.discard(event.associate)
            case events.Arrived():
                self.waiting[event.conversation.id] = event.conversation
            case events.Abandoned():
                self.waiting.pop(event.id, None)
                self.held.pop(event.id, None)
            case events.Declined() | events.Expired():
                self.waiting[event.id] = self.held.pop(event.id)[1]
            case events.Finished():
                del self.held[event.id]
            case _:
                pass

    def judge(self, decision: Decision) -> None:
        """Every offer of a decision, in its order."""
        for one in decision.offers:
            self.offers += 1
            self._judge(one.conversation, one.associate)

    def _judge(self, conversation: str, associate: str) -> None:
        c = self.waiting.pop(conversation, None)
        if c is None:
            self.violations.append(f"{conversation} is not waiting")
            return
        one = self.profiles[associate]
        holds = [each for who, each in self.held.values() if who == associate]
        for fine, rule in (
            (c.brand in one.brands, "brand"),
            (c.language in one.languages, "language"),
            (c.channel in one.channels, "channel"),
            (not one.topics or c.topic in one.topics, "topic"),
            (c.clearance <= one.clearance, "clearance"),
            (associate not in c.excluded, "excluded"),
            (associate in self.online, "offline"),
            (c.channel != "voice" or not holds, "voice"),
            (all(each.channel != "voice" for each in holds), "during a call"),
            (
                sum(each.weight for each in holds) + c.weight <= one.slots or (c.channel == "voice" and one.slots > 0),
                "capacity",
            ),
        ):
            if not fine:
                self.violations.append(f"{conversation} to {associate}: {rule}")
        self.held[conversation] = (associate, c)
