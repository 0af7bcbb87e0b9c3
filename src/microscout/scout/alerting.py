"""Telling the founder of news, on the channels that the founder has named: each thing once, and not too often."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from microscout.alerts import Digest, News, as_mail, as_text, as_webhook
from microscout.client import MailServer
from microscout.collect import deliver
from microscout.config import ALERTS
from microscout.errors import ConfigError, DropPlatform, MicroscoutError, NoConnection, OutputError, Refused
from microscout.scout.desk import Desk
from microscout.store import alerts

_HINT = "docs/watching.md shows what each channel needs."


@dataclass(frozen=True)
class Told:
    """What came of one channel: how much news it was told, and what went wrong."""

    channel: str
    news: int
    failure: MicroscoutError | None = None


def alert(desk: Desk, news: Sequence[News], screen: Callable[[str], None]) -> list[Told]:
    """Tell `news` on every channel of the settings; `screen` takes what goes to stdout. One :class:`Told` a channel.

    A channel that fails does not keep the others from being told, and what surely did not arrive is told next time.
    """
    settings = desk.settings.alerts
    wanted = [each for each in news if not settings.kinds or each.kind in settings.kinds]
    # made before any is used: a wrong setting sends nothing at all
    senders = {channel: _sender(desk, channel, screen) for channel in settings.to}
    return [_told(desk, channel, wanted, send) for channel, send in senders.items()]


def try_alerts(desk: Desk, screen: Callable[[str], None]) -> list[Told]:
    """Send every channel a message that says it works; it counts for nothing."""
    digest = Digest("microscout: a test", ("this channel works; nothing has changed",))
    made = []
    for channel in desk.settings.alerts.to:
        failure = _failure(_sender(desk, channel, screen), digest)
        made.append(Told(channel, int(failure is None), failure))
    return made


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


def _sender(desk: Desk, channel: str, screen: Callable[[str], None]) -> Callable[[Digest], None]:
    settings, secrets = desk.settings.alerts, desk.settings.credentials.get(ALERTS, {})
    if channel == "stdout":
        return lambda digest: screen(as_text(digest))
    if channel == "file":
        if settings.file is None:
            raise ConfigError("alerts.file says which file the digests go to, and is not set.", hint=_HINT)
        return lambda digest: _append(desk, digest)
    if channel == "webhook":
        address = secrets["webhook"].get_secret_value() if "webhook" in secrets else ""
        if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ConfigError("The webhook's address is not set, or does not begin with https://.", hint=_HINT)
        return lambda digest: deliver(address, as_webhook(digest, address), seam=desk.seams.get(ALERTS))
    if not (settings.mail_host and settings.mail_from and settings.mail_to):
        raise ConfigError("alerts.mail_host, mail_from and mail_to are needed to send mail.", hint=_HINT)
    server = MailServer(settings.mail_host, settings.mail_port, settings.mail_user)
    if "mail_password" in secrets:
        server = MailServer(server.host, server.port, server.user, secrets["mail_password"])
    return lambda digest: server.hand_in(as_mail(digest, settings.mail_from, settings.mail_to))


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
