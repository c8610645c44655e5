"""Steps within a step: showing by a code sent to a known address who they are, when an action asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from gigline.bot.flows import phrases, proving
from gigline.bot.flows.moves import Moves
from gigline.bot.flows.state import Acted, Call, Done, Heard, Say, Waits


class Identifying(Moves):
    """Asks for the address and the code, tries them, and gives up after a few vain ones."""

    def _ask_for(self, what: Waits, words: str, *, tries: int = 0) -> None:
        kind = str(self._setting.known.get(proving.PROVABLE))
        self._set(waits=what, tries=tries)
        self.effects.append(Say(self._words[words].format(address=self._words[kind]), asks=True))

    def _may_prove(self) -> bool:
        """Whether the brand can send a code, and none was taken that did not help."""
        taken = any(one.action == proving.TAKE and one.outcome == "succeeded" for one in self.state.calls)
        return bool(self._setting.known.get(proving.PROVABLE)) and not taken

    def _prove(self, said: Sequence[Heard]) -> None:
        """The address or the code, if it is among what they said."""
        if any(phrases.stops(one.text) for one in said):
            self._stop()
            return
        kind = str(self._setting.known.get(proving.PROVABLE))
        address, seq = proving.address_in(said, kind), proving.message_with_code(said)
        if address is not None:
            self._call(proving.SEND, {"type": kind, "value": address})
        elif self.state.waits == "code" and seq is not None:
            self._call(proving.TAKE, {"seq": seq})
        elif self.state.tries + 1 >= proving.TRIES or any(phrases.does_not_know(one.text) for one in said):
            self._pass("not_verified")
        else:
            words = "which_address" if self.state.waits == "address" else "code_sent"
            self._ask_for(self.state.waits, words, tries=self.state.tries + 1)

    def _proved(self, call: Call, event: Acted) -> None:
        done = Done(call.number, call.step, call.action, event.outcome, event.why)
        self._set(calls=(*self.state.calls, done), pending=None, waits="nothing")
        taken = sum(one.action == proving.TAKE for one in self.state.calls)
        if call.action == proving.SEND and event.outcome == "succeeded":
            self._ask_for("code", "code_sent")
        elif event.outcome == "succeeded":
            # The action itself, once more, for whom it is now known.
            self._set(at=call.step)
        elif call.action == proving.TAKE and event.outcome == "refused" and taken < proving.TRIES:
            self._ask_for("code", "code_wrong")
        else:
            self._pass("not_verified")
