"""What was said in a call, as lines of its conversation; recordings and voicemail as files of the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.calls import moving, rules
from gigline.calls.events import VoicemailLeft
from gigline.calls.models import Call, Line
from gigline.calls.moving import Scene
from gigline.channels import attachments, fetching
from gigline.channels import service as channels
from gigline.channels.contract import Attachment
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Entry, NewMessage
from gigline.infra.db import Writer


async def append_transcript(w: Writer, call_id: UUID, line: Line) -> Entry:
    """Append what was said. To the house it is a message, which the bot or the queue answers; to a person a line alone.

    The same `line.key` again gives the same entry.
    """
    c, k = await moving.locked(w, call_id)
    client_id = f"call-{k.id.hex}-{line.key}"
    spoken: dict[str, Any] = rules.speaks(line.start_ms, line.end_ms) | {"confidence": line.confidence}
    data = {"call": str(k.id), "spoken": spoken}
    if line.speaker == "associate":
        said_by = line.associate_id or k.associate_id
        person = await accounts.person(w, said_by) if said_by else None
        author = Author("associate", said_by, person.name if person else "")
        return await conversations.transcribed(w, c.id, author, line.text, data=data, client_id=client_id)
    contact = await contacts.get(w, c.brand_id, k.contact_id)
    # In a browser nobody talks to the house, and the last words are understood when the call is over already.
    to_person = k.medium == "browser" or k.state in rules.WITH_ASSOCIATE or k.state == "transferring"
    if to_person:
        author = Author("requester", k.contact_id, contact.name)
        return await conversations.transcribed(w, c.id, author, line.text, data=data, client_id=client_id)
    who = conversations.Requester(
        brand_id=c.brand_id,
        contact_id=k.contact_id,
        name=contact.name,
        kind=c.requester_kind,
        language=c.language,
        account_id=c.account_id,
        channel=c.channel,
        recipient=c.recipient,
    )
    settings = accounts.settings_of(await accounts.brand(w, c.brand_id))
    return await conversations.hear_in_call(w, c, who, NewMessage(line.text, client_id, data), settings)


async def keep_recording(w: Writer, call_id: UUID, key: str, file: Attachment, duration_s: float) -> Entry | None:
    """The call's sound, which may still have to be fetched. None when the caller did not agree, and nothing is kept."""
    _, k = await moving.locked(w, call_id)
    if k.consent != "given":
        return None
    return await _keep(w, k, "recording", f"recording-{k.id.hex}-{key}", file, duration_s)


async def leave_voicemail(w: Writer, call_id: UUID, key: str, file: Attachment, duration_s: float) -> Call:
    """The caller left words: somebody listens to them and answers. The second time it is told, nothing happens."""
    scene = await moving.locked(w, call_id)
    client_id = f"voicemail-{scene.k.id.hex}-{key}"
    if await conversations.entry_of(w, scene.c, client_id) is not None:
        return scene.k
    if rules.is_over(scene.k.state):
        k = moving.step(scene.k, "leave_voicemail")
    else:
        scene = await moving.over(w, scene, "leave_voicemail", "voicemail")
        k = scene.k
    await _keep(w, k, "voicemail", client_id, file, duration_s)
    await _to_people(w, Scene(await conversations.lock(w, k.conversation_id), k))
    return await moving.save(w, k, VoicemailLeft(**moving.facts(k)))


async def _to_people(w: Writer, scene: Scene) -> None:
    """What was left on tape is for people."""
    if scene.c.status == "resolved":
        await conversations.reopen(w, scene.c.id, scene.c.epoch, conversations.SYSTEM)
    else:
        await conversations.request_person(w, scene.c.id)


async def _keep(w: Writer, k: Call, what: str, client_id: str, file: Attachment, duration_s: float) -> Entry:
    """A line of the log with the sound; who may read the log may listen."""
    c = await conversations.lock(w, k.conversation_id)
    if (known := await conversations.entry_of(w, c, client_id)) is not None:
        return known
    kept = await attachments.store(w, k.brand_id, None, [file], conversation_id=c.id)
    account = await channels.account(w, k.brand_id, k.account_id)
    await fetching.fetch_later(w, account, [one.id for one in kept if one.state == "waiting"])
    data = {"call": str(k.id), "duration_s": duration_s, "attachments": attachments.told(kept)}
    author = Author("requester", k.contact_id, "") if what == "voicemail" else conversations.SYSTEM
    return await conversations.activity(w, c.id, what, data, author=author, client_id=client_id)
