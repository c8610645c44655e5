"""Who listens to what, what comes round by the clock, which endpoints there are. One look shows all of it."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from gigline.accounts import endpoints as accounts_endpoints
from gigline.accounts import tasks as accounts_tasks
from gigline.api import ops
from gigline.api.live import sockets
from gigline.api.widget import calls as widget_calls
from gigline.api.widget import endpoints as widget_endpoints
from gigline.assist import endpoints as assist_endpoints
from gigline.bot import handlers as bot_handlers
from gigline.bot import tasks as bot_tasks
from gigline.bot.flows import endpoints as flows_endpoints
from gigline.bot.guest import endpoints as guest_endpoints
from gigline.bot.guest import handlers as guest_handlers
from gigline.bot.guest.client import Guest, OpenAiGuest
from gigline.bot.learning import endpoints as learning_endpoints
from gigline.bot.learning import handlers as learning_handlers
from gigline.bot.service import Assistant
from gigline.calls import endpoints as calls_endpoints
from gigline.calls import handlers as calls_handlers
from gigline.calls import tasks as calls_tasks
from gigline.calls.browser import endpoints as browser_calls_endpoints
from gigline.calls.browser import tasks as browser_calls_tasks
from gigline.calls.phone import handlers as phone_handlers
from gigline.channels import account_endpoints as channel_account_endpoints
from gigline.channels import aside_endpoints as channel_aside_endpoints
from gigline.channels import consent_endpoints as channel_consent_endpoints
from gigline.channels import handlers as channels_handlers
from gigline.channels import tasks as channels_tasks
from gigline.channels.contract import Fetch
from gigline.channels.mailboxes import Mailboxes
from gigline.conversations import contact_endpoints, list_endpoints
from gigline.conversations import endpoints as conversations_endpoints
from gigline.conversations import handlers as conversations_handlers
from gigline.conversations import tasks as conversations_tasks
from gigline.infra import tasks as infra_tasks
from gigline.infra.db import Database
from gigline.infra.dial import Outside
from gigline.infra.outbox import Subscriptions
from gigline.infra.periodic import Periodic
from gigline.infra.settings import Settings
from gigline.infra.vault import Vault
from gigline.integrations import tasks as integrations_tasks
from gigline.integrations.backends import Backends
from gigline.knowledge import endpoints as knowledge_endpoints
from gigline.planning import endpoints as planning_endpoints
from gigline.planning import tasks as planning_tasks
from gigline.providers import endpoints as providers_endpoints
from gigline.quality import bot_report as quality_bot_report
from gigline.quality import endpoints as quality_endpoints
from gigline.quality import handlers as quality_handlers
from gigline.quality import reply_report as quality_reply_report
from gigline.quality import tasks as quality_tasks
from gigline.replies import endpoints as replies_endpoints
from gigline.replies import handlers as replies_handlers
from gigline.routing import endpoints as routing_endpoints
from gigline.routing import handlers as routing_handlers
from gigline.routing import tasks as routing_tasks
from gigline.routing.audit import endpoints as audit_endpoints
from gigline.routing.callin import endpoints as callin_endpoints
from gigline.routing.callin import tasks as callin_tasks
from gigline.routing.experiments import endpoints as experiments_endpoints
from gigline.workforce import endpoints as workforce_endpoints
from gigline.workforce import tasks as workforce_tasks

# Asked in this order who answers an address: the one that is asked most comes first.
ROUTERS: Sequence[APIRouter] = (
    widget_endpoints.router,
    widget_calls.router,
    accounts_endpoints.router,
    channel_account_endpoints.router,
    channel_consent_endpoints.router,
    channel_aside_endpoints.router,
    list_endpoints.router,
    conversations_endpoints.router,
    contact_endpoints.router,
    guest_endpoints.router,
    knowledge_endpoints.router,
    workforce_endpoints.router,
    routing_endpoints.router,
    browser_calls_endpoints.router,
    calls_endpoints.router,
    callin_endpoints.router,
    experiments_endpoints.router,
    audit_endpoints.router,
    planning_endpoints.router,
    learning_endpoints.router,
    assist_endpoints.router,
    providers_endpoints.router,
    replies_endpoints.router,
    quality_endpoints.router,
    quality_bot_report.router,
    quality_reply_report.router,
    flows_endpoints.router,
    ops.router,
    sockets.router,
)


def subscriptions(assistant: Assistant, settings: Settings) -> Subscriptions:
    """Every subscriber of every event."""
    return Subscriptions(
        [
            *conversations_handlers.subscriptions(settings.public_url),
            *channels_handlers.subscriptions(fetch_of(settings), settings.public_url),
            *bot_handlers.subscriptions(assistant, backends_of(settings)),
            *guest_handlers.subscriptions(assistant.guest, assistant.embedder),
            *learning_handlers.subscriptions(assistant),
            *replies_handlers.SUBSCRIPTIONS,
            *routing_handlers.SUBSCRIPTIONS,
            *calls_handlers.SUBSCRIPTIONS,
            *phone_handlers.subscriptions(fetch_of(settings), settings.public_url),
            *quality_handlers.SUBSCRIPTIONS,
        ]
    )


def guest_of(settings: Settings) -> Guest | None:
    """The installation's language model, where one is set up."""
    if settings.llm_base_url is None:
        return None
    return OpenAiGuest(settings.llm_base_url, settings.llm_api_key, settings.llm_model, settings.llm_timeout_s)


def fetch_of(settings: Settings) -> Fetch:
    """How this process reaches providers and brands' callbacks."""
    return Outside(settings.allow_private_fetch)


def backends_of(settings: Settings) -> Backends:
    """How this process reaches the brands' back ends."""
    return Backends(fetch_of(settings), Vault(settings), settings.allow_private_fetch)


def mailboxes(database: Database, settings: Settings) -> Mailboxes:
    """What reads the mailboxes of email accounts."""
    return Mailboxes(database, fetch_of(settings))


def worker_tasks(assistant: Assistant) -> list[Periodic]:
    """What every worker does by the clock."""
    return [
        *infra_tasks.TASKS,
        *accounts_tasks.TASKS,
        *channels_tasks.TASKS,
        *conversations_tasks.TASKS,
        *integrations_tasks.TASKS,
        *bot_tasks.tasks(assistant),
        *planning_tasks.TASKS,
        *quality_tasks.TASKS,
    ]


def router_tasks(settings: Settings) -> list[Periodic]:
    """What every router does by the clock: sweeping, so that no trigger is relied on alone."""
    return [
        *workforce_tasks.TASKS,
        *routing_tasks.tasks(settings.decision_days),
        *callin_tasks.TASKS,
        *calls_tasks.TASKS,
        *browser_calls_tasks.TASKS,
    ]
