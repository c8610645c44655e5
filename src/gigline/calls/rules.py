"""The life of a call, as one table, and the arithmetic of promises to those who wait. Pure.

    ringing ─ greet ─▶ greeting ─ wait ─▶ waiting ─ ring ─▶ ringing_associate ─ connect ─▶ connected ⇄ held
                                             ▲                     │ ▲                        │        │
                                             ╰──────── wait ───────╯ ╰───── ring ─ transferring ◀──────╯

A call ends once: `hang_up` says by itself what that was (a caller who waited for somebody abandoned the call), `fail`
is of the line. A voicemail or a promise to call back ends it in its own name. What a caller recorded may reach us after
the line went dead, so `leave_voicemail` is also a step of what has just ended.

An associate who is in a call may ask a colleague, which is a small life of its own beside the call's:

    ringing ─ answer ─▶ talking ⇄ joined ─ complete ─▶ the colleague has the call

To `consult` holds the caller; while it lasts, `held` says that the associate is with the colleague, and `connected`
that they are with the caller. So whatever becomes of the colleague, the call is one that everybody can go on with.
"""

from __future__ import annotations

from typing import Literal

State = Literal[
    "ringing", "greeting", "waiting", "ringing_associate", "connected", "held", "transferring",
    "ended", "voicemail", "callback_promised", "abandoned", "failed",
]  # fmt: skip
Step = Literal[
    "greet", "wait", "ring", "connect", "hold", "resume", "transfer", "hang_up", "fail", "leave_voicemail",
    "promise_callback", "consult", "hand_over",
]  # fmt: skip
Side = Literal["requester", "associate", "colleague"]
Asking = Literal[
    "ringing", "talking", "joined",
    "completed", "cancelled", "declined", "unanswered", "left", "lost", "dropped",
]  # fmt: skip
AskingStep = Literal["answer", "join", "part", "complete", "cancel", "decline", "miss", "leave", "lose", "drop"]
Talk = Literal["requester", "colleague", "all"]

OVER: frozenset[State] = frozenset({"ended", "voicemail", "callback_promised", "abandoned", "failed"})
WITH_ASSOCIATE: frozenset[State] = frozenset({"ringing_associate", "connected", "held"})

TRANSITIONS: dict[tuple[State, Step], State] = {
    ("ringing", "greet"): "greeting",
    ("ringing", "wait"): "waiting",
    ("ringing", "ring"): "ringing_associate",
    ("ringing", "hang_up"): "abandoned",
    ("greeting", "wait"): "waiting",
    ("greeting", "ring"): "ringing_associate",
    ("greeting", "hang_up"): "ended",
    ("greeting", "leave_voicemail"): "voicemail",
    ("greeting", "promise_callback"): "callback_promised",
    ("waiting", "ring"): "ringing_associate",
    ("waiting", "hang_up"): "abandoned",
    ("waiting", "leave_voicemail"): "voicemail",
    ("waiting", "promise_callback"): "callback_promised",
    ("ringing_associate", "connect"): "connected",
    ("ringing_associate", "ring"): "ringing_associate",
    ("ringing_associate", "wait"): "waiting",
    ("ringing_associate", "hang_up"): "abandoned",
    ("ringing_associate", "leave_voicemail"): "voicemail",
    ("ringing_associate", "promise_callback"): "callback_promised",
    ("connected", "hold"): "held",
    ("connected", "transfer"): "transferring",
    ("connected", "ring"): "ringing_associate",
    ("connected", "wait"): "waiting",
    ("connected", "consult"): "held",
    ("connected", "hand_over"): "connected",
    ("connected", "hang_up"): "ended",
    ("held", "consult"): "held",
    ("held", "hand_over"): "connected",
    ("held", "resume"): "connected",
    ("held", "transfer"): "transferring",
    ("held", "ring"): "ringing_associate",
    ("held", "wait"): "waiting",
    ("held", "hang_up"): "ended",
    ("transferring", "ring"): "ringing_associate",
    ("transferring", "wait"): "waiting",
    ("transferring", "hang_up"): "ended",
    ("ended", "leave_voicemail"): "voicemail",
    ("abandoned", "leave_voicemail"): "voicemail",
    ("ended", "promise_callback"): "callback_promised",
    ("abandoned", "promise_callback"): "callback_promised",
    # The bot has the conversation again.
    **{(state, "greet"): "greeting" for state in ("waiting", "ringing_associate", "connected", "held", "transferring")},
    **{
        (state, "fail"): "failed"
        for state in ("ringing", "greeting", "waiting", "ringing_associate", "connected", "held", "transferring")
    },
}

# Whoever asked ends it by `complete` and `cancel`, the colleague by `decline` and `leave`. `miss` and `lose` are what
# the line says of the colleague; `drop` is of the call, which ended or went to somebody else.
ASKING: dict[tuple[Asking, AskingStep], Asking] = {
    ("ringing", "answer"): "talking",
    ("ringing", "decline"): "declined",
    ("ringing", "miss"): "unanswered",
    ("ringing", "cancel"): "cancelled",
    ("ringing", "drop"): "dropped",
    ("talking", "join"): "joined",
    ("talking", "complete"): "completed",
    ("talking", "cancel"): "cancelled",
    ("talking", "leave"): "left",
    ("talking", "lose"): "lost",
    ("talking", "drop"): "dropped",
    ("joined", "part"): "talking",
    ("joined", "complete"): "completed",
    ("joined", "cancel"): "cancelled",
    ("joined", "leave"): "left",
    ("joined", "lose"): "lost",
    ("joined", "drop"): "dropped",
}
ANSWERED: frozenset[Asking] = frozenset({"talking", "joined"})
ASKING_OVER: frozenset[Asking] = frozenset(to for to in ASKING.values()) - ANSWERED

NOBODY: frozenset[Side] = frozenset()
CALL: frozenset[Side] = frozenset({"requester", "associate"})
BESIDE: frozenset[Side] = frozenset({"associate", "colleague"})
ALL: frozenset[Side] = CALL | BESIDE

# An associate's phone or browser rings for so long; then somebody else is found.
RING_S = 25.0
# Of a call that nobody has heard of for so long, the end was lost.
LONGEST_S = 4 * 3600.0
# Of one that we make, whoever answers is heard of sooner.
DIALLING_S = 90.0
CALLBACK_ATTEMPTS = 3


def after(state: State, step: Step) -> State | None:
    """Where `step` leads from `state`, or None when there is no such step."""
    return TRANSITIONS.get((state, step))


def after_asking(state: Asking, step: AskingStep) -> Asking | None:
    """The same for a consultation."""
    return ASKING.get((state, step))


def is_over(state: State) -> bool:
    """Whether the line is dead."""
    return state in OVER


def hear_each_other(state: State, asking: Asking | None) -> frozenset[Side]:
    """Who of a call hear one another, as far as they are there; `asking`: how an open consultation stands."""
    if state == "held":
        return BESIDE if asking in ANSWERED else NOBODY
    return ALL if asking == "joined" else CALL


def speaks(start_ms: int, end_ms: int) -> dict[str, int]:
    """The place of a line in its call; a recogniser that cannot tell the end says the start twice."""
    return {"start_ms": max(0, start_ms), "end_ms": max(0, start_ms, end_ms)}
