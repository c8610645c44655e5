"""A brand's settings (brand.toml, exactly), and what goes in and out of this slice's endpoints."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from gigline.accounts.experiences import ExperienceSettings
from gigline.accounts.models import Role
from gigline.accounts.opening import STRICT, HoursSettings, QuietSettings, TimeZone
from gigline.kit.hours import Hours

RequesterKind = Literal["customer", "worker", "business", "employee"]

_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]+")


def _origin(value: str) -> str:
    if value != "*" and not _ORIGIN.fullmatch(value):
        raise ValueError("an origin is * or like https://shop.example, in small letters and without a path")
    return value


Origin = Annotated[str, AfterValidator(_origin)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
AccountKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
TopicKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Seconds = Annotated[int, Field(ge=1, le=30 * 86_400)]


class _Settings(BaseModel):
    """Nothing is guessed: wrong types and unknown names are refused."""

    model_config = STRICT


class BrandFacts(_Settings):
    """[brand]: who it is. `languages` in order of preference, the first is the default."""

    key: Key
    name: Name
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    time_zone: TimeZone = "UTC"
    about: Annotated[str, Field(max_length=2000)] = ""
    accent: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None


class BotSettings(_Settings):
    """[bot]: `precision` is the share of its answers that must be right, by its calibration. `holdout` is the share of
    contacts whom only people answer, to measure the bot against.
    """

    enabled: bool = True
    name: Name = "Bot"
    greeting: Annotated[str, Field(max_length=2000)] = ""
    handover_text: Annotated[str, Field(max_length=2000)] = ""
    precision: Annotated[float, Field(ge=0.5, le=0.999)] = 0.95
    sensitive_phrases: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=500)] = []
    holdout: Annotated[float, Field(ge=0, le=0.5)] = 0.0


class LearningSettings(_Settings):
    """[learning]: what the bot learns from people. `audit_share` of its answers are shown to leaders, at most
    `audits_a_day`. Questions confirmed by outcomes join an article up to `examples_per_article`; an outcome is first
    judged after `confirm_after_h` hours. `auto_approve` is the precision that leaders' decisions must have shown before
    candidates that held are approved without them; nothing is, where it is missing.
    """

    audit_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    audits_a_day: Annotated[int, Field(ge=0, le=10_000)] = 50
    examples_per_article: Annotated[int, Field(ge=0, le=200)] = 30
    confirm_after_h: Annotated[int, Field(ge=1, le=720)] = 48
    auto_approve: Annotated[float, Field(ge=0.5, le=0.999)] | None = None


class ModelSettings(_Settings):
    """[model]: what the installation's language model may be used for, and how much. `name` is another model than the
    installation's. choose: among the articles the bot considers; paraphrase: word an article's answer for the question,
    checked against it; draft: replies for associates to edit; summary: a note for whoever takes over.
    """

    uses: Annotated[list[Literal["choose", "paraphrase", "draft", "summary"]], Field(max_length=4)] = []
    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    calls_per_conversation: Annotated[int, Field(ge=0, le=100)] = 6
    tokens_per_day: Annotated[int, Field(ge=0, le=100_000_000)] = 200_000


class TopicSettings(_Settings):
    """[[topics]]: whether the bot may answer, who is cleared for it, and how urgent it is (2 first)."""

    key: TopicKey
    name: Name
    policy: Literal["bot", "person"] = "bot"
    clearance: Annotated[int, Field(ge=0, le=9)] = 0
    priority: Annotated[int, Field(ge=0, le=2)] = 0


class PolicySettings(_Settings):
    """[[policies]]: what the bot may do where this applies (no topics, kinds or attributes: everywhere).

    `bot`: acts (all it can), answers (tells articles, runs no action), never. `clearance` is what whoever answers
    needs, `offer_person` puts a person among the choices of every reply. Of several, the strictest holds.
    `attributes` are the contact's: `verified`, `language`, or what they said of themselves.
    """

    name: Name
    topics: Annotated[list[TopicKey], Field(max_length=200)] = []
    kinds: Annotated[list[RequesterKind], Field(max_length=4)] = []
    attributes: Annotated[dict[str, bool | str | list[str]], Field(max_length=10)] = {}
    bot: Literal["acts", "answers", "never"] = "acts"
    clearance: Annotated[int, Field(ge=0, le=9)] = 0
    offer_person: bool = False


class OfferExpiry(_Settings):
    """How long an associate may think about an offer, in seconds."""

    chat: Annotated[int, Field(ge=5, le=3600)] = 20
    email: Annotated[int, Field(ge=5, le=86_400)] = 300


class LadderStep(_Settings):
    """[[queue.ladder]]: for so long only those of this rung are asked: preferred for the topic, or certified."""

    rung: Literal["preferred", "certified"]
    for_s: Seconds


class EmptyStep(_Settings):
    """[[queue.when_empty]]: what to do for whoever waited so long with nobody there who may take it: call_in (tell
    those who call people in), convert (offer the requester to be answered later).
    """

    do: Literal["call_in", "convert"]
    after_s: Seconds


class QueueSettings(_Settings):
    """[queue]: promises to those who wait, in seconds, and the `policy` that orders whoever may take them. `explore` is
    how often somebody who looks nearly as good as the best is asked instead, to learn of them. `affinity`: whether
    [[experiences]] count at all.
    """

    policy: Literal["gigline", "longest-idle"] = "gigline"
    explore: Annotated[float, Field(ge=0, le=0.2)] = 0.02
    affinity: bool = True

    sla_first_response_s: Seconds = 60
    offer_expires_s: OfferExpiry = OfferExpiry()
    still_there_after_s: Seconds = 60
    sla_by_kind: dict[RequesterKind, Seconds] = {}
    sla_by_channel: dict[str, Seconds] = {"email": 3600}
    # Preferred, then certified, then everybody with a grant; without steps everybody from the beginning.
    ladder: Annotated[list[LadderStep], Field(max_length=2)] = []
    widen_when_empty: bool = True
    when_empty: Annotated[list[EmptyStep], Field(max_length=2)] = []

    @model_validator(mode="after")
    def _in_order(self) -> QueueSettings:
        if [step.rung for step in self.ladder] not in ([], ["preferred"], ["certified"], ["preferred", "certified"]):
            raise ValueError("the ladder goes from preferred to certified, each once")
        if [step.after_s for step in self.when_empty] != sorted(step.after_s for step in self.when_empty):
            raise ValueError("when_empty goes by rising seconds")
        return self


class ContinuitySettings(_Settings):
    """[continuity]: a message on another channel of the same contact goes on in a conversation that is open and was
    written in within `join_within_h` hours (0: it begins its own). Whoever left a chat gets the answer elsewhere after
    `missed_after_min` minutes (0: never). A page with an answer can be read for `page_days` days.
    """

    join_within_h: Annotated[int, Field(ge=0, le=720)] = 48
    missed_after_min: Annotated[int, Field(ge=0, le=1440)] = 5
    page_days: Annotated[int, Field(ge=1, le=90)] = 14


class CallInSettings(_Settings):
    """[call_in]: whether the router calls associates on standby in when hands will be lacking; leaders may anyway."""

    automatic: bool = True


class ContactSettings(_Settings):
    """[contacts]: whether associates may say that two contacts are one person, if they hold open talks with both."""

    associates_merge: bool = False


class ChannelSettings(_Settings):
    """[[channels]]: `allowed_origins` are the pages that may show this account's widget; `requester_kind` is what
    those are who write there and whom nobody vouches for; `settings` are the channel's own, as its folder says."""

    kind: Annotated[str, Field(pattern=r"^[a-z]{2,20}$")]
    account: AccountKey
    allowed_origins: Annotated[list[Origin], Field(max_length=100)] = []
    requester_kind: RequesterKind = "customer"
    settings: dict[str, Any] = {}


class BrandSettings(_Settings):
    """One brand.toml."""

    brand: BrandFacts
    bot: BotSettings = BotSettings()
    learning: LearningSettings = LearningSettings()
    model: ModelSettings = ModelSettings()
    topics: Annotated[list[TopicSettings], Field(min_length=1, max_length=200)]
    queue: QueueSettings = QueueSettings()
    call_in: CallInSettings = CallInSettings()
    continuity: ContinuitySettings = ContinuitySettings()
    contacts: ContactSettings = ContactSettings()
    hours: HoursSettings | None = None
    quiet: QuietSettings = QuietSettings()
    channels: Annotated[list[ChannelSettings], Field(max_length=50)] = []
    policies: Annotated[list[PolicySettings], Field(max_length=50)] = []
    experiences: Annotated[list[ExperienceSettings], Field(max_length=50)] = []

    @model_validator(mode="after")
    def _keys_are_unique(self) -> BrandSettings:
        for what, keys in (
            ("topics", [topic.key for topic in self.topics]),
            ("channels", [channel.account for channel in self.channels]),
            ("languages", self.brand.languages),
            ("policies", [policy.name for policy in self.policies]),
            ("experiences", [experience.key for experience in self.experiences]),
        ):
            if len(set(keys)) != len(keys):
                raise ValueError(f"{what} has the same name twice")
        about = [(f"policy {one.name!r}", one.topics) for one in self.policies]
        about += [(f"experience {one.name!r}", one.topics) for one in self.experiences]
        for what, topics in about:
            if unknown := sorted(set(topics) - {topic.key for topic in self.topics}):
                raise ValueError(f"{what} is about topics that are not there: {', '.join(unknown)}")
        return self

    def calendar(self) -> Hours | None:
        """When the brand's people are there; None: always."""
        return None if self.hours is None else self.hours.calendar(self.brand.time_zone)

    def topic(self, key: str | None) -> TopicSettings | None:
        """The topic of this key, or None."""
        return next((topic for topic in self.topics if topic.key == key), None)

    def counting(self) -> dict[str, ExperienceSettings]:
        """The experiences that may count, by key; none where the brand has switched them off."""
        return {one.key: one for one in self.experiences} if self.queue.affinity else {}

    def channel(self, account: str) -> ChannelSettings | None:
        """The channel account of this key, or None."""
        return next((channel for channel in self.channels if channel.account == account), None)


class _Body(BaseModel):
    """A request's body: unknown names are refused, so that nobody assigns what was not offered."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SignIn(_Body):
    email: Annotated[str, Field(min_length=1, max_length=254)]
    password: Annotated[SecretStr, Field(min_length=1, max_length=1024)]


class MePerson(BaseModel):
    id: UUID
    name: str
    email: str


class MeTopic(BaseModel):
    key: str
    name: str


class MeBrand(BaseModel):
    """`drafts`: whether a language model may draft replies."""

    id: UUID
    key: str
    name: str
    role: Role
    languages: list[str]
    topics: list[MeTopic]
    drafts: bool


class Me(BaseModel):
    """Who is signed in, where they work, and the CSRF token of the session."""

    person: MePerson
    operator: bool
    brands: list[MeBrand]
    csrf: str


class BrandOut(BaseModel):
    """A brand as those see it who work in it."""

    id: UUID
    key: str
    name: str
    role: Role
    languages: list[str]
    topics: list[MeTopic]
    drafts: bool


class BrandList(BaseModel):
    items: list[BrandOut]


class NewApiKey(_Body):
    name: Name
    role: Role


class ApiKeyOut(BaseModel):
    id: UUID
    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None


class ApiKeyList(BaseModel):
    items: list[ApiKeyOut]


class ApiKeyMade(ApiKeyOut):
    """The only time the key itself is shown."""

    token: str


class IdentitySecret(BaseModel):
    """What the brand signs its identity tokens with (HS256)."""

    secret: str
