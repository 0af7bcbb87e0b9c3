"""What the tests of YouTube share: its fixtures, and a client that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from microscout.client import Client
from microscout.client.replay import Replay
from microscout.models import Profile
from microscout.platforms.youtube import YouTube
from microscout.testing import Told
from microscout.testing.contract import frozen_clock

FIXTURES = Path(__file__).parents[2] / "fixtures" / "youtube"
HERE = YouTube()
KEY = "not-a-real-key"


def channel(name: str) -> str:
    return "UC" + f"{name}-invented-channel-000000000"[:22]


def ask(replay: Replay, **known: Any) -> Client:
    return Client(HERE.api, credentials={"api_key": SecretStr(KEY)}, seam=replay, clock=frozen_clock(), **known)


def profile(heard: Told, name: str) -> Profile:
    return next(each for each in heard.profiles if each.stable_id == channel(name))
