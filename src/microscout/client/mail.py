"""Handing a mail to the founder's own mail server, over an encrypted connection."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from pydantic import SecretStr

from microscout.errors import NoConnection, Refused, Unreachable

_SECONDS = 20
_WAITS = (2.0, 10.0)  # seconds before it is tried again, where no connection came about
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in. Port 465 is encrypted from the start, others by STARTTLS, this machine perhaps not."""

    host: str
    port: int = 587
    user: str = ""
    password: SecretStr = field(default=SecretStr(""))

    def hand_in(self, mail: EmailMessage, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Hand `mail` in. NoConnection where nothing was sent, Refused where the server says no, else Unreachable.

        It gets a date and an id, without which it would count as spam (RFC 5322, 3.6).
        """
        if "Date" not in mail:
            mail["Date"] = format_datetime(localtime())
            mail["Message-ID"] = make_msgid(domain=str(mail["From"]).rpartition("@")[2].strip("> ") or "localhost")
        with self._reached(sleep) as server:
            try:
                if self.user:
                    server.login(self.user, self.password.get_secret_value())
                server.send_message(mail)
            except smtplib.SMTPServerDisconnected:
                raise Unreachable(f"the connection to the mail server {self.host} broke off") from None
            except smtplib.SMTPException as error:
                raise Refused(f"the mail server {self.host} says no ({_code(error)})", hint=_HINT) from None
            except OSError:
                raise Unreachable(f"the connection to the mail server {self.host} broke off") from None
            except UnicodeError:  # of the library's own making, before anything is sent
                raise NoConnection(f"the mail server {self.host} takes user and password in ASCII alone") from None

    def _reached(self, sleep: Callable[[float], None]) -> smtplib.SMTP:
        """A connection, tried three times. NoConnection where none comes about, or none that is safe."""
        where = f"the mail server {self.host}:{self.port}"
        for wait in (*_WAITS, None):
            try:
                return self._connected()
            except ssl.SSLError:
                raise NoConnection(f"{where} cannot be trusted", hint=_TRUST) from None
            except smtplib.SMTPNotSupportedError:
                raise NoConnection(f"{where} offers no encryption", hint=_TRUST) from None
            except UnicodeError:  # no name of a host: ".." in it, or a part of more than 63 letters
                break
            except (OSError, smtplib.SMTPException):
                if wait is not None:
                    sleep(wait)
        raise NoConnection(
            f"no connection to {where}",
            hint="Are alerts.mail_host and mail_port right, and is this machine online?",
        )

    def _connected(self) -> smtplib.SMTP:
        trust = ssl.create_default_context()
        if self.port == 465:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=trust)
        server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=trust)
        elif self.host not in _LOCAL:
            server.close()
            raise smtplib.SMTPNotSupportedError("no encryption")
        return server


_TRUST = "Nothing was sent. Try port 465, or the name under which the server has its certificate."
_HINT = "Check user and password of the mail server, and both addresses."


def _code(error: smtplib.SMTPException) -> str:
    """The server's code; its text may repeat what we sent."""
    refused = getattr(error, "recipients", None)
    code = next(iter(refused.values()))[0] if refused else getattr(error, "smtp_code", None)
    return type(error).__name__ if code is None else str(code)
