"""A search that is killed amidst fetching comments goes on where it was, and counts no comment twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from microscout.store import Store, observations

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals"),
]

CREATORS, POSTS, THREADS = 16, 4, 3
TALKED = """
import asyncio
from microscout import platforms
from microscout.models import Candidate, Comment, Post, Profile
from microscout.platforms.sample import Sample
DAY = 86_400
class Talked(Sample):
    name = "talked"
    async def search(self, client, niche, limit):
        for n in range(CREATORS):
            profile = Profile(platform="talked", stable_id=str(n), handle=f"c{n}", captured_at=client.now(),
                              bio="dials", followers=5_000)
            yield Candidate(platform="talked", handle=f"c{n}", found_by=("x",), profile=profile, settled=True)
    async def posts(self, client, profile, limit):
        return [
            Post(creator_id=profile.creator_id, post_id=f"{profile.handle}-{n}", captured_at=client.now(), text="dials",
                 created_at=client.now() - (10 + n) * DAY, likes=50, comments=2 * THREADS)
            for n in range(POSTS)
        ]
    async def comments(self, client, post, limit):
        print("asked", post.post_id, flush=True)
        for n in range(THREADS):
            await asyncio.sleep(PAUSE)
            told = {"creator_id": post.creator_id, "post_id": post.post_id, "text": "which movement?",
                    "created_at": post.created_at + 3_600}
            yield Comment(comment_id=f"{post.post_id}-{n}", author=f"v{n}", **told)
            yield Comment(comment_id=f"{post.post_id}-{n}-a", author="self", by_creator=True,
                          parent=f"{post.post_id}-{n}", **told)
platforms.BUILT_IN["talked"] = Talked
from microscout.cli.main import run
run()
"""


def running(home: Path, pause: float) -> subprocess.Popen[str]:
    """A search on the platform above, all of whose creators are asked about."""
    code = TALKED
    for name, value in {"CREATORS": CREATORS, "POSTS": POSTS, "THREADS": THREADS, "PAUSE": pause}.items():
        code = code.replace(name, str(value))
    search = ["search", "-n", "dials", "-p", "talked", "-f", "json", "-l", str(CREATORS)]
    return subprocess.Popen(
        [sys.executable, "-c", code, *search],
        env=os.environ | {"MICROSCOUT_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def held(home: Path) -> dict[str, int]:
    """How many comments the store holds under each creator's posts; each once."""
    with Store(home / "data" / "microscout.sqlite") as store:
        comments = observations.frames(store).comments
    assert comments.select("creator_id", "comment_id").is_unique().all()
    return dict(Counter(comments["creator_id"].to_list()))


def test_a_kill_amidst_the_comments_loses_nothing_and_counts_nothing_twice(tmp_path: Path) -> None:
    whole = POSTS * THREADS * 2
    begun = running(tmp_path, 0.05)
    assert begun.stdout is not None
    asked_first = [begun.stdout.readline() for _ in range(8 * POSTS + 2)]  # eight at once: some are whole by now
    assert all(line.startswith("asked") for line in asked_first)
    begun.send_signal(signal.SIGKILL)
    begun.communicate(timeout=30)
    had = held(tmp_path)
    assert 0 < len(had) < CREATORS
    assert set(had.values()) == {whole}, "a creator's comments are kept whole or not at all"

    out, err = running(tmp_path, 0.0).communicate(timeout=60)
    asked = Counter(line.split()[1].partition("-")[0] for line in out.splitlines() if line.startswith("asked"))
    assert not {f"talked:{handle.removeprefix('c')}" for handle in asked} & set(had), (
        "whose are kept is not asked again"
    )
    assert len(asked) == CREATORS - len(had), err
    assert held(tmp_path) == {f"talked:{n}": whole for n in range(CREATORS)}
    creators = json.loads(out[out.index("{") :])["creators"]
    assert {(each["reply_n"], each["reply_rate"]) for each in creators} == {(POSTS * THREADS, 1.0)}
