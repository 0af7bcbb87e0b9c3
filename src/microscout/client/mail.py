"""Handing a mail to the founder's own mail server, over an encrypted connection."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from pydantic import SecretStr

from microscout.errors import NoConnection, Refused, Unreachable

_SECONDS = 20
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in. Port 465 is encrypted from the start, others by STARTTLS, this machine perhaps not."""

    host: str
    port: int = 587
    user: str = ""
    password: SecretStr = field(default=SecretStr(""))

    def hand_in(self, mail: EmailMessage) -> None:
        """Hand `mail` in. NoConnection where nothing was sent, Refused where the server says no, else Unreachable."""
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException):
            raise NoConnection(f"no connection to the mail server {self.host}:{self.port}") from None
        with server:
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


_HINT = "Check user and password of the mail server, and both addresses."


def _code(error: smtplib.SMTPException) -> str:
    """The server's code; its text may repeat what we sent."""
    refused = getattr(error, "recipients", None)
    code = next(iter(refused.values()))[0] if refused else getattr(error, "smtp_code", None)
    return type(error).__name__ if code is None else str(code)
