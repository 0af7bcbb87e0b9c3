"""Answers as others recorded them, older or asked for with other parts than ours: read as far as they tell.

Nothing of them may be read as a zero that nobody said. The people are invented; the shapes are those of the sites.
"""

from __future__ import annotations

from typing import Any

import pytest

from microscout.client.replay import Exchange
from microscout.platforms import make
from microscout.testing.reading import of_exchange

LEFT_OUT = {"skipped": "left out by the parser"}
YOUTUBE, TWITCH, GITHUB = (
    "https://www.googleapis.com/youtube/v3",
    "https://api.twitch.tv/helix",
    "https://api.github.com",
)
SERVER, TUBE = "https://ticktock.example/api/v1", "https://tube.example/api/v1"
INDEX = "https://api.podcastindex.org/api/1.0"
SHOWS, TUNES = "https://itunes.apple.com", "https://api.mixcloud.com"
STACK, FORUM = "https://api.stackexchange.com/2.2", "https://dev.to/api"
SKY = "https://public.api.bsky.app/xrpc"

REPOSITORY = {"id": 7, "name": "watch", "owner": {"login": "tilda", "id": 3}, "fork": False, "watchers": 14}
REPOSITORY |= {"html_url": "https://github.com/tilda/watch", "pushed_at": "2012-05-27T06:00:28Z"}
AFAR = {"id": "5", "username": "mira", "acct": "mira@else.example", "url": "https://else.example/@mira"}
HERE = {"id": "6", "username": "oskar", "acct": "oskar", "url": "https://ticktock.example/@oskar"}
STATUS = {
    "id": "9",
    "visibility": "public",
    "content": "<p>tick</p>",
    "reblog": None,
    "favourites_count": 0,
    "replies_count": 0,
    "reblogs_count": 2,
}
SKIN = {"did": "did:plc:mira", "handle": "mira.example"}
SKEET = {"uri": "at://did:plc:mira/app.bsky.feed.post/1", "author": SKIN, "record": {"text": "tick"}, "likeCount": 0}
WRITER = {"username": "mira", "name": "Mira"}
MIX = {"key": "/mira/mix/", "name": "Mix", "user": {"username": "mira"}, "play_count": 3}
OWNER = {"user_id": 22, "user_type": "registered", "display_name": "mira"}


def lines(platform: str, url: str, body: Any) -> list[dict[str, Any]]:
    recorded = {"request": {"method": "GET", "url": url}, "status": 200, "body": body}
    return list(of_exchange(make(platform, {}), Exchange.of(recorded)))


@pytest.mark.parametrize(
    ("platform", "url", "body", "told", "unknown"),
    [
        pytest.param(
            *("youtube", f"{YOUTUBE}/videos?part=statistics"),
            {"items": [{"id": "v", "statistics": {"viewCount": "77", "commentCount": "0", "favoriteCount": "0"}}]},
            *({"post_id": "v", "views": 77, "comments": 0}, ("likes", "kind")),
            id="a video without its snippet",
        ),
        pytest.param(
            *("youtube", f"{YOUTUBE}/videos?part=statistics", {"items": [{"id": "v", "statistics": {}}]}),
            *({"post_id": "v"}, ("likes", "comments", "views")),
            id="a video that tells no counts",
        ),
        pytest.param(
            *("youtube", f"{YOUTUBE}/channels?part=statistics"),
            {
                "items": [
                    {
                        "id": "UCx",
                        "statistics": {"subscriberCount": "0", "hiddenSubscriberCount": True, "videoCount": "3"},
                    }
                ]
            },
            *({"stable_id": "UCx", "post_count": 3}, ("followers",)),
            id="a channel that hides its subscribers",
        ),
        pytest.param(
            *("youtube", f"{YOUTUBE}/comments"),
            {"items": [{"id": "t.a", "snippet": {"parentId": "t", "textOriginal": "tock", "likeCount": 2}}]},
            *({"comment_id": "t.a", "parent": "t", "text": "tock", "likes": 2, "author": "(unknown)"}, ()),
            id="an answer by itself",
        ),
        pytest.param(
            *("twitch", f"{TWITCH}/streams", {"data": [{"id": "1", "user_id": "23", "user_name": "Mira Ticks"}]}),
            *({"handle": "23", "stable_id": "23"}, ()),
            id="a stream of before logins were told",
        ),
        pytest.param(
            *("twitch", f"{TWITCH}/search/channels", {"data": [{"id": "23", "display_name": "Mira Ticks"}]}),
            *({"handle": "23", "stable_id": "23"}, ()),
            id="a channel without its login",
        ),
        pytest.param(
            *("github", f"{GITHUB}/user/repos", [REPOSITORY]),
            *({"post_id": "7", "text": "watch"}, ("likes", "reposts")),
            id="a repository of before stars",
        ),
        pytest.param(
            *("github", f"{GITHUB}/orgs/ticks"),
            {"id": 4, "login": "ticks", "type": "Organization", "followers": 0, "following": 0, "public_repos": 2},
            *({"withheld": ["an organisation or a bot, not one creator"], "post_count": 2}, ("followers", "following")),
            id="an organisation, which nobody could follow",
        ),
        pytest.param(
            *("github", f"{GITHUB}/users/tilda/followers", [{"login": "mira", "id": 8, "type": "User"}]),
            *({"handle": "mira", "stable_id": "8"}, ()),
            id="a follower on GitHub",
        ),
        pytest.param(
            *("mastodon", f"{SERVER}/timelines/public", [STATUS | {"account": AFAR}]),
            *({"creator_id": "mastodon:mira@else.example", "reposts": 2}, ("likes", "comments", "quotes")),
            id="a post as another server sees it",
        ),
        pytest.param(
            *("mastodon", f"{SERVER}/timelines/list/4", [STATUS | {"account": HERE}]),
            *({"creator_id": "mastodon:oskar@ticktock.example", "likes": 0, "comments": 0}, ("quotes",)),
            id="a post at home",
        ),
        pytest.param(
            *("mastodon", f"{SERVER}/statuses/9", STATUS | {"account": HERE, "content": None}),
            *({"text": "", "likes": 0}, ()),
            id="a picture without a caption (Pixelfed)",
        ),
        pytest.param(
            *("mastodon", f"{SERVER}/statuses/9/context"),
            {"descendants": [STATUS | {"account": AFAR, "in_reply_to_id": "8"}]},
            *({"author": "mira@else.example", "parent": "8"}, ("likes",)),
            id="a comment of somebody elsewhere",
        ),
        pytest.param(
            *("mastodon", f"{SERVER}/accounts/6"),
            HERE | {"followers_count": -1, "statuses_count": -1, "fields": [{"name": None, "value": None}]},
            *({"handle": "oskar@ticktock.example"}, ("followers", "post_count")),
            id="counters that went below zero, and an empty field",
        ),
        pytest.param(
            *("mastodon", f"{SERVER}/statuses/9/favourited_by", [HERE | {"followers_count": 0}]),
            *({"followers": 0}, ()),
            id="who liked a post",
        ),
        pytest.param(
            *("peertube", "https://sepiasearch.org/api/v1/search/video-channels"),
            {"data": [{"name": "mira", "host": "tube.example", "followingCount": 0, "videosCount": 0}]},
            *({"handle": "mira@tube.example"}, ("followers", "following", "post_count")),
            id="a channel that an index has not counted",
        ),
        pytest.param(
            *("podcasts", f"{SHOWS}/search"),
            {
                "results": [
                    {
                        "wrapperType": "track",
                        "kind": "podcast",
                        "collectionId": 5,
                        "artistName": "Mira",
                        "genres": [{"name": "Arts", "id": "1301"}],
                    }
                ]
            },
            *({"stable_id": "5", "bio": "Mira"}, ("post_count", "followers")),
            id="a show with its genres as objects, and no feed",
        ),
        pytest.param(
            *("podcastindex", f"{INDEX}/podcasts/trending"),
            {"status": "true", "feeds": [{"id": 9, "title": "Ticks", "categories": None, "funding": []}]},
            *({"stable_id": "9", "name": "Ticks"}, ("post_count", "followers")),
            id="a show that is talked about",
        ),
        pytest.param(
            *("podcastindex", f"{INDEX}/episodes/byid"),
            {"status": "true", "episode": {"id": 4, "feedId": 9, "title": "", "datePublished": 0, "enclosureType": ""}},
            *({"post_id": "4", "creator_id": "podcastindex:9", "kind": "audio", "text": ""}, ("created_at",)),
            id="an episode without title and date",
        ),
        pytest.param(
            *("stackexchange", f"{STACK}/comments/1"),
            {"items": [{"owner": OWNER, "score": 0, "post_id": 9, "comment_id": 7}]},
            *({"comment_id": "7", "post_id": "9", "author": "mira"}, ()),
            id="a comment at an address of its own",
        ),
        pytest.param(
            *("mixcloud", f"{TUNES}/mira/favorites/", {"data": [MIX]}),
            *({"post_id": "/mira/mix/", "views": 3}, ("likes", "comments")),
            id="a favourite",
        ),
        pytest.param(
            *("mixcloud", f"{TUNES}/mira/followers/", {"data": [{"username": "Oskar"}]}),
            *({"handle": "Oskar", "stable_id": "oskar"}, ()),
            id="a follower on Mixcloud",
        ),
        pytest.param(
            *("bluesky", f"{SKY}/app.bsky.feed.getTimeline", {"feed": [{"post": SKEET}]}),
            *({"creator_id": "bluesky:did:plc:mira", "likes": 0}, ("comments", "reposts", "quotes")),
            id="a timeline",
        ),
        pytest.param(
            *("bluesky", f"{SKY}/app.bsky.graph.getFollowers", {"followers": [SKIN]}),
            *({"handle": "mira.example", "stable_id": "did:plc:mira"}, ()),
            id="a follower on Bluesky",
        ),
    ],
)
def test_is_read_as_far_as_it_tells(
    platform: str, url: str, body: Any, told: dict[str, Any], unknown: tuple[str, ...]
) -> None:
    (line,) = lines(platform, url, body)
    read = line["parsed"]
    assert {name: read.get(name) for name in told} == told
    assert not set(unknown) & set(read)


@pytest.mark.parametrize(
    ("platform", "url", "body"),
    [
        ("podcasts", f"{SHOWS}/search", {"results": [{"wrapperType": "artist", "artistId": 1, "artistName": "Mira"}]}),
        ("podcasts", f"{SHOWS}/search", {"results": [{"wrapperType": "audiobook", "collectionId": 1}]}),
        ("podcasts", f"{SHOWS}/search", {"results": [{"wrapperType": "collection", "collectionId": 1}]}),
        ("stackexchange", f"{STACK}/questions", {"items": [{"question_id": 1, "score": 0, "title": "x"}]}),
        ("bluesky", f"{SKY}/app.bsky.feed.getPostThread", {"thread": {"uri": "at://x", "notFound": True}}),
        ("bluesky", f"{SKY}/app.bsky.feed.getPostThread", {"thread": {"uri": "at://x", "blocked": True}}),
        ("devto", f"{FORUM}/comments", [{"id_code": "c", "body_html": "<p>[deleted]</p>", "user": {}, "children": []}]),
        (
            "youtube",
            f"{YOUTUBE}/playlistItems",
            {"items": [{"snippet": {"title": "Private video", "resourceId": {"videoId": "v"}}}]},
        ),
        (
            "youtube",
            f"{YOUTUBE}/playlistItems",
            {"items": [{"snippet": {"resourceId": {"videoId": "v"}}, "status": {"privacyStatus": "unlisted"}}]},
        ),
        (
            "youtube",
            f"{YOUTUBE}/commentThreads",
            {"items": [{"snippet": {"channelId": "UCx", "topLevelComment": {"id": "t", "snippet": {}}}}]},
        ),
    ],
)
def test_what_is_no_creator_and_no_public_post_is_left_out(platform: str, url: str, body: Any) -> None:
    assert lines(platform, url, body) == [LEFT_OUT]


def test_an_entry_of_a_playlist_may_have_come_without_its_details() -> None:
    entry = {"snippet": {"title": "Ticks", "resourceId": {"kind": "youtube#video", "videoId": "v"}}}
    assert lines("youtube", f"{YOUTUBE}/playlistItems", {"items": [entry]}) == [{"parsed": "v"}]


def test_a_thread_of_a_video_does_not_always_name_the_channel() -> None:
    top = {"id": "t", "snippet": {"videoId": "v", "textOriginal": "tick", "likeCount": 0}}
    ((comment,),) = [
        line["parsed"]
        for line in lines("youtube", f"{YOUTUBE}/commentThreads", {"items": [{"snippet": {"topLevelComment": top}}]})
    ]
    assert (comment["post_id"], comment["text"], comment["likes"]) == ("v", "tick", 0)
    assert not comment["by_creator"]


def test_all_depths_of_a_thread_are_read() -> None:
    below = {"id_code": "b", "body_html": "<p>tock</p>", "user": WRITER, "children": []}
    deleted = {"id_code": "a", "body_html": "<p>[deleted]</p>", "user": {}, "children": [below]}
    ((comment,),) = [line["parsed"] for line in lines("devto", f"{FORUM}/comments", [deleted])]
    assert (comment["comment_id"], comment["parent"], comment["text"]) == ("b", "a", "tock")
    gone = {"uri": "at://x", "notFound": True}
    answer = {"post": SKEET | {"uri": "at://did:plc:mira/app.bsky.feed.post/2"}, "replies": [gone]}
    thread = {"thread": {"post": SKEET, "replies": [answer]}}
    ((post, reply),) = [line["parsed"] for line in lines("bluesky", f"{SKY}/app.bsky.feed.getPostThread", thread)]
    assert (post["fact"], reply["fact"], reply["by_creator"]) == ("Post", "Comment", True)


def test_github_puts_null_where_a_repository_may_not_be_seen() -> None:
    person = {"databaseId": 3, "login": "tilda", "repositories": {"totalCount": 2, "nodes": [None, None]}}
    (line,) = lines("github", f"{GITHUB}/graphql", {"data": {"search": {"nodes": [person]}}})[:1]
    assert [part and part["handle"] for part in line["parsed"]] == ["tilda", None, None]


@pytest.mark.parametrize(
    ("platform", "url", "body"),
    [
        ("youtube", f"{YOUTUBE}/playlists", {"kind": "youtube#playlistListResponse", "items": [{"id": "PLx"}]}),
        ("twitch", f"{TWITCH}/games/top", {"data": [{"id": "1", "name": "Ticks"}]}),
        ("github", f"{GITHUB}/repos/a/b/commits", [{"sha": "x"}]),
        ("peertube", f"{TUBE}/config", {"instance": {}}),
        ("podcasts", f"{SHOWS}/us/rss/customerreviews/id=1/json", {"feed": {}}),
        ("stackexchange", f"{STACK}/sites", {"items": [{"name": "x"}]}),
        ("mixcloud", f"{TUNES}/search/?type=tag", {"data": [{"name": "House", "key": "/genres/house/"}]}),
        ("bluesky", f"{SKY}/com.atproto.identity.resolveHandle", {"did": "did:plc:x"}),
        ("mastodon", f"{SERVER}/instance", {"uri": "x"}),
        ("mastodon", f"{SERVER}/accounts/relationships", [{"id": "1", "following": True}]),
        ("devto", f"{FORUM}/tags", [{"id": 1, "name": "x"}]),
    ],
)
def test_what_is_not_read_is_skipped_with_a_reason(platform: str, url: str, body: Any) -> None:
    (line,) = lines(platform, url, body)
    assert set(line) == {"skipped", "error"}
    assert line["error"] == "PayloadError"
