"""How requests are signed. Secrets live in headers and bodies: never in an address, a log, an error or the store."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from pydantic import SecretStr

from microscout.client import answers
from microscout.client.api import Api, Bearer, Grant, HeaderKey, Session, Stamped
from microscout.client.hosts import origin
from microscout.client.transport import Answer, Question, Transport
from microscout.errors import Refused


class Signer:
    """Signs the calls of one platform, each only at the host that its key belongs to."""

    def __init__(
        self, api: Api, credentials: Mapping[str, SecretStr], transport: Transport, now: Callable[[], float]
    ) -> None:
        self._api = api
        self._credentials = credentials
        self._transport = transport
        self._now = now
        self._tokens: dict[str, str] = {}
        self._lock = asyncio.Lock()

    async def headers(self, base: str) -> dict[str, str]:
        """The headers that sign a call at `base`; none where there is no key for that host."""
        match self._api.auth:
            case None:
                return {}
            case Session() | Grant() as auth:
                return _bearer(await self._token(auth, base)) | self._besides(auth)
            case Bearer(credential):
                key = self._key(credential, base)
                return {} if key is None else _bearer(key)
            case HeaderKey(header, credential):
                key = self._key(credential, base)
                return {} if key is None else {header: key}
            case Stamped(names, make):
                return dict(make(self._held(names), int(self._now())))

    def expired(self, answer: Answer, base: str, sent: Mapping[str, str]) -> bool:
        """Whether `answer` says that the session of the headers `sent` is over; the next call signs in again then.

        Only that session is dropped: of many calls under way when it ends, the first renews it for all.
        """
        match self._api.auth:
            case Session(expired=name):
                over = answer.status in (400, 401) and name.encode() in answer.body
            case Grant(expired=statuses):
                over = answer.status in statuses
            case _:
                over = False
        if over and f"Bearer {self._tokens.get(base)}" == sent.get("Authorization"):
            del self._tokens[base]
        return over

    def _key(self, credential: str, base: str) -> str | None:
        """The credential for the host of `base`: one of its own (``token@host``), or the platform's at its own host."""
        own = self._credentials.get(f"{credential}@{urlsplit(base).hostname}")
        if own is None and origin(base) == origin(self._api.base_url):
            own = self._credentials.get(credential)
        return None if own is None else own.get_secret_value()

    def _held(self, names: Iterable[str]) -> dict[str, str]:
        """These credentials in the clear; Refused, with what is missing, where one is not configured."""
        wanted = list(names)
        lacking = [name for name in wanted if name not in self._credentials]
        if lacking:
            raise Refused(
                f"{self._api.name} needs {' and '.join(lacking)} for this",
                hint=f"`microscout platforms {self._api.name}` says where to get it.",
            )
        return {name: self._credentials[name].get_secret_value() for name in wanted}

    def _besides(self, auth: Session | Grant) -> dict[str, str]:
        if isinstance(auth, Session):
            return {}
        held = self._held(auth.headers.values())
        return {header: held[name] for header, name in auth.headers.items()}

    async def _token(self, auth: Session | Grant, base: str) -> str:
        async with self._lock:
            if base not in self._tokens:
                self._tokens[base] = await self._signed_in(auth, base)
            return self._tokens[base]

    async def _signed_in(self, auth: Session | Grant, base: str) -> str:
        asked = self._session(auth, base) if isinstance(auth, Session) else self._grant(auth)
        answer = await self._transport.send(asked)
        if answer.status == 429 or answer.status >= 500:
            raise answers.fault(self._api, answer)  # that says nothing of the key
        if answer.status >= 300:
            raise Refused(f"{self._api.name} did not accept the sign-in", hint="Check the key in your settings.")
        token = answers.at(answers.parsed(answer.body, answer.headers), auth.token)
        if not isinstance(token, str):
            raise Refused(f"{self._api.name} gave no session for the sign-in")
        return token

    def _session(self, auth: Session, base: str) -> Question:
        held = self._held(auth.body.values())
        body = {field: held[name] for field, name in auth.body.items()}
        return Question("POST", base.rstrip("/") + auth.path, {}, {}, json=body)

    def _grant(self, auth: Grant) -> Question:
        held = self._held([*auth.credentials.values(), *(auth.basic or ())])
        form = dict(auth.form) | {field: held[name] for field, name in auth.credentials.items()}
        pair = ":".join(held[name] for name in auth.basic or ())
        headers = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"} if auth.basic else {}
        return Question("POST", auth.url, {}, {**self._api.headers, **headers}, form=form)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
