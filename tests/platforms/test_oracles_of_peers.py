"""The fixtures against other people's client libraries: X's own, made from its OpenAPI document; python-facebook-api
for Instagram's fields; twitchAPI for Twitch's. Where a library has no class for an object, nothing is claimed of it."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from fakes.x import respelt

FIXTURES = Path(__file__).parents[2] / "fixtures"


def objects(platform: str, *keys: str) -> list[dict[str, Any]]:
    """All objects in the good answers of `platform`, at any depth, that have all `keys`."""
    told = [json.loads(file.read_text("utf-8")) for file in sorted((FIXTURES / platform).glob("*.json"))]
    return [found for each in told if each["status"] == 200 for found in _having(each["body"], keys)]


def _having(value: Any, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    here = [value] if isinstance(value, dict) and value.keys() >= set(keys) else []
    return here + [found for each in inner for found in _having(each, keys)]


def complaints(raw: dict[str, Any], declared: dict[str, Any]) -> list[str]:
    """Fields of `raw` that nobody declared, and values of another type than declared."""
    return [
        f"{name}: {value!r}" for name, value in raw.items() if name not in declared or not _is(value, declared[name])
    ]


def _is(value: Any, kind: Any) -> bool:
    if get_origin(kind) is list:
        return value is None or isinstance(value, list)
    kinds = get_args(kind) or (kind,)
    if value is None:
        return type(None) in kinds or kind in (int, str)  # a null is told where there is none
    if datetime in kinds:
        return isinstance(value, str) and datetime.fromisoformat(value).year > 2000
    plain = tuple(each for each in kinds if each in (int, str, float, bool))
    return isinstance(value, plain) and isinstance(value, bool) == (bool in plain) if plain else True


# -- Instagram ------------------------------------------------------------------------------------------------------


def test_instagram() -> None:
    from pyfacebook.models import IgBusMedia, IgBusUser  # type: ignore[import-untyped]

    undocumented = {"media", "view_count"}  # an edge, and what is younger than the library
    for kind, found in (
        (IgBusUser, objects("instagram", "id", "username")),
        (IgBusMedia, objects("instagram", "media_type")),
    ):
        declared = get_type_hints(kind)
        assert set(declared) >= {field.name for field in dataclasses.fields(kind)}
        assert len(found) >= 3
        for raw in found:
            assert complaints({k: v for k, v in raw.items() if k not in undocumented}, declared) == []


def test_the_oracle_of_instagram_sees_what_is_wrong() -> None:
    from pyfacebook.models import IgBusMedia

    wrong = {"id": "1", "like_count": "7", "invented": 1, "comments_count": True}
    told = [each.partition(":")[0] for each in complaints(wrong, get_type_hints(IgBusMedia))]
    assert told == ["like_count", "invented", "comments_count"]


# -- Twitch ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("TwitchUser", ("login", "broadcaster_type")),
        ("Video", ("user_login", "published_at")),
        ("Clip", ("creator_name", "broadcaster_name")),
        ("Stream", ("viewer_count", "started_at")),
        ("ChannelInformation", ("broadcaster_language", "content_classification_labels")),
    ],
)
def test_twitch(kind: str, keys: tuple[str, ...]) -> None:
    from twitchAPI.object import api

    declared = get_type_hints(getattr(api, kind))
    found = objects("twitch", *keys)
    assert found
    for raw in found:
        assert complaints(raw, declared) == []


# -- X --------------------------------------------------------------------------------------------------------------


@pytest.mark.slow  # the library takes seconds to be imported
def test_x() -> None:
    """It spells fields in the new way, and knows no post whose views are hidden: those metrics are left out here."""
    from xdk.schemas import Post, User  # type: ignore[import-untyped]

    posts, profiles = objects("x", "id", "text"), objects("x", "id", "username")
    whole = [raw for raw in posts if len(raw.get("public_metrics", {})) == 6]
    assert (len(posts), len(whole), len(profiles)) > (10, 5, 3)
    for raw in posts:
        read = Post.model_validate(respelt(raw if raw in whole else {**raw, "public_metrics": None}))
        assert not read.model_extra, raw["id"]
    for raw in profiles:
        counted = "public_metrics" in raw and len(raw["public_metrics"]) >= 4
        read = User.model_validate(respelt(raw if counted else {**raw, "public_metrics": None}))
        assert not read.model_extra, raw["id"]
