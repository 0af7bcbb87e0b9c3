"""The client's manners: pace, retries, pages, error mapping, the quota ledger. The same for every platform.

A platform hands over a declared :class:`Call` and gets parsed JSON back, or one of the errors of
``microscout.errors``. It never sees a status, a header or an exception of the HTTP library.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, Self
from urllib.parse import quote

from pydantic import SecretStr

from microscout.client import answers, limits
from microscout.client.api import Api, Call
from microscout.client.cache import Kept, conditions, key, served
from microscout.client.hosts import origin
from microscout.client.ledger import Ledger
from microscout.client.pacer import Clock, Pacer
from microscout.client.paging import next_page
from microscout.client.signing import Signer
from microscout.client.transport import Answer, Question, Transport
from microscout.client.trials import Trials
from microscout.errors import DropPlatform, MicroscoutError, PayloadError, QuotaSpent, Unreachable

_TRIES = 4
_EMPTY_PAGES = 3  # in a row, each promising another: then it is enough
_NEARLY_ALL = 95.0  # per cent of a limit: the rest is left to the founder's other programs
_LONG = 180  # minutes: longer waits are told in hours
_DEAD_AFTER = 3  # calls in a row that failed although each was tried again
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_log = logging.getLogger("microscout.client")


class Client:
    """Asks one platform. Use as ``async with``; all tasks of a platform share one client and so its pace.

    `patience`: the longest wait, in seconds, that a platform may ask of one call. `seam`: an httpx transport for
    tests. `kept`: where answers are kept for ``If-None-Match``. `notes` counts the failures that one could do without,
    by sentence; `answered` the answers that brought what was asked for; `cut_short` says whether a used-up limit or
    silence was among the failures: asked again later, there may be more.
    """

    def __init__(
        self,
        api: Api,
        *,
        credentials: Mapping[str, SecretStr] | None = None,
        ledger: Ledger | None = None,
        seam: Any = None,
        clock: Clock | None = None,
        patience: float = 60.0,
        kept: Kept | None = None,
    ) -> None:
        self.api = api
        self.notes: dict[str, int] = {}
        self.answered = 0
        self.first_failure: MicroscoutError | None = None
        self.cut_short = False
        self._credentials = credentials or {}
        self._ledger = ledger if ledger is not None else Ledger()
        self._clock = clock or Clock()
        self._patience = patience
        self._transport = Transport(api.max_bytes, seam)
        self._signer = Signer(api, self._credentials, self._transport, self._clock.now)
        self._kept = kept
        self._trials = Trials()
        self._pacers: dict[str, Pacer] = {}
        self._failures: dict[str, int] = {}
        self._dead: dict[str, DropPlatform] = {}
        self._shut: dict[tuple[str, str], QuotaSpent] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.close()

    def has(self, credential: str) -> bool:
        """Whether the founder has configured `credential`."""
        return credential in self._credentials

    def now(self) -> int:
        """Epoch seconds by the client's clock: what a platform stamps its facts with."""
        return int(self._clock.now())

    async def get(self, call: Call, *, base: str = "", **parameters: Any) -> Any:
        """The answer to `call`, as parsed JSON (bytes if it is `raw`). Parameters that are None are left out.

        `base`: another host than the declared one. Raises DropPlatform or SkipCreator errors.
        """
        answer, _ = await self._ask(call, base or self.api.base_url, parameters)
        self.answered += 1
        return answer

    async def attempt(self, call: Call, *, base: str = "", **parameters: Any) -> Any | None:
        """As :meth:`get`, for a call that one can do without: None, and a note, where no good answer came.

        That somebody is not there (``Missing``) is an answer, and is raised all the same.
        """
        try:
            return await self.get(call, base=base, **parameters)
        except (DropPlatform, PayloadError) as error:
            self.note(error)
            return None

    async def items(
        self, call: Call, *, limit: int, base: str = "", optional: bool = False, **parameters: Any
    ) -> AsyncIterator[Any]:
        """Up to `limit` items of a paged `call`, page after page.

        A failure on the first page is raised (noted only, if `optional`); on a later page it is noted, and what
        came before it stands. A page that comes twice ends the paging.
        """
        page_size = {call.page_parameter: min(call.page, limit)} if call.page else {}
        came, empty, asked, seen = 0, 0, page_size | parameters, set[str]()
        while came < limit and empty < _EMPTY_PAGES:
            try:
                most = self._afford(call, int(asked.get(call.page_parameter, call.page) or limit))
                try:
                    answer, headers = await self._ask(call, base or self.api.base_url, asked)
                except MicroscoutError:
                    self._pay(call, -most)
                    raise
                page = answers.listed(answer, call.items, call.empty_if)
                self.answered += 1
                self._pay(call, len(page) - most)
            except MicroscoutError as error:
                if not seen and not optional:
                    raise
                self.note(error)
                return
            empty = 0 if page else empty + 1
            for item in page[: limit - came]:
                came += 1
                yield item
            onward = next_page(call.paging, answer, headers, asked, len(page))
            if onward is None:
                return
            key = repr(sorted(onward.items()))
            if key in seen:
                self.note(PayloadError(f"{self.api.name} sent the same page twice; paging ended there"))
                return
            seen.add(key)
            asked = onward

    def note(self, error: MicroscoutError) -> None:
        """Remember a failure that one could do without, for the end of the run."""
        self.notes[error.message] = self.notes.get(error.message, 0) + 1
        self.first_failure = self.first_failure or error
        self.cut_short = self.cut_short or isinstance(error, QuotaSpent | Unreachable)

    async def _ask(self, call: Call, base: str, parameters: Mapping[str, Any]) -> tuple[Any, Mapping[str, str]]:
        """As :meth:`_asked`; in turn, where it is not known yet whether the call is allowed at all."""
        if not call.trial:
            return await self._asked(call, base, parameters)
        async with self._trials.turn(call.path):
            return await self._asked(call, base, parameters)

    async def _asked(self, call: Call, base: str, parameters: Mapping[str, Any]) -> tuple[Any, Mapping[str, str]]:
        """Parsed answer and headers, after as many tries as it takes and the manners allow."""
        host = origin(base)
        waited = 0.0
        for attempt in range(1, _TRIES + 1):
            if (closed := self._dead.get(host) or self._shut.get((host, call.quota))) is not None:
                raise closed
            told: float | None = None
            failure: MicroscoutError
            try:
                answer = await self._once(call, base, parameters)
            except Unreachable as error:
                failure, mute = error, True
            else:
                mute = False
                told = limits.seconds_until_open(answer.status, answer.headers, self._clock.now())
                if answers.good(self.api, answer):
                    return self._good(host, told, call, answer), answer.headers
                failure, told = answers.fault(self.api, answer), answers.asked_to_wait(self.api, answer, told)
                if not answers.again(self.api, answer) or not isinstance(failure, DropPlatform):
                    if isinstance(failure, QuotaSpent):
                        regained = limits.seconds_until_regained(self.api.usage, answer.headers)
                        failure = failure if regained is None else _spent(self.api.name, regained)
                        self._shut[host, call.quota] = failure
                    raise failure
            wait = limits.backoff(attempt, self._clock.luck()) if told is None else told
            waited += wait
            if attempt == _TRIES or waited > self._patience:
                break
            if told is not None or isinstance(failure, QuotaSpent):
                self._pacer(host).hold(wait)
            else:
                await self._clock.sleep(wait)
        raise self._given_up(host, failure, told, mute)

    async def _once(self, call: Call, base: str, parameters: Mapping[str, Any]) -> Answer:
        """One request in its turn; a session that has run out is renewed on the way."""
        given = {name: value for name, value in parameters.items() if value is not None}
        url = base.rstrip("/") + _PLACEHOLDER.sub(lambda found: quote(str(given.pop(found[1])), safe=""), call.path)
        in_query = {name: value for name, value in given.items() if call.method == "GET" or name in call.query}
        body = {name: value for name, value in given.items() if name not in in_query} if call.method == "POST" else None
        kept = self._kept if call.cached else None
        name = key(url, in_query)
        for last in (False, True):  # a session that is over as soon as it is opened is no session
            headers = await self._signer.headers(base) if call.signed else {}
            unless = {} if kept is None else conditions(kept, name)
            pacer = self._pacer(origin(base))
            async with pacer.open:
                await pacer.turn()
                await self._spend(call)
                answer = await self._transport.send(
                    Question(call.method, url, in_query, {**self.api.headers, **headers, **unless}, json=body)
                )
            _log.debug("%s %s: %s", call.method, url, answer.status)
            if last or not (call.signed and self._signer.expired(answer, base, headers)):
                break
        return answer if kept is None else served(answer, kept, name)

    def _afford(self, call: Call, most: int) -> int:
        """Book what `most` items would cost, before they are asked for: other calls are under way beside this one.

        QuotaSpent where that is more than is left: a bill is never found out afterwards.
        """
        quota = self.api.quota(call.quota)
        left = self._ledger.left(self.api.name, quota, self._clock.now()) if call.cost_each else None
        if left is not None and call.cost_each * most > left + 1e-9:
            raise QuotaSpent(
                f"{self.api.name}: the next page may cost more than is left ({left:.2f} {quota.unit})",
                hint="Allow more, or run it again when the limit is open: what has arrived is kept.",
            )

        self._pay(call, most)
        return most

    def _pay(self, call: Call, items: int) -> None:
        """Book what is paid by the item; fewer than none where fewer came than were booked."""
        if call.cost_each:
            quota = self.api.quota(call.quota)
            self._ledger.book(self.api.name, quota, items * call.cost_each, self._clock.now())

    async def _spend(self, call: Call) -> None:
        """Book the call itself; a limit that opens again soon is waited for."""
        while True:
            try:
                return self._ledger.spend(self.api.name, self.api.quota(call.quota), call.cost, self._clock.now())
            except QuotaSpent as error:
                if error.wait is None or error.wait > self._patience:
                    raise
                await self._clock.sleep(error.wait + 0.01)

    def _pacer(self, host: str) -> Pacer:
        return self._pacers.setdefault(host, Pacer(self.api.pace, self._clock))

    def _good(self, host: str, told: float | None, call: Call, answer: Answer) -> Any:
        """What a good answer holds. A limit that it used up is waited for, or ends the asking."""
        self._failures[host] = 0
        if limits.percent_used(self.api.usage, answer.headers) >= _NEARLY_ALL:
            regained = limits.seconds_until_regained(self.api.usage, answer.headers)
            self._dead[host] = _spent(self.api.name, regained if told is None else told)
        content = answer.body if call.raw else answers.parsed(answer.body, answer.headers)
        asked = answers.at(content, self.api.wait_at) if self.api.wait_at and not call.raw else None
        wait = max((w for w in (told, asked) if isinstance(w, int | float)), default=None)
        if wait is not None and wait > self._patience:
            self._dead[host] = _spent(self.api.name, wait)
        elif wait is not None:
            self._pacer(host).hold(wait)
        return content

    def _given_up(self, host: str, failure: MicroscoutError, told: float | None, mute: bool) -> MicroscoutError:
        """The error after the last try. A host that asks us to stop, that never answered or that keeps failing
        is not asked again in this run.
        """
        if isinstance(failure, QuotaSpent):
            failure = self._dead[host] = _spent(self.api.name, told)
        elif isinstance(failure, DropPlatform):
            never_answered = mute and host not in self._failures
            self._failures[host] = self._failures.get(host, 0) + 1
            if never_answered or self._failures[host] >= _DEAD_AFTER:
                self._dead[host] = failure
        return failure


def _spent(platform: str, wait: float | None) -> QuotaSpent:
    minutes = max(1, round((wait or 0) / 60))
    span = f"{minutes} min" if minutes < _LONG else f"{minutes / 60:.0f} h"
    when = "" if wait is None else f"; it opens again in {span}"
    return QuotaSpent(
        f"{platform} asks us to stop for now{when}",
        hint="Run the same command again then: what has arrived is kept.",
        wait=wait,
    )
