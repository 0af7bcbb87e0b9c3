"""Reddit, clause by clause over its fixtures."""

from base64 import b64encode

import pytest

from fakes.crowd import fifty
from fakes.reddit import answer
from few import FIXTURES, fault, profiled
from microscout import __version__
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, SkipCreator, Unreachable
from microscout.platforms.reddit import Reddit, _comment, _post, _profile
from microscout.testing import Told, check_platform, told

TILDA = "reddit:tt1"
SIGN_IN = Exchange.read(FIXTURES / "reddit" / "00_sign_in.json")


@pytest.fixture(scope="module")
def replay() -> Replay:
    return Replay(FIXTURES / "reddit")


@pytest.fixture(scope="module")
def heard(replay: Replay) -> Told:
    return told(Reddit(creators=("no_follow",)), replay)


@pytest.mark.slow
def test_the_contract() -> None:
    check_platform(Reddit(creators=("no_follow",)), FIXTURES / "reddit")


def test_it_signs_in_once_with_http_basic_and_then_as_bearer(replay: Replay, heard: Told) -> None:
    first, *rest = [request for request in replay.asked if request.url.host == "www.reddit.com"]
    assert rest == []
    assert first.headers["authorization"] == f"Basic {b64encode(b'not-a-real-key:not-a-real-key').decode()}"
    others = [request for request in replay.asked if request.url.host == "oauth.reddit.com"]
    assert {request.headers["authorization"] for request in others} == {"Bearer an-invented-session"}
    assert {request.url.params["raw_json"] for request in others} == {"1"}
    assert {request.headers["user-agent"] for request in replay.asked} == {f"python:microscout:{__version__}"}


@pytest.mark.parametrize(
    ("username", "said"),
    [("tilda_ticks", " (by /u/tilda_ticks)"), ("u/tilda_ticks", " (by /u/tilda_ticks)"), ("a\r\nb", "")],
)
def test_who_asks_is_said_in_the_form_that_reddit_wants(username: str, said: str) -> None:
    assert Reddit(username=username).api.headers["User-Agent"] == f"python:microscout:{__version__}{said}"


def test_authors_in_communities_but_not_for_adults_deleted_or_private(heard: Told) -> None:
    assert {each.handle for each in heard.candidates} == {
        "no_follow",
        "tilda_ticks",
        "oskar-old",
        "gone_gustav",
        "sus_pended",
        "ida_hides",
    }
    assert heard.candidates[1].found_by == ("posts in r/OldTickers match “vintage watches”",)
    assert heard.notes["private"] == 1


def test_followers_are_those_of_the_profile_page_or_unknown(heard: Told) -> None:
    followers = {profile.handle: profile.followers for profile in heard.profiles}
    assert followers == {"tilda_ticks": 1560, "oskar-old": None, "no_follow": None, "ida_hides": 1560}


def test_who_asked_not_to_be_found_is_withheld(heard: Told) -> None:
    ida = next(profile for profile in heard.profiles if profile.handle == "ida_hides")
    assert ida.withheld == ("asked not to be found by search engines",)


def test_suspended_and_gone_are_skipped(heard: Told) -> None:
    assert [skip.reason for skip in heard.skipped] == ["Missing", "suspended by Reddit"]


def test_posts(heard: Told) -> None:
    posts = {post.post_id: post for post in heard.posts[TILDA]}
    assert {"bb3", "bb4"}.isdisjoint(posts), "passed on, and removed by moderators"
    first = posts["bb1"]
    assert (first.likes, first.comments, first.reposts, first.views) == (48, 7, 1, None)
    assert first.text == "My vintage watch\n\nIt still ticks & tocks."
    assert first.url == "https://www.reddit.com/r/OldTickers/comments/bb1/my_vintage_watch/"
    assert posts["bb2"].likes is None, "its score is still hidden"
    assert (posts["bb5"].kind, posts["bb5"].links) == ("image", ("https://pics.example/watch.jpg",))
    assert heard.posts["reddit:oo1"][0].reposts is None


def test_comments(heard: Told) -> None:
    first, answer, hidden = heard.comments["bb1"]
    assert (first.author, first.likes, first.parent) == ("pia_pallet", 5, None)
    assert (answer.by_creator, answer.parent) == (True, "d1")
    assert hidden.likes is None


def test_texts_that_were_removed_are_no_texts(heard: Told) -> None:
    post = {
        "kind": "t3",
        "data": {"id": "x", "title": "x", "permalink": "/x", "author": "tilda_ticks", "is_self": True},
    }
    said = {"data": {"id": "d9", "author": "pia_pallet"}}
    for gone in ("[removed]", "[deleted]", "[deleted by user]"):
        assert _post({**post, "data": {**post["data"], "selftext": gone}}, None, 1) is None  # type: ignore[dict-item]
        assert _comment({"data": {**said["data"], "body": gone}}, heard.posts[TILDA][0]) is None
    assert _post(post, None, 1) is not None


@pytest.mark.parametrize(
    "where", [{"accept_followers": False}, {"subreddit": {"accept_followers": False, "subscribers": 0}}]
)
def test_who_lets_nobody_follow_has_no_known_followers(where: dict[str, object]) -> None:
    told = {"name": "tilda_ticks", "id": "tt1", "subreddit": {"subscribers": 0}, **where}
    assert _profile({"kind": "t2", "data": told}, 1).followers is None


def test_a_score_below_zero_is_no_number_of_likes(heard: Told) -> None:
    raw = {"data": {"id": "d8", "author": "grump", "score": -4}}
    said = _comment(raw, heard.posts[TILDA][0])
    assert said is not None
    assert said.likes is None


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("unauthorized", Refused),
        ("forbidden", Refused),
        ("forbidden_bare", Refused),
        ("blocked_page", Refused),
        ("quarantined", SkipCreator),
        ("banned", Missing),
        ("leads_elsewhere", Missing),
        ("not_found", Missing),
        ("bad_request", PayloadError),
        ("server_error", Unreachable),
        ("slow_down", QuotaSpent),
        ("slow_down_retry", QuotaSpent),
        ("slow_down_reset", QuotaSpent),
        ("slow_down_date", QuotaSpent),
        ("empty_answer", PayloadError),
        ("bad_request_page", PayloadError),
        ("gold_only", SkipCreator),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("wrong_types", PayloadError),
        ("no_id", PayloadError),
    ],
)
def test_what_reddit_answers_means(name: str, error: type[MicroscoutError]) -> None:
    with pytest.raises(error) as raised:
        profiled(Reddit(), "tilda_ticks", SIGN_IN, fault("reddit", name))
    assert type(raised.value) is error


def test_a_client_that_is_not_approved_is_refused() -> None:
    refused = Exchange(SIGN_IN.url, 401, {}, b'{"message": "Unauthorized", "error": 401}', method="POST")
    with pytest.raises(Refused, match="sign-in"):
        profiled(Reddit(), "tilda_ticks", refused)


def test_fifty_creators_with_ten_posts_each_are_104_calls() -> None:
    told, snapshots, served = fifty(Reddit(), answer)
    assert told.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert len([request for request in served.asked if request.url.host == "oauth.reddit.com"]) == 104
