"""The bridge from models to frames: every column, its type, and unknown as null."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import post, profile, snapshot, snapshots
from microscout import frames
from microscout.models import Comment, Post, Profile, Snapshot


def test_no_snapshots_make_empty_frames_with_all_columns() -> None:
    held = frames.of([])
    assert held.creators.schema == frames.CREATORS
    assert held.posts.schema == frames.POSTS
    assert held.comments.schema == frames.COMMENTS


def test_what_is_unknown_is_null() -> None:
    held = frames.of([snapshot(posts=(post(),))])
    assert held.creators["followers"].to_list() == [None]
    assert held.posts["likes"].to_list() == [None]


def test_posts_that_were_not_asked_for_make_no_rows() -> None:
    assert frames.of([Snapshot(profile=profile())]).posts.is_empty()


def test_the_columns_are_those_of_the_models() -> None:
    of_the_store = {"creator_id", "comments_at"}
    assert set(frames.CREATORS) - of_the_store == set(Profile.model_fields) - {"stable_id", "withheld"}
    assert set(frames.POSTS) == set(Post.model_fields)
    assert set(frames.COMMENTS) == set(Comment.model_fields)


@settings(max_examples=20)
@given(st.lists(snapshots(), max_size=3, unique_by=lambda each: each.creator_id))
def test_frames_become_facts_again(held: list[Snapshot]) -> None:
    back = frames.snapshots(frames.of(held))
    wanted = [each.model_copy(update={"posts": each.posts or (), "comments": None}) for each in held]
    assert back == wanted


@settings(max_examples=30)
@given(st.lists(snapshots(), max_size=3))
def test_any_snapshots_keep_their_types(held: list[Snapshot]) -> None:
    framed = frames.of(held)
    assert framed.creators.schema == frames.CREATORS
    assert framed.creators.height == len(held)
    assert framed.posts.height == sum(len(each.posts or ()) for each in held)
    assert framed.creators["creator_id"].to_list() == [each.creator_id for each in held]
    assert isinstance(framed.posts, pl.DataFrame)
