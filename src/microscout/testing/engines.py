"""What every relevance engine is held to: frames of the right shape, absolute numbers, steadiness on strange texts."""

from __future__ import annotations

import polars as pl

from microscout import frames
from microscout.models import Niche, Post, Profile, Snapshot
from microscout.relevance.base import MATCHES, MEASURED, Engine

STRANGE = ("(", "\\", "[^", "...", "C++", "🍕", "盆栽", "the of", "a|b*", "(?i)x", "\u202e", "x" * 400)
_NOW = 1_793_000_000
_CLOSE = 1e-6


def check_engine(engine: Engine) -> None:
    """Run the whole contract; AssertionError tells what is broken.

    Of four invented creators one speaks of vintage watches in those words, one once, one never, and one says nothing.
    """
    assert engine.name, "an engine has a name"
    assert engine.version, "an engine has a version: a run records it"
    held = [
        _creator("expert", "vintage watch repair", *["a vintage watch on the bench"] * 5),
        _creator("once", "", "once I saw a vintage watch", *["my garden"] * 4),
        _creator("never", "gardens", *["tomatoes and compost"] * 4, *STRANGE),
        _creator("silent", None),
    ]
    close = _checked(engine, held, Niche.of("vintage watches"))
    for each in held:
        alone = _checked(engine, [each], Niche.of("vintage watches"))[each.profile.handle]
        assert abs(alone - close[each.profile.handle]) <= _CLOSE, f"{each.creator_id} is measured alone as in company"
    assert close["expert"] > close["once"] >= close["never"], f"who speaks of a niche is closer to it: {close}"
    assert close["silent"] <= close["once"], "who says nothing is no closer than who does"
    matches = engine.matches(frames.of(held), Niche.of("vintage watches"))
    assert "test:expert" in matches["creator_id"].to_list(), "the expert's posts are among the matches"
    for phrase in STRANGE:
        _checked(engine, held, Niche.of(phrase))
    avoiding = _checked(engine, held, Niche(phrases=("vintage watches",), avoid=("watch repair",)))
    risen = [who for who in close if avoiding[who] > close[who] + _CLOSE]
    assert not risen, f"a phrase to avoid lets nobody rise: {risen}"
    _checked(engine, [], Niche.of("vintage watches"))


def _checked(engine: Engine, held: list[Snapshot], niche: Niche) -> dict[str, float]:
    """Each creator's closeness, after all that must hold of the frames."""
    measured = engine.measure(frames.of(held), niche)
    where = f"for {niche.text!r}"
    assert measured.schema == MEASURED, f"measure gives the columns of MEASURED {where}: {measured.schema}"
    ids = [each.creator_id for each in held]
    assert sorted(measured["creator_id"]) == sorted(ids), f"one row a creator {where}"
    for column in (name for name, kind in MEASURED.items() if kind == pl.Float64):
        told = measured[column].drop_nulls()
        assert told.is_between(0, 1).all(), f"{column} is in [0, 1] {where}: {told.to_list()}"
    assert measured["closeness"].null_count() == 0, f"closeness is known of everybody {where}"
    assert (measured["on_topic"] <= measured["judged"]).all(), f"no more posts on topic than were read {where}"
    together = dict(measured.select("creator_id", "closeness").iter_rows())
    matches = engine.matches(frames.of(held), niche)
    assert matches.schema == MATCHES, f"matches gives the columns of MATCHES {where}: {matches.schema}"
    assert matches["topicality"].is_between(0, 1).all(), f"topicality is in [0, 1] {where}"
    assert matches["topicality"].is_sorted(descending=True), f"the most topical post is first {where}"
    posts = {post.post_id for each in held for post in each.posts or ()}
    assert set(matches["post_id"]) <= posts, f"matches are posts that were handed in {where}"
    return {creator.removeprefix("test:"): close for creator, close in together.items()}


def _creator(handle: str, bio: str | None, *texts: str) -> Snapshot:
    profile = Profile(platform="test", stable_id=handle, handle=handle, bio=bio, captured_at=_NOW)
    posts = tuple(
        Post(
            creator_id=profile.creator_id,
            post_id=f"{handle}-{number}",
            text=text,
            created_at=_NOW - number * 86_400,
            captured_at=_NOW,
        )
        for number, text in enumerate(texts)
    )
    return Snapshot(profile=profile, posts=posts)
