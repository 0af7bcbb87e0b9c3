"""How YouTube's channels, videos and comments look on the wire, as Google documents them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

_LENGTH = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def found(kind: str, whose: Mapping[str, Any], post: Mapping[str, Any] | None) -> Any:
    title = html.escape(whose["name"] if post is None else _title(post))
    where = {"channelId": whose["id"]} if post is None else {"videoId": post["id"]}
    snippet = {"channelId": whose["id"], "title": title, "channelTitle": whose["name"], "liveBroadcastContent": "none"}
    return {"kind": "youtube#searchResult", "id": {"kind": f"youtube#{kind}"} | where, "snippet": snippet}


def channel(each: Mapping[str, Any]) -> Any:
    followers = each.get("followers")
    shown = {} if followers is None else {"subscriberCount": str(rounded(followers))}
    snippet = {"title": each["name"], "description": each.get("bio") or "", "publishedAt": "2015-01-01T00:00:00Z"}
    return {
        "kind": "youtube#channel",
        "id": each["id"],
        "snippet": snippet | ({"customUrl": "@" + each["handle"]} if each.get("handle") else {}),
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": "UU" + each["id"][2:]}},
        "statistics": {"hiddenSubscriberCount": followers is None, "videoCount": str(len(each.get("posts", ())))}
        | shown,
        "brandingSettings": {"channel": {"title": each["name"]}},
    }


def entry(post: Mapping[str, Any]) -> Any:
    dated = {"videoPublishedAt": post["created_at"]} if post.get("created_at") else {}
    details = {"videoId": post["id"]} | dated
    return {"kind": "youtube#playlistItem", "contentDetails": details, "status": {"privacyStatus": "public"}}


def video(whose: Mapping[str, Any], post: Mapping[str, Any]) -> Any:
    snippet = {"channelId": whose["id"], "title": _title(post), "description": post["text"].partition("\n")[2]}
    dated = {"publishedAt": post["created_at"]} if post.get("created_at") else {}
    declared = {"hasPaidProductPlacement": post["paid"]} if "paid" in post else {}
    return {
        "kind": "youtube#video",
        "id": post["id"],
        "snippet": snippet | dated | {"channelTitle": whose["name"], "liveBroadcastContent": "none"},
        "contentDetails": {"duration": post.get("duration", "PT10M1S"), "caption": "false"},
        "statistics": _counts(post),
        "paidProductPlacementDetails": declared,
    }


def stats(post: Mapping[str, Any]) -> Any:
    days, hours, minutes, seconds = _LENGTH.fullmatch(post.get("duration", "PT10M1S")).groups("0")  # type: ignore[union-attr]
    length = ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    dated = {"snippet": {"publishTime": post["created_at"]}} if post.get("created_at") else {}
    counts = {name: count for name, count in _counts(post).items() if name != "favoriteCount"}
    return {
        "kind": "youtube#videoStats",
        "id": post["id"],
        **dated,
        "contentDetails": {"duration": f"{length}s"},
        "statistics": counts,
    }


def thread(whose: Mapping[str, Any], post: Mapping[str, Any], number: int) -> Any:
    snippet = {
        "channelId": whose["id"],
        "videoId": post["id"],
        "textDisplay": f"Question {number}?",
        "textOriginal": f"Question {number}?",
        "authorDisplayName": f"@asker{number}.example",
        "authorChannelId": {"value": f"UCasker{number}"},
        "likeCount": number,
        "publishedAt": post.get("created_at") or "2026-01-01T00:00:00Z",
    }
    comment = {"kind": "youtube#comment", "id": f"Ug{post['id']}{number}", "snippet": snippet}
    told = {
        "channelId": whose["id"],
        "videoId": post["id"],
        "topLevelComment": comment,
        "totalReplyCount": 1 - number % 2,
    }
    thread = {"kind": "youtube#commentThread", "id": comment["id"], "snippet": told}
    if number % 2:
        return thread
    own = {"textOriginal": "Thank you", "textDisplay": "Thank you", "authorDisplayName": f"@{whose['handle']}"}
    answer = snippet | own | {"authorChannelId": {"value": whose["id"]}, "parentId": comment["id"]}
    first = {"kind": "youtube#comment", "id": f"{comment['id']}.a", "snippet": answer}
    return thread | {"replies": {"comments": [first]}}


def _title(post: Mapping[str, Any]) -> str:
    return str(post["text"]).partition("\n")[0]


def _counts(post: Mapping[str, Any]) -> dict[str, str]:
    """Counts as text; a count that is not told is not there."""
    names = {"viewCount": "views", "likeCount": "likes", "commentCount": "comments"}
    return {"favoriteCount": "0"} | {n: str(post[ours]) for n, ours in names.items() if post.get(ours) is not None}


def rounded(followers: int) -> int:
    """`followers` as YouTube shows them: three digits, the rest cut off."""
    step = 10 ** max(0, len(str(followers)) - 3)
    return int(followers // step * step)
