"""What others say under the posts of the best candidates: the last stage of a collection, for a few creators only.

Asked are the newest threads of posts that are 3 to 60 days old: a creator needs time to answer, and what was said long
ago tells little of today. A platform that tells of all of a creator's posts at once (``Discussed``) costs a call a
creator, any other one a call for each of a few posts. What arrives is kept creator by creator; what fails is a note:
comments are an extra, and a search without them stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from pydantic import ValidationError

from microscout.client import Client
from microscout.collect.aside import no_further_than, side_by_side
from microscout.collect.base import Gate, Harvest, Limits, Progress, client_of, reason, spent
from microscout.errors import DropPlatform, SkipCreator
from microscout.models import Comment, Discussion, Post, Snapshot
from microscout.platforms.base import Discussed

DAYS = (3, 60)
"""How old the posts are whose comments are asked for, at least and at most."""

_DAY = 86_400
_POSTS = 5  # of one creator, where a call tells of one post only
_STAGE = "comments read"


class Notebook(Protocol):
    """What this stage asks of whoever keeps things."""

    def heard(self, platform: str) -> set[str]:
        """Ids of the creators whose comments need not be asked for again."""
        ...

    def now(self) -> int:
        """The moment by the clock of whoever keeps things."""
        ...

    def said(self, told: Discussion) -> None:
        """Keep what was said under a creator's posts."""
        ...


def listen(
    parties: Sequence[tuple[Gate, Harvest]],
    wanted: Mapping[str, Sequence[Snapshot]],
    limits: Limits,
    notebook: Notebook,
    progress: Progress,
) -> None:
    """Ask for the comments of `wanted` (creators by platform) and add to each gate's harvest what came of it."""

    async def every() -> None:
        works = [_Listener(gate, told, limits, notebook, progress) for gate, told in parties]
        await asyncio.gather(*(work.listen(wanted.get(work.name, ())) for work in works))

    asyncio.run(every())


class _Listener:
    """One platform's comments."""

    def __init__(self, gate: Gate, told: Harvest, limits: Limits, notebook: Notebook, progress: Progress) -> None:
        self.name = gate.platform.name
        self._gate = gate
        self._told = told
        self._limits = limits
        self._notebook = notebook
        self._progress = progress
        self._calls = 0
        self._over = False

    async def listen(self, creators: Sequence[Snapshot]) -> None:
        if not creators or self._told.failure is not None or not self._gate.platform.facts.comment_texts:
            return
        known = self._notebook.heard(self.name)
        waiting = [each for each in creators if each.creator_id not in known]
        self._told.stages[_STAGE] = len(creators) - len(waiting)
        async with client_of(self._gate) as client:

            async def ask(creator: Snapshot) -> None:
                if self._over:
                    return
                try:
                    with no_further_than(self.name):
                        await self._ask(client, creator)
                except DropPlatform as error:  # those under way beside it still bring what is paid for
                    self._over = True
                    self._note(f"comments: {error.message}")
                self._progress(self.name, "comments", self._told.stages[_STAGE], len(creators))

            try:
                await side_by_side(ask, waiting)
            finally:
                for said, times in client.notes.items():
                    self._note(said, times)
                self._told.units |= spent(self._gate)

    async def _ask(self, client: Client, creator: Snapshot) -> None:
        """The comments of one creator; kept whole, and also what came before the platform fell out."""
        moment = creator.profile.captured_at
        since, until = moment - DAYS[1] * _DAY, moment - DAYS[0] * _DAY
        posts = [p for p in creator.posts or () if p.created_at is not None and since <= p.created_at <= until]
        said: list[Comment] = []
        try:
            heard = await self._heard(client, creator, posts, said)
        except DropPlatform:
            if said:
                self._keep(creator, said, since, until)
            raise
        if heard:
            self._keep(creator, said, since, until)

    def _keep(self, creator: Snapshot, said: Sequence[Comment], since: int, until: int) -> None:
        self._notebook.said(
            Discussion(
                creator_id=creator.creator_id,
                captured_at=max(self._notebook.now(), creator.profile.captured_at),
                comments=tuple(said),
                since=since,
                until=until,
                threads=self._limits.comment_threads,
            )
        )
        self._told.stages[_STAGE] += 1

    async def _heard(self, client: Client, creator: Snapshot, posts: Sequence[Post], said: list[Comment]) -> bool:
        """Add the creator's comments to `said`; whether there was an answer to any question."""
        platform, most = self._gate.platform, self._limits.comment_threads
        if isinstance(platform, Discussed):
            return await self._answered(platform.comments_of(client, creator.profile, most), said)
        talked = [post for post in posts if post.comments != 0]
        newest = sorted(talked, key=lambda post: -(post.created_at or 0))[:_POSTS]
        answers = [await self._answered(platform.comments(client, post, most), said) for post in newest]
        return any(answers) or not newest

    async def _answered(self, asked: AsyncIterator[Comment], said: list[Comment]) -> bool:
        if self._calls >= self._limits.comment_calls:
            self._note(f"comments: the {self._limits.comment_calls} calls that the settings allow are made")
            return False
        self._calls += 1
        try:
            async for comment in asked:
                said.append(comment)
        except (SkipCreator, ValidationError) as error:
            self._note(f"comments of a creator: {reason(error)}")
            return False
        return True

    def _note(self, said: str, times: int = 1) -> None:
        self._told.notes[said] = self._told.notes.get(said, 0) + times
