"""Records: what is needed, what is read, what is unknown, and one sentence for what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOW
from microscout import records
from microscout.models import Snapshot


def read(**record: Any) -> Snapshot:
    return records.snapshot({"platform": "sample", "handle": "ada"} | record, NOW)


def test_a_platform_and_a_handle_are_enough() -> None:
    told = read()
    assert (told.creator_id, told.profile.captured_at, told.posts) == ("sample:ada", NOW, None)
    assert told.profile.counts_from == "file"


def test_an_id_alone_is_a_handle_too_and_may_be_a_number() -> None:
    assert records.snapshot({"platform": "X", "id": 7}, NOW).profile.handle == "7"
    assert records.snapshot({"platform": "X", "id": 7}, NOW).creator_id == "x:7"


@pytest.mark.parametrize("unknown", [None, "", "  "])
def test_null_absent_and_empty_are_unknown(unknown: str | None) -> None:
    told = read(followers=unknown, bio=unknown, created_at=unknown, captured_at=unknown)
    assert (told.profile.followers, told.profile.bio, told.profile.created_at) == (None, None, None)


def test_zero_is_known() -> None:
    assert read(followers=0).profile.followers == 0


def test_posts_and_their_discussion_are_read() -> None:
    said = {"author": "eva", "text": "which movement?", "likes": 2, "by_creator": False}
    told = read(posts=[{"id": "1", "text": "a dial", "likes": 5, "discussion": [said]}, {"text": "another"}])
    assert told.posts is not None
    assert [post.post_id for post in told.posts] == ["1", "post-2"]
    assert told.comments is not None
    assert (told.comments[0].post_id, told.comments[0].author) == ("1", "eva")


def test_an_empty_list_of_posts_says_that_there_are_none() -> None:
    assert read(posts=[]).posts == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"platform": None}, "there is no platform"),
        ({"handle": " "}, "there is no id and no handle"),
        ({"handle": "@"}, "there is no id and no handle"),
        ({"handle": "a b"}, "handle: a handle holds no spaces"),
        ({"followers": True}, "followers: a count is no true or false"),
        ({"followers": -1}, "followers: "),
        ({"followers": "12k"}, "followers: "),
        ({"captured_at": "soon"}, "captured_at: "),
        ({"languages": "en"}, "languages: "),
        ({"posts": "many"}, "posts: not a list"),
        ({"posts": [1]}, "posts: not a list"),
        ({"posts": [{"likes": -1}]}, "likes: "),
        ({"posts": [{"discussion": 5}]}, "discussion: not a list"),
        ({"posts": [{"discussion": ["x"]}]}, "discussion: not a list"),
        ({"id": 10**5000}, "digits"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as caught:
        read(**wrong)
    assert "\n" not in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from(sorted(records.KEYS)), json_values))
def test_any_record_is_read_or_refused_in_words(record: dict[str, Any]) -> None:
    try:
        told = records.snapshot({"platform": "sample", "handle": "ada"} | record, NOW)
    except ValueError as error:
        assert str(error)  # noqa: PT017  (either end is right)
    else:
        assert told.creator_id


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["id", "likes", "discussion", "text", "links", "paid"]), json_values))
def test_any_post_is_read_or_refused_in_words(post: dict[str, Any]) -> None:
    try:
        told = records.snapshot({"platform": "sample", "handle": "ada", "posts": [post]}, NOW)
    except ValueError as error:
        assert str(error)  # noqa: PT017
    else:
        assert told.posts
