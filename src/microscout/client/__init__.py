"""The one door to the network. A platform declares (``api.py``); the client does (``client.py``)."""

from microscout.client.api import Api, Bearer, Call, Cursor, Fault, LinkNext, Offset, Pace, Quota, Session
from microscout.client.client import Client
from microscout.client.hosts import public_base
from microscout.client.ledger import Ledger
from microscout.client.pacer import Clock

__all__ = [
    "Api",
    "Bearer",
    "Call",
    "Client",
    "Clock",
    "Cursor",
    "Fault",
    "Ledger",
    "LinkNext",
    "Offset",
    "Pace",
    "Quota",
    "Session",
    "public_base",
]
