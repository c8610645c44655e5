"""How a brand stands, and making it stand as its folder says: all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gigline.accounts import service as accounts
from gigline.accounts.errors import NoSuchBrand
from gigline.accounts.models import Brand
from gigline.accounts.schemas import BrandSettings, ChannelSettings
from gigline.bot import vocabularies
from gigline.bot.flows import stored as flows
from gigline.channels import service as channels
from gigline.cli.apply.changes import Change, Standing, changes
from gigline.cli.apply.reading import BrandFolder
from gigline.infra.db import Database, Reader, Writer
from gigline.integrations import service as integrations
from gigline.kit.errors import Conflict
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import Article, ArticleFile
from gigline.language.service import Embedder
from gigline.providers import service as providers
from gigline.replies import service as replies

_ALL = 1_000_000


class ChangedMeanwhile(Conflict):
    """Somebody changed the brand between the comparison and the confirmation."""

    code = "changed_meanwhile"


async def standing(r: Reader, embedder: Embedder, settings: BrandSettings) -> Standing:
    """The brand of this key as it is now."""
    try:
        brand = await accounts.brand_by_key(r, settings.brand.key)
    except NoSuchBrand:
        return Standing(None, {})
    hits = await knowledge.search(r, embedder, brand.id, "", limit=_ALL)
    articles = [hit.article for hit in hits]
    return Standing(
        accounts.settings_of(brand),
        {one.slug: _as_file(one) for one in articles if one.origin == "brand"},
        frozenset(one.slug for one in articles if one.origin == "learned"),
        Counter(one.slug for one in await knowledge.examples(r, brand.id)),
        await integrations.sources(r, brand.id),
        {one.id: one.source for one in (await flows.flows_of(r, brand.id)).by_id.values()},
        await providers.directory_of(r, brand.id),
        await vocabularies.sources(r, brand.id),
        await replies.files(r, brand.id),
    )


def _as_file(article: Article) -> ArticleFile:
    return ArticleFile(
        slug=article.slug,
        title=article.title,
        kinds=tuple(article.kinds),
        language=article.language,
        topic=article.topic,
        questions=tuple(article.questions),
        body=article.body,
    )


async def compare(r: Reader, embedder: Embedder, folder: BrandFolder) -> list[Change]:
    """What applying the folder would change."""
    now = await standing(r, embedder, folder.settings)
    articles = {article.slug: article for article in folder.articles}
    connectors = {one.name: one.source for one in folder.connectors}
    made = {one.id: one.source for one in folder.flows}
    directory = folder.providers.model_dump(mode="json") if folder.providers is not None else None
    said = {one.slug: one for one in folder.replies}
    return changes(now, folder.settings, articles, connectors, made, directory, folder.vocabularies, said)


async def apply(
    database: Database, embedder: Embedder, folder: BrandFolder, *, confirmed: Sequence[Change] | None = None
) -> list[Change]:
    """Make it so in one transaction and return what changed; an empty list means that nothing was written.

    `confirmed` is what somebody agreed to: raises ChangedMeanwhile when it is something else by now.
    """
    async with database.writer() as w:
        found = await compare(w, embedder, folder)
        if confirmed is not None and found != list(confirmed):
            raise ChangedMeanwhile("The brand was changed meanwhile: compare again.")
        if found:
            await save(w, embedder, folder)
    return found


async def save(w: Writer, embedder: Embedder, folder: BrandFolder) -> None:
    """Write all of the folder, within the caller's transaction."""
    brand = await accounts.save_brand(w, folder.settings)
    for channel in folder.settings.channels:
        await _save_channel(w, brand, channel)
    await knowledge.save_articles(w, embedder, brand.id, folder.articles)
    await integrations.save(w, brand.id, folder.connectors)
    await vocabularies.save(w, brand.id, folder.vocabularies)
    await flows.save(w, brand.id, folder.flows)
    await providers.save(w, brand.id, folder.providers)
    await replies.save(w, brand.id, folder.replies)


async def _save_channel(w: Writer, brand: Brand, channel: ChannelSettings) -> None:
    """Secrets of an account, and what the folder does not say, are set on the console and stay."""
    known = {account.key: account for account in await channels.accounts(w, brand.id)}.get(channel.account)
    before = known.settings if known is not None and known.kind == channel.kind else {}
    settings = {**before, **channel.settings}
    await channels.save_account(w, brand.id, channel.kind, channel.account, settings, incomplete=True)
