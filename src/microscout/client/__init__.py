"""The one door to the network. A platform declares (``api.py``); the client does (``client.py``)."""

from microscout.client.api import (
    Api,
    Bearer,
    Call,
    Cursor,
    Fault,
    Grant,
    HeaderKey,
    LinkNext,
    Numbered,
    Offset,
    Pace,
    Quota,
    Session,
    Stamped,
)
from microscout.client.cache import Kept
from microscout.client.client import Client
from microscout.client.hosts import public_base
from microscout.client.ledger import Ledger, opened_at
from microscout.client.mail import MailServer
from microscout.client.pacer import Clock
from microscout.client.short import follow
from microscout.client.webhook import deliver, webhook_host

__all__ = [
    "Api",
    "Bearer",
    "Call",
    "Client",
    "Clock",
    "Cursor",
    "Fault",
    "Grant",
    "HeaderKey",
    "Kept",
    "Ledger",
    "LinkNext",
    "MailServer",
    "Numbered",
    "Offset",
    "Pace",
    "Quota",
    "Session",
    "Stamped",
    "deliver",
    "follow",
    "opened_at",
    "public_base",
    "webhook_host",
]
