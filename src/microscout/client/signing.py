"""How requests are signed. Secrets live in headers only: never in an address, a log, an error or the store."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import SecretStr

from microscout.client import answers
from microscout.client.api import Api, Session
from microscout.client.hosts import origin
from microscout.client.transport import Answer, Question, Transport
from microscout.errors import Refused


class Signer:
    """Signs the calls of one platform, each only at the host that its key belongs to."""

    def __init__(self, api: Api, credentials: Mapping[str, SecretStr], transport: Transport) -> None:
        self._api = api
        self._credentials = credentials
        self._transport = transport
        self._tokens: dict[str, str] = {}
        self._lock = asyncio.Lock()

    async def headers(self, base: str) -> dict[str, str]:
        """The headers that sign a call at `base`; none where there is no key for that host."""
        auth = self._api.auth
        if auth is None:
            return {}
        if isinstance(auth, Session):
            return _bearer(await self._token(auth, base))
        secret = self._credentials.get(f"{auth.credential}@{urlsplit(base).hostname}")
        if secret is None and origin(base) == origin(self._api.base_url):
            secret = self._credentials.get(auth.credential)
        return {} if secret is None else _bearer(secret.get_secret_value())

    def expired(self, answer: Answer, base: str, sent: Mapping[str, str]) -> bool:
        """Whether `answer` says that the session of the headers `sent` is over; the next call signs in again then.

        Only that session is dropped: of many calls under way when it ends, the first renews it for all.
        """
        auth = self._api.auth
        over = isinstance(auth, Session) and answer.status in (400, 401) and auth.expired.encode() in answer.body
        if over and _bearer(self._tokens.get(base, "")) == sent:
            del self._tokens[base]
        return over

    async def _token(self, auth: Session, base: str) -> str:
        async with self._lock:
            if base not in self._tokens:
                self._tokens[base] = await self._sign_in(auth, base)
            return self._tokens[base]

    async def _sign_in(self, auth: Session, base: str) -> str:
        lacking = [name for name in auth.body.values() if name not in self._credentials]
        if lacking:
            raise Refused(f"{self._api.name} needs {' and '.join(lacking)} for this")
        body = {field: self._credentials[name].get_secret_value() for field, name in auth.body.items()}
        answer = await self._transport.send(Question("POST", base.rstrip("/") + auth.path, {}, {}, body))
        if answer.status >= 300:
            raise Refused(f"{self._api.name} did not accept the sign-in", hint="Check the key in your settings.")
        token = answers.at(answers.parsed(answer.body, answer.headers), auth.token)
        if not isinstance(token, str):
            raise Refused(f"{self._api.name} gave no session for the sign-in")
        return token


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
