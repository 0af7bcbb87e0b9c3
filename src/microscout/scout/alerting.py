"""Telling the founder of news, on the channels that the founder has named: each thing once, and not too often.

The outbox is the store's own record of what the watch has found: after each rescore, whatever was found within 30 days
and was not yet told on a channel is told there. So nothing is lost by a kill between finding and telling, by a channel
that was down, or by a day that had its digests already.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from microscout.alerts import Digest, News, as_mail, as_text, as_webhook
from microscout.client import MailServer, webhook_host
from microscout.collect import deliver
from microscout.config import ALERTS
from microscout.errors import ConfigError, DropPlatform, MicroscoutError, NoConnection, OutputError, Refused, meant
from microscout.monitoring import KINDS, shift_sentence
from microscout.monitoring.breaks import explaining
from microscout.scout import watching
from microscout.scout.desk import Desk
from microscout.store import alerts, history, named, observations

SHIFT = "shift"
"""The kind of news that is about a platform."""
_OUTBOX_DAYS = 30

Changed = tuple[str, str, int, str]
"""creator_id, kind, when, and the sentence."""
Shifted = tuple[str, int, float]
"""Platform, when it began, and its size (log)."""
_HINT = "`microscout alerts --help` says what each channel needs."
_log = logging.getLogger("microscout.alerts")


@dataclass(frozen=True)
class Told:
    """What came of one channel: how much news it was told, and what went wrong."""

    channel: str
    news: int
    failure: MicroscoutError | None = None


def newly(desk: Desk, creator_ids: Collection[str], since: int) -> list[News]:
    """Watch `creator_ids`: what has newly changed with them and their platforms (see ``microscout.monitoring``).

    With what was found from `since` on by runs of the same job that were cut off, and told nobody.
    """
    found = watching.watch(desk, creator_ids)
    fresh = [(c.creator_id, c.kind, c.at, c.sentence) for c in found.changes]
    began = [(each.platform, each.since, each.size) for each in found.shifts if each.on and not each.explained]
    changes, shifts = _found(desk, creator_ids, since)
    return _news(desk, dict.fromkeys([*fresh, *changes]), dict.fromkeys([*began, *shifts]))


def waiting(desk: Desk, creator_ids: Collection[str]) -> list[News]:
    """What was found within 30 days of `creator_ids`, of who is on any list, and of their platforms.

    Of any list: where two are looked at daily and one digest a day is allowed, one tells the other's news too.
    """
    ids = set(creator_ids).union(*(named.members(desk.store, each) for each in named.every(desk.store)))
    return _news(desk, *_found(desk, sorted(ids), int(desk.now()) - _OUTBOX_DAYS * 86_400))


def _found(desk: Desk, creator_ids: Collection[str], since: int) -> tuple[list[Changed], list[Shifted]]:
    told = history.told(desk.store, creator_ids, since).sort("found_at", "creator_id", "kind")
    names = {each.partition(":")[0] for each in creator_ids}
    begun = history.shifts_found(desk.store, since)
    shifts = [each for each in begun if each[0] in names and explaining(*each) is None]  # a known break alarms nobody
    return list(told.select("creator_id", "kind", "at", "told").iter_rows()), shifts


def alert(desk: Desk, news: Sequence[News], screen: Callable[[str], None]) -> list[Told]:
    """Tell `news` on every channel of the settings; `screen` takes what goes to stdout. One :class:`Told` a channel.

    A channel that fails does not keep the others from being told, and what surely did not arrive is told next time.
    """
    settings = desk.settings.alerts
    wanted = [each for each in news if not settings.kinds or each.kind in settings.kinds]
    every = [_told(desk, channel, wanted, send) for channel, send in _senders(desk, screen).items()]
    for each in every:
        if each.failure is not None:
            _log.info("%s was not told: %s", each.channel, each.failure.message)
        elif each.news:
            _log.info("%s was told %d", each.channel, each.news)
    return every


def channels(desk: Desk) -> dict[str, str]:
    """Where the founder is told: file, host or receiver, by channel. ConfigError: what is missing or wrong."""
    settings = desk.settings.alerts
    places = {
        "stdout": "",
        "file": str(settings.file),
        "mail": settings.mail_to,
        "webhook": webhook_host(_webhook(desk)) or "",
    }
    return {channel: places[channel] for channel in _senders(desk, lambda _: None)}


def try_alerts(desk: Desk, screen: Callable[[str], None]) -> list[Told]:
    """Send every channel a message that says it works; it counts for nothing."""
    digest = Digest("microscout: a test", ("this channel works; nothing has changed",))
    failures = {channel: _failure(send, digest) for channel, send in _senders(desk, screen).items()}
    return [Told(channel, int(failure is None), failure) for channel, failure in failures.items()]


def _news(desk: Desk, changes: Iterable[Changed], shifts: Iterable[Shifted]) -> list[News]:
    """Changes and shifts as news, with names for people."""
    changes = list(changes)
    known = observations.frames(desk.store, creator_ids={each[0] for each in changes}).creators
    rows = {row["creator_id"]: row for row in known.to_dicts()}
    platforms = [News(name, SHIFT, since, shift_sentence(since, size)) for name, since, size in shifts]
    return platforms + [
        News(creator_id, kind, at, sentence, row.get("name") or row.get("handle") or "", row.get("url") or "")
        for creator_id, kind, at, sentence in changes
        for row in [rows.get(creator_id, {})]
    ]


def _told(desk: Desk, channel: str, news: Sequence[News], send: Callable[[Digest], None]) -> Told:
    by_key = {(each.about, each.kind, each.at): each for each in news}
    claimed = alerts.claim(desk.store, channel, list(by_key), desk.settings.alerts.most_per_day, int(desk.now()))
    if not claimed:
        return Told(channel, 0)
    failure = _failure(send, Digest.of([by_key[key] for key in claimed]))
    if isinstance(failure, NoConnection | Refused | OutputError):
        alerts.give_back(desk.store, channel, claimed)
    return Told(channel, 0 if failure else len(claimed), failure)


def _failure(send: Callable[[Digest], None], digest: Digest) -> MicroscoutError | None:
    try:
        send(digest)
    except (DropPlatform, OutputError) as error:
        return error
    return None


def _senders(desk: Desk, screen: Callable[[str], None]) -> dict[str, Callable[[Digest], None]]:
    """How each channel is told: all made before any is used, so that a wrong setting sends nothing at all."""
    known = (*KINDS, SHIFT)
    for kind in desk.settings.alerts.kinds:
        if kind not in known:
            said = f"alerts.kinds: there is no kind {kind!r}.{meant(kind, known)}"
            raise ConfigError(said, hint=f"Known: {', '.join(known)}.")
    return {channel: _sender(desk, channel, screen) for channel in desk.settings.alerts.to}


def _sender(desk: Desk, channel: str, screen: Callable[[str], None]) -> Callable[[Digest], None]:
    settings, secrets = desk.settings.alerts, _secrets(desk)
    if channel == "stdout":
        return lambda digest: screen(as_text(digest))
    if channel == "file":
        if settings.file is None:
            raise ConfigError("alerts.file says which file the digests go to, and is not set.", hint=_HINT)
        return lambda digest: _append(desk, digest)
    if channel == "webhook":
        address = _webhook(desk)
        if not webhook_host(address):
            raise ConfigError("The webhook's address is not set, or is no address on https://.", hint=_HINT)
        return lambda digest: deliver(address, as_webhook(digest, address), seam=desk.seams.get(ALERTS))
    if not (settings.mail_host and settings.mail_from and settings.mail_to):
        raise ConfigError("alerts.mail_host, mail_from and mail_to are needed to send mail.", hint=_HINT)
    server = MailServer(settings.mail_host, settings.mail_port, settings.mail_user)
    if "mail_password" in secrets:
        server = MailServer(server.host, server.port, server.user, secrets["mail_password"])
    return lambda digest: server.hand_in(as_mail(digest, settings.mail_from, settings.mail_to))


def _secrets(desk: Desk) -> Mapping[str, SecretStr]:
    return desk.settings.credentials.get(ALERTS, {})


def _webhook(desk: Desk) -> str:
    secret = _secrets(desk).get("webhook")
    return secret.get_secret_value() if secret else ""


def _append(desk: Desk, digest: Digest) -> None:
    """Add the digest to the file, which is the founder's alone."""
    path = desk.settings.alerts.file
    assert path is not None  # noqa: S101  (looked at when the channel was made)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
            file.write(as_text(digest) + "\n")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from None
