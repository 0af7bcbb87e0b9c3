"""A digest as text, as the JSON that a webhook takes, and as a mail. No text of a stranger can do anything there.

* Slack and those like it (Mattermost, Rocket.Chat): ``{"text": …}``. Slack reads ``<…>`` and ``&`` as its own signs;
  the others read ``@all`` as a call to everybody and Markdown as marks. Source: Slack, "Formatting text for app
  surfaces"; Mattermost, "Incoming webhooks".
* Discord: ``{"content": …}`` of at most 2,000 characters, with ``allowed_mentions`` that allow none. Source: Discord
  developer documentation, "Execute Webhook".
* Mail: plain text; the subject is one line, so that no header can be slipped in (RFC 5322, 2.2).
"""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from microscout.alerts.digest import Digest

_DISCORD_LONGEST = 2_000
_SLACK_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKDOWN = re.compile(r"([\\`*_~|\[\]()#>-])")
_CALL = re.compile(r"@(?=\w)")
_IN_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in "@\\`*|[]()<>\"'"}
"""Marks and calls in an address, in the spelling of RFC 3986: ![x](https://…) is an address up to its ``!``, else."""
_APART = "@\u200b"
"""An at sign that calls nobody: a space of no width follows."""


def as_text(digest: Digest) -> str:
    """Subject and lines, for a screen or a file."""
    return "\n".join([digest.subject, *(f"- {line}" for line in digest.lines)]) + "\n"


def as_webhook(digest: Digest, address: str) -> dict[str, Any]:
    """The JSON for the webhook at `address`, whose host says which form it wants."""
    host = urlsplit(address).hostname or ""
    if host.endswith(("discord.com", "discordapp.com")):
        text = "\n".join([digest.subject, *(f"• {_without_marks(line)}" for line in digest.lines)])
        return {"content": _cut(text, _DISCORD_LONGEST), "allowed_mentions": {"parse": []}}
    if host.endswith("slack.com"):
        lines = [f"• {''.join(_SLACK_SIGNS.get(c, c) for c in line)}" for line in digest.lines]
    else:
        lines = [f"• {_without_marks(line)}" for line in digest.lines]
    return {"text": "\n".join([digest.subject, *lines])}


def as_mail(digest: Digest, sender: str, receiver: str) -> EmailMessage:
    """The mail from `sender` to `receiver`."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = digest.subject, sender, receiver
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine shall answer
    mail.set_content(as_text(digest))
    return mail


def _without_marks(line: str) -> str:
    """`line` with its Markdown escaped, but for addresses, and without calls to anybody.

    In addresses they are written in per cent: https://chat.example/@all calls all, else.
    """
    parts = re.split(r"(https://\S+)", line)
    return "".join(
        part.translate(_IN_ADDRESS) if part.startswith("https://") else _CALL.sub(_APART, _MARKDOWN.sub(r"\\\1", part))
        for part in parts
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
