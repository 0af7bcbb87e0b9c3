"""Snapshots in, frames out: nothing is changed on the way, and nothing observed is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from builders import DAY, NOW, post, profile, snapshot, snapshots
from microscout import frames
from microscout.models import Comment, Snapshot
from microscout.store import Store, observations


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as opened:
        yield opened


@settings(max_examples=25)
@given(st.lists(snapshots(), max_size=3, unique_by=lambda each: each.creator_id))
def test_what_goes_in_comes_out(held: list[Snapshot]) -> None:
    with TemporaryDirectory() as folder, Store(Path(folder) / "s.sqlite") as store:
        assert observations.add_all(store, held) == [each.creator_id for each in held]
        out, wanted = observations.frames(store), frames.of(held)
    by = ["creator_id", "post_id", "comment_id"]
    assert_frame_equal(out.creators.sort(by[:1]), wanted.creators.sort(by[:1]))
    assert_frame_equal(out.posts.sort(by[:2]), wanted.posts.sort(by[:2]))
    assert_frame_equal(out.comments.drop("author").sort(by), wanted.comments.drop("author").sort(by))


def test_two_moments_are_both_kept_and_each_can_be_asked_for(store: Store) -> None:
    for day, followers, likes in ((0, 100, 5), (2, 120, 9)):
        at = NOW + day * DAY
        held = snapshot("ada", (post(captured_at=at, likes=likes),), captured_at=at, followers=followers)
        observations.add(store, held)
    newest, then = observations.frames(store), observations.frames(store, as_of=NOW + DAY)
    assert newest.creators["followers"].to_list() == [120]
    assert newest.posts["likes"].to_list() == [9]
    assert then.creators["followers"].to_list() == [100]
    assert then.posts["likes"].to_list() == [5]
    assert observations.frames(store, as_of=NOW - 1).creators.is_empty()
    assert observations.moments(store, "sample:ada") == 2


def test_the_same_moment_twice_changes_nothing(store: Store) -> None:
    observations.add(store, snapshot("ada", (post(likes=5),), followers=100))
    observations.add(store, snapshot("ada", (post(likes=6),), followers=101))
    held = observations.frames(store)
    assert held.creators["followers"].to_list() == [100]
    assert held.posts["likes"].to_list() == [5]


def test_a_change_of_handle_keeps_one_creator(store: Store) -> None:
    observations.add(store, snapshot("1", handle="ada"))
    observations.add(store, snapshot("1", handle="eva", captured_at=NOW + 1))
    assert observations.frames(store).creators["handle"].to_list() == ["eva"]
    assert observations.find(store, "@EVA") == ["sample:1"]


def test_frames_may_be_of_some_creators_or_platforms_only(store: Store) -> None:
    observations.add_all(store, [snapshot("ada"), snapshot("eva"), snapshot("ida", platform="bluesky")])
    some = observations.frames(store, creator_ids=["sample:ada", "bluesky:ida", "sample:nobody"])
    assert set(some.creators["creator_id"]) == {"sample:ada", "bluesky:ida"}
    assert set(observations.frames(store, platforms=["sample"]).creators["creator_id"]) == {"sample:ada", "sample:eva"}
    assert observations.frames(store, creator_ids=["sample:ada"], platforms=["bluesky"]).creators.is_empty()
    assert observations.frames(store, creator_ids=[]).creators.is_empty()


def test_more_ids_than_one_query_holds_are_no_matter(store: Store) -> None:
    observations.add_all(store, [snapshot(f"c{number}") for number in range(1_203)])
    wanted = [f"sample:c{number}" for number in range(1_203)]
    assert observations.frames(store, creator_ids=wanted).creators.height == 1_203


def test_a_creator_is_fresh_once_the_posts_were_asked_for(store: Store) -> None:
    observations.add(store, Snapshot(profile=profile("ada")))
    observations.add(store, snapshot("eva", ()))
    assert observations.fresh(store, "sample", NOW) == {"sample:eva"}
    assert observations.fresh(store, "sample", NOW + 1) == set()
    assert observations.fresh(store, "bluesky", NOW) == set()
    observations.add(store, snapshot("ada", ()))
    assert observations.fresh(store, "sample", NOW) == {"sample:ada", "sample:eva"}


def test_comments_are_kept_once_each(store: Store) -> None:
    said = Comment(creator_id="sample:ada", post_id="ada-1", comment_id="c", author="eva", text="which movement?")
    held = Snapshot(profile=profile(), posts=(post(),), comments=(said,))
    observations.add(store, held)
    observations.add(store, held)
    assert observations.frames(store).comments["text"].to_list() == ["which movement?"]


def test_somebody_is_found_by_id_or_handle_on_one_platform_or_any(store: Store) -> None:
    observations.add_all(store, [snapshot("Ada"), snapshot("ada", platform="bluesky")])
    assert observations.find(store, "ADA") == ["bluesky:ada", "sample:Ada"]
    assert observations.find(store, "@ada", "bluesky") == ["bluesky:ada"]
    assert observations.find(store, "sample:Ada") == ["sample:Ada"]
    assert observations.find(store, "nobody") == []
    assert observations.handles(store) == ["ada"]


def test_who_came_in_by_handle_alone_is_the_creator_whose_id_is_learnt(store: Store) -> None:
    other = profile("did:plc:other", handle="eva")  # whose id is known stays apart, whatever the handle
    by_hand = [profile("Ada", handle="Ada", captured_at=NOW), other]
    observations.add_all(store, [Snapshot(profile=each) for each in by_hand])
    for learnt in (profile("did:plc:1", handle="ada", captured_at=NOW - 9), profile("did:plc:2", handle="eva")):
        observations.add_fetched(store, Snapshot(profile=learnt))
    found = observations.frames(store).creators
    assert sorted(found["creator_id"]) == [f"sample:did:plc:{each}" for each in ("1", "2", "other")]
    fetched = found.filter(creator_id="sample:did:plc:1")
    assert fetched["captured_at"].item() > NOW, "what is fetched is newer than the list, whatever the clock says"
