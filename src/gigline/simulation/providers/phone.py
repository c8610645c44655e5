"""A phone company that speaks Twilio's voice webhooks, played: calls that come in, calls it is asked to make, TwiML.

A `Handset` is one caller's end of a call. It does what TwiML tells it, as Twilio would, and stops where a person is
needed: it has `heard` words, is `asked` something, records, or is put through to somebody (`dialling`, `stream`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, fromstring

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gigline.channels.adapters.twilio import samples as messages
from gigline.channels.adapters.twilio import signature
from gigline.channels.adapters.twilio.voice import samples
from gigline.simulation.providers.line import Refusals, form_of, said
from gigline.simulation.providers.twilio import Twilio

Post = Callable[[str, bytes, dict[str, str]], Awaitable[httpx.Response]]
Wait = Callable[[float], Awaitable[None]]
# A document leads to another one at most so often before somebody has to do something.
MOST_TURNS = 200


def _document(content: bytes) -> Element:
    """What to do; it is our own platform that wrote it."""
    return fromstring(content)  # noqa: S314


def _stream(verb: Element) -> tuple[str, str]:
    """Where sound goes, and what proves it there."""
    stream, key = verb.find("Stream"), verb.find("Stream/Parameter")
    assert stream is not None, "there is a Stream in it"
    assert key is not None, "the stream is proved"
    return stream.get("url", ""), key.get("value", "")


@dataclass(frozen=True)
class Dialling:
    """Another phone rings: where its owner is whispered to, and what is asked when it is over."""

    number: str
    whisper: str
    action: str
    recording: str | None


@dataclass
class Handset:
    """One caller. `post` reaches the platform, `wait` lets time go by."""

    company: Phone
    calls_url: str
    caller: str
    seed: str
    post: Post
    wait: Wait = asyncio.sleep
    direction: str = "inbound"
    heard: list[str] = field(default_factory=list)
    asked: Element | None = None
    recording: str | None = None
    dialling: Dialling | None = None
    stream: tuple[str, str, str] | None = None
    copied: tuple[str, str] | None = None
    over: bool = False
    _rest: list[Element] = field(default_factory=list)

    async def dial(self) -> None:
        """Call the number."""
        self.company.on_line[messages.sid("CA", self.seed)] = self
        await self._ask(self.calls_url, state="ringing")

    async def press(self, key: str) -> None:
        """Answer with a key."""
        await self._answer(Digits=key)

    async def speak(self, text: str, confidence: float = 0.9) -> None:
        """Answer in words, which the phone company recognises."""
        await self._answer(SpeechResult=text, Confidence=str(confidence))

    async def _answer(self, **fields: str) -> None:
        assert self.asked is not None, "nobody asked anything"
        await self._ask(self.asked.get("action", ""), **fields)

    async def stay_silent(self) -> None:
        """Say nothing until the question's time is over."""
        asked = self.asked
        assert asked is not None, "nobody asked anything"
        await self.wait(float(asked.get("timeout", "5")))
        # Unless the platform interrupted the call meanwhile.
        if self.asked is asked:
            self.asked = None
            await self._run(self._rest)

    async def leave_message(self, seconds: int = 7) -> None:
        """Speak after the tone."""
        assert self.recording is not None, "there was no tone"
        fields = samples.recorded(self.seed, seconds, self.company.base, account_sid=self.company.account_sid)
        await self._ask(self.recording, **{key: fields[key] for key in fields if key.startswith("Recording")})

    async def hang_up(self) -> None:
        """Put the phone down: the company reports it."""
        self.over = True
        self.company.on_line.pop(messages.sid("CA", self.seed), None)
        await self.report("completed")

    async def report(self, state: str) -> None:
        """Say how the call ended."""
        await self._post(self.calls_url, self._fields(state=state, CallDuration="30"))

    async def colleague_picks_up(self, key: str | None = "1") -> bool:
        """Whoever is dialled listens to the whisper and presses a key, or none; whether they were put through."""
        assert self.dialling is not None, "nobody is dialled"
        child = {"CallSid": messages.sid("CA", f"{self.seed}-dialled"), "Direction": "outbound-dial"}
        child |= {"From": self.caller, "To": self.dialling.number}
        whispered = _document(await self._post(self.dialling.whisper, self._fields(**child)))
        gather = whispered.find("Gather")
        if gather is None or key is None:
            return False
        answer = await self._post(gather.get("action", ""), self._fields(**child, Digits=key))
        return _document(answer).find("Hangup") is None

    async def colleague_leaves(self, outcome: str = "completed", seconds: int = 42) -> None:
        """The other phone hung up, or was never picked up."""
        assert self.dialling is not None, "nobody is dialled"
        action, self.dialling = self.dialling.action, None
        await self._ask(action, DialCallStatus=outcome, DialCallDuration=str(seconds))

    async def stream_ends(self) -> None:
        """The WebSocket of the call's sound was closed."""
        assert self.stream is not None, "there is no stream"
        action, self.stream = self.stream[2], None
        await self._ask(action)

    async def follow(self, url: str) -> None:
        """The platform asked the company to go on there, whatever the call does."""
        self.asked = self.dialling = self.stream = self.recording = None
        await self._ask(url)

    async def _ask(self, url: str, *, state: str = "in-progress", **fields: str) -> None:
        self.asked = self.recording = None
        await self._run(list(_document(await self._post(url, self._fields(state=state, **fields)))))

    async def _run(self, verbs: Sequence[Element]) -> None:
        """Do one after the other until somebody is needed."""
        for _ in range(MOST_TURNS):
            rest = await self._step(verbs)
            if rest is None:
                return
            verbs = rest
        raise AssertionError("the platform talks without end")

    async def _step(self, verbs: Sequence[Element]) -> list[Element] | None:
        """The document that the first verb leads to, or the verbs after it; None where it stops."""
        if not verbs:
            await self.hang_up()
            return None
        verb, rest = verbs[0], list(verbs[1:])
        match verb.tag:
            case "Say":
                self.heard.append(verb.text or "")
            case "Pause":
                await self.wait(float(verb.get("length", "1")))
            case "Redirect":
                return list(_document(await self._post(verb.text or "", self._fields(state="in-progress"))))
            case "Hangup":
                await self.hang_up()
                return None
            case "Start":
                self.copied = _stream(verb)
            case _:
                self._stops_at(verb, rest)
                return None
        return rest

    def _stops_at(self, verb: Element, rest: list[Element]) -> None:
        action = verb.get("action", "")
        if verb.tag == "Gather":
            self.heard += [one.text or "" for one in verb.iter("Say")]
            self.asked, self._rest = verb, rest
        elif verb.tag == "Record":
            self.recording = action
        elif verb.tag == "Dial":
            number = verb.find("Number")
            assert number is not None, "a Dial has a Number"
            own = number.text or "", number.get("url", ""), action, verb.get("recordingStatusCallback")
            self.dialling = Dialling(*own)
        else:
            self.stream = *_stream(verb), action

    def _fields(self, **more: str) -> dict[str, str]:
        """The fields of a delivery; ours and theirs change places when we were the ones who called."""
        ends = {"caller": self.caller, "to": self.company.number}
        if self.direction != "inbound":
            ends = {"caller": self.company.number, "to": self.caller}
        return samples.call(
            self.seed, account_sid=self.company.account_sid, **ends, **{"Direction": self.direction, **more}
        )

    async def _post(self, url: str, fields: dict[str, str]) -> bytes:
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            signature.HEADER: signature.sign(self.company.auth_token, url, list(fields.items())),
        }
        answer = await self.post(url, urlencode(fields).encode(), headers)
        answer.raise_for_status()
        return answer.content


@dataclass(frozen=True)
class Placed:
    """A call that the platform asked for."""

    sid: str
    to: str
    url: str
    callback: str


@dataclass
class Phone(Twilio):
    """One number that takes calls and texts. `placed` and `redirected` are what it was asked to do about calls.

    With `interrupts` it does what it is asked about calls that are on; otherwise a test does.
    """

    base: str = ""
    placed: asyncio.Queue[Placed] = field(default_factory=asyncio.Queue)
    redirected: asyncio.Queue[tuple[str, str]] = field(default_factory=asyncio.Queue)
    on_line: dict[str, Handset] = field(default_factory=dict)
    interrupts: bool = False
    sound: bytes = b"ID3\x04\x00\x00\x00\x00\x00\x00 made up"

    def routes(self) -> list[Route]:
        """Texts as Twilio does, and calls."""
        root = "/2010-04-01/Accounts/{sid}"
        return [
            *super().routes(),
            Route(f"{root}/Calls.json", self._place, methods=["POST"]),
            Route(f"{root}/Calls/{{call}}.json", self._redirect, methods=["POST"]),
            Route(f"{root}/Recordings/{{recording}}", self._recording, methods=["GET"]),
        ]

    async def _place(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return said(401, {"code": 20003})
        fields = await form_of(request)
        refusals: Refusals = {
            "refuse": said(400, {"code": 21211}),
            "wait": said(429, {"code": 20429}, retry_after="2"),
            "fail": said(500, {"code": 20500}),
        }
        return await self.turn(lambda: self._placed(fields), refusals)

    def _placed(self, fields: dict[str, str]) -> Response:
        sid = messages.sid("CA", f"placed-{self.requests}-{id(self)}")
        self.placed.put_nowait(Placed(sid, fields["To"], fields["Url"], fields["StatusCallback"]))
        return said(201, {"sid": sid, "status": "queued"})

    async def _redirect(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return said(401, {"code": 20003})
        call, url = request.path_params["call"], (await form_of(request))["Url"]
        self.redirected.put_nowait((call, url))
        if self.interrupts and call in self.on_line:
            self.soon(self.on_line[call].follow(url))
        return said(200, {"sid": call})

    async def _recording(self, request: Request) -> Response:
        if not self._is_let_in(request):
            return Response(status_code=401)
        return Response(self.sound, media_type="audio/mpeg")
