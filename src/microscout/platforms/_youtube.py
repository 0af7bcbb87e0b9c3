"""What is read of YouTube's answers: the selectors by which nothing else is sent, what errors mean, the pure parsers.

Shorts are told apart by a rule of our own, since the API does not say: a video of up to 60 seconds is one, and one of
up to 180 seconds that calls itself ``#shorts``.
"""

from __future__ import annotations

import re
from typing import Any

from microscout.client import Fault
from microscout.errors import Missing, QuotaSpent, Refused, SkipCreator, Unreachable
from microscout.models import Candidate, Comment, Post, Profile
from microscout.platforms._shape import addresses, earliest, shaped

_COMMENT = (
    "(id,snippet(videoId,authorDisplayName,authorChannelId/value,textDisplay,textOriginal,likeCount,publishedAt))"
)
_VIDEO = (
    "id,snippet(publishedAt,channelId,title,description,liveBroadcastContent,defaultAudioLanguage,defaultLanguage),"
    "contentDetails/duration,statistics(viewCount,likeCount,commentCount)"
)
_SHORT = {"prettyPrint": "false"}
UNDECLARED = {"part": "snippet,contentDetails,statistics", "fields": f"kind,items({_VIDEO})", **_SHORT}
"""What is asked for of videos where YouTube does not say which are declared as paid work."""
ASKED: dict[str, dict[str, Any]] = {
    "search": {"part": "snippet", "fields": "kind,items(id,snippet/channelId),nextPageToken", **_SHORT},
    "channels": {
        **_SHORT,
        "part": "snippet,statistics,contentDetails,brandingSettings",
        "fields": "kind,items(id,snippet(title,description,customUrl,publishedAt,defaultLanguage,country),"
        "statistics(subscriberCount,hiddenSubscriberCount,videoCount),contentDetails/relatedPlaylists/uploads,"
        "brandingSettings/channel(keywords,country,defaultLanguage))",
    },
    "playlistItems": {
        **_SHORT,
        "part": "contentDetails,status",
        "fields": "kind,items(contentDetails(videoId,videoPublishedAt),status/privacyStatus),nextPageToken",
    },
    "videos": {
        **_SHORT,
        "part": "snippet,contentDetails,statistics,paidProductPlacementDetails,brandPartner",
        "fields": f"kind,items({_VIDEO},paidProductPlacementDetails/hasPaidProductPlacement,brandPartner/channelId)",
    },
    "commentThreads": {
        **_SHORT,
        "part": "snippet,replies",
        "fields": f"kind,items(snippet(channelId,videoId,topLevelComment{_COMMENT}),replies/comments{_COMMENT}),"
        "nextPageToken",
    },
}
"""By method: the parts and the fields that are asked for."""

_TOMORROW = "youtube: the key has no more of this today; it opens again at midnight in California"
NO_UPLOADS = "the channel has no public videos"
NO_COMMENTS = "comments are switched off there"
_KEY = "youtube does not accept the key (MICROSCOUT_YOUTUBE_API_KEY, or api_key in credentials.toml)"
_NOT_ENABLED = (
    "the key's Google project has not switched the YouTube Data API v3 on (console.cloud.google.com → Library)"
)
_RESTRICTED = "the key is restricted in Google Cloud and may not be used for the YouTube Data API from here"
FAULTS = (
    Fault(400, Refused, message="API key", says=_KEY),
    Fault(400, Refused, error="keyInvalid", says=_KEY),
    Fault(400, Refused, error="keyExpired", says=_KEY),
    Fault(400, Unreachable, error="processingFailure", again=True),
    Fault(401, Refused, says=_KEY),
    *(
        Fault(status, QuotaSpent, error=reason, message=sentence, says=_TOMORROW, again=False)
        for status in (403, 429)
        for reason, sentence in (("quotaExceeded", ""), ("dailyLimitExceeded", ""), ("", "per day"))
    ),
    Fault(403, QuotaSpent, error="ateLimitExceeded", again=True),  # rateLimit…, userRateLimit…
    Fault(403, QuotaSpent, message="per minute", again=True),
    Fault(403, Refused, error="accessNotConfigured", says=_NOT_ENABLED),
    Fault(403, Refused, message="has not been used in project", says=_NOT_ENABLED),
    Fault(403, Refused, error="ipRefererBlocked", says=_RESTRICTED),
    Fault(403, Refused, message="are blocked", says=_RESTRICTED),
    Fault(403, Refused, message="violates this restriction", says=_RESTRICTED),
    Fault(403, Refused, message="Consumer"),  # … has been suspended: the key's project, no channel
    Fault(403, Refused, message="unregistered callers", says=_KEY),
    Fault(403, Missing, error="commentsDisabled", says=NO_COMMENTS),
    Fault(403, SkipCreator, error="playlistItemsNotAccessible", says="the channel's videos are not public"),
    Fault(403, SkipCreator, error="playlistForbidden", says="the channel's videos are not public"),
    *(Fault(403, SkipCreator, error=reason, says="not public") for reason in ("forbidden", "channelForbidden")),
    *(
        Fault(403, Missing, error=reason, says="the channel is closed")
        for reason in ("channelClosed", "channelSuspended")
    ),
    Fault(404, Missing, error="playlistNotFound", says=NO_UPLOADS),
)
"""What its error answers mean. That a day's purse is empty comes as 403, and as 429 for searches."""

_PLACED = "hasPaidProductPlacement"
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_KEYWORD = re.compile(r'"([^"]+)"|([^\s,"]+)')
_SHORTS = re.compile(r"#shorts?\b", re.IGNORECASE)


@shaped("a search result")
def candidate(raw: Any, found_by: str) -> Candidate:
    """The channel that was found, or whose video was."""
    channel = raw["id"].get("channelId") or raw["snippet"]["channelId"]
    return Candidate(platform="youtube", handle=channel, stable_id=channel, found_by=(found_by,))


@shaped("a channel")
def profile(raw: Any, now: int) -> Profile:
    """The profile. Subscribers are rounded to three digits by YouTube; hidden ones are unknown."""
    snippet, counts = raw.get("snippet") or {}, raw.get("statistics") or {}
    branding = (raw.get("brandingSettings") or {}).get("channel") or {}
    handle = snippet.get("customUrl") or raw["id"]
    description = snippet.get("description") or ""
    keywords = [quoted or plain for quoted, plain in _KEYWORD.findall(branding.get("keywords") or "")]
    languages = [snippet.get("defaultLanguage"), branding.get("defaultLanguage")]
    return Profile(
        platform="youtube",
        stable_id=raw["id"],
        handle=handle,
        captured_at=now,
        name=snippet.get("title") or None,
        bio="\n\n".join([description] * bool(description) + [f"Keywords: {', '.join(keywords)}"] * bool(keywords))
        or None,
        url=f"https://www.youtube.com/{handle if handle.startswith('@') else 'channel/' + raw['id']}",
        followers=None if counts.get("hiddenSubscriberCount") else counts.get("subscriberCount"),
        post_count=counts.get("videoCount"),
        location=snippet.get("country") or branding.get("country"),
        languages=tuple(dict.fromkeys(language for language in languages if language)),
        links=addresses(description),
        created_at=earliest(snippet.get("publishedAt")),
    )


@shaped("a channel")
def playlist(raw: Any) -> str | None:
    """The id of the playlist that holds the channel's videos, where it is told."""
    told = ((raw.get("contentDetails") or {}).get("relatedPlaylists") or {}).get("uploads")
    return str(told) if told else None


@shaped("an entry of a playlist")
def upload(raw: Any) -> str | None:
    """The id of a public video; None for one that is private, unlisted or deleted.

    Of an answer that was asked for without their details, titles say as much (in English).
    """
    public = (raw.get("status") or {}).get("privacyStatus", "public") == "public"
    if "contentDetails" not in raw:
        video = raw["snippet"]["resourceId"]["videoId"]
        there = raw["snippet"].get("title") not in ("Private video", "Deleted video")
    else:
        video = raw["contentDetails"]["videoId"]
        there = bool(raw["contentDetails"].get("videoPublishedAt"))
    return str(video) if there and public else None


@shaped("a video")
def named(raw: Any) -> tuple[str, Any]:
    """The id of a video, and the video."""
    return str(raw["id"]), raw


@shaped("a video")
def post(raw: Any, creator_id: str | None, now: int) -> Post | None:
    """The video of `creator_id` (None: whoever); None for somebody else's, and for what is only announced."""
    snippet, counts = raw["snippet"], raw.get("statistics") or {}
    author = f"youtube:{snippet['channelId']}"
    if creator_id not in (None, author) or snippet.get("liveBroadcastContent") == "upcoming":
        return None
    title, description = snippet.get("title") or "", snippet.get("description") or ""
    text = f"{title}\n\n{description}".strip()
    return Post(
        creator_id=author,
        post_id=raw["id"],
        captured_at=now,
        text=text,
        created_at=earliest(snippet.get("publishedAt")),
        url=f"https://www.youtube.com/watch?v={raw['id']}",
        language=snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage"),
        kind=kind(_length((raw.get("contentDetails") or {}).get("duration") or ""), text),
        likes=counts.get("likeCount"),
        comments=counts.get("commentCount"),
        views=counts.get("viewCount"),
        paid=True if raw.get("brandPartner") else (raw.get("paidProductPlacementDetails") or {}).get(_PLACED),
        links=addresses(description),
    )


@shaped("a comment thread")
def thread(raw: Any, creator_id: str | None = None, post_id: str | None = None) -> list[Comment] | None:
    """A comment under the video `post_id` (None: whichever) and the answers that came along.

    None for one that is under no video: it was said on the channel's page.
    """
    top = raw["snippet"]["topLevelComment"]
    under = post_id or raw["snippet"].get("videoId") or top["snippet"].get("videoId")
    if under is None:
        return None
    whose = creator_id or f"youtube:{raw['snippet'].get('channelId') or '(not told)'}"
    answers = (raw.get("replies") or {}).get("comments") or ()
    return [_comment(top, whose, under, None), *(_comment(each, whose, under, top["id"]) for each in answers)]


@shaped("a comment")
def comment(raw: Any) -> Comment:
    """A comment by itself, as ``comments`` tells it: under which video is not always said."""
    snippet = raw["snippet"]
    whose, under = (snippet.get(known) or "(not told)" for known in ("channelId", "videoId"))
    return _comment(raw, f"youtube:{whose}", under, snippet.get("parentId"))


def _comment(raw: Any, creator_id: str, post_id: str, parent: str | None) -> Comment:
    snippet = raw["snippet"]
    author = (snippet.get("authorChannelId") or {}).get("value")
    return Comment(
        creator_id=creator_id,
        post_id=post_id,
        comment_id=raw["id"],
        author=(snippet.get("authorDisplayName") or author or "(unknown)").removeprefix("@"),
        by_creator=f"youtube:{author}" == creator_id,
        parent=parent,
        text=snippet.get("textOriginal") or snippet.get("textDisplay") or "",
        created_at=earliest(snippet.get("publishedAt")),
        likes=snippet.get("likeCount"),
    )


def _length(duration: str) -> int:
    """Seconds; 0 where there are none, or none that can be read."""
    told = _DURATION.fullmatch(duration)
    days, hours, minutes, seconds = (int(part or 0) for part in told.groups()) if told else (0, 0, 0, 0)
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def kind(length: int, text: str) -> str:
    """``short`` or ``video``; what is live has no length yet, and is a video."""
    return "short" if 0 < length <= 60 or (0 < length <= 180 and _SHORTS.search(text)) else "video"
