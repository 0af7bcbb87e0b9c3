"""``alerts``: where the founder is told of changes."""

from __future__ import annotations

from typing import Annotated

import typer


def alerts(
    test: Annotated[bool, typer.Option("--test", help="Send every channel a message that says it works.")] = False,
) -> int:
    """Show on which channels you are told of changes after a rescore, or try them.

    Name them in config.toml: a table [alerts] with to = ["stdout", "file", "webhook", "mail"], most_per_day, kinds,
    file, mail_host, mail_port, mail_user, mail_from and mail_to. The webhook's address and the mail server's password
    belong into credentials.toml: [alerts] with webhook and mail_password. Each change is told once on each channel.
    Kinds of changes: engagement, growth, quiet, back, paid, drift, tier, handle, gone, and shift (of a platform).
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        if test:
            return render.told(scout.try_alerts(render.screen))
        render.channels(scout.settings.alerts, scout.channels())
    return 0
