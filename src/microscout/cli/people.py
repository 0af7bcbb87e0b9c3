"""``same`` and ``apart``: who is one person on several platforms."""

from __future__ import annotations

from typing import Annotated

import typer

Creator = Annotated[str, typer.Argument(help="handle, @handle, platform:handle or an id")]
Undo = Annotated[bool, typer.Option("--undo", help="Take back what you said of these two.")]


def same(one: Creator, other: Creator, undo: Undo = False) -> None:
    """Say that two creators are one person. Their scores stay per platform; `show` names the other.

    microscout itself takes two creators for one only by what they publish: a link that a platform has verified, links
    both ways, or the same domain that is the own of both.

    Example:
      microscout same bluesky:ada.example mastodon:ada@fosstodon.org
    """
    _decided(one, other, None if undo else True)


def apart(one: Creator, other: Creator, undo: Undo = False) -> None:
    """Say that two creators are not one person, whatever their links say."""
    _decided(one, other, None if undo else False)


def _decided(one: str, other: str, verdict: bool | None) -> None:
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        first, second = scout.decide(one, other, same=verdict)
    words = {True: "are one person", False: "are not one person", None: "are judged by their links again"}
    render.note(f"{first} and {second} {words[verdict]}.")
