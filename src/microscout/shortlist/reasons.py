"""Why a creator is where the creator is, and what is not known, in plain words; our own estimates say so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from microscout.errors import many
from microscout.models import iso
from microscout.scoring.base import Z90
from microscout.scoring.lines import line_of

Row = Mapping[str, Any]
_SCATTERED, _FOCUSED, _RECENT = 1 / 3, 2 / 3, 1 / 2
_SELDOM = 0.1  # posts a week: below it one digit says too little
_SAY_LITTLE = ("generic", "emoji-only", "mention-only", "spam")


def reasons(row: Row) -> list[str]:
    """Why the creator is where the creator is, in sentences a founder understands; our own estimates say so."""
    return [_niche(row), *_besides(row)]


def full_reasons(row: Row) -> list[str]:
    """The same, beginning with what made the niche score."""
    return [niche_story(row), *_besides(row)]


def _besides(row: Row) -> list[str]:
    said = (_lists(row), _engagement(row), _conversation(row), _activity(row), paid(row), *_wishes(row))
    return [each for each in said if each]


def unknowns(row: Row) -> list[str]:
    """What is not known of the creator, and why."""
    found = []
    if row["followers"] is None:
        found.append("followers: the platform or file does not say")
    if row["er"] is None:
        found.append(f"engagement: {_why_no_engagement(row)}")
    elif row["engagement_score"] is None:
        found.append("engagement against peers: needs the number of followers")
    if row.get("reply_rate") is None:
        found.append(f"whether they answer: {_why_no_replies(row)}")
    if row["posts_per_week"] is None:
        found.append("posting rhythm: fewer than two dated posts")
    if not row.get("ad_posts_n"):
        found.append("paid work: no post with words was read")
    if not row["niche_posts_n"]:
        found.append("share of posts on the niche: no posts with words; only name and bio were read")
    return found


def speaks(row: Row) -> str | None:
    """The creator's languages with what that rests on: ``en 18, de 2 of 20 posts``; else what the profile says."""
    if row["spoken"]:
        counted = ", ".join(f"{code} {n}" for code, n in zip(row["spoken"], row["spoken_posts"], strict=True))
        return f"{counted} of {many(row['spoken_n'], 'post')}"
    return ", ".join(row["languages"] or ()) or None


def niche_story(row: Row) -> str:
    """What made the niche score, engine by engine: ``close by meaning (0.71) and by words (0.44): watches; …``."""
    engines = {"meaning": row.get("closeness_meaning"), "words": row.get("closeness_words")}
    how = " and ".join(f"by {name} ({close:.2f})" for name, close in engines.items() if close is not None)
    words = ", ".join(row.get("niche_words") or ())
    n, focus = row["niche_posts_n"], row.get("focus")
    told = [
        (f"close {how}" if how else f"closeness {row['niche_closeness']:.2f}") + (f": {words}" if words else ""),
        f"{row['niche_on_topic']} of {n} posts on the niche" if n else "only name and bio were read",
    ]
    if focus is not None:
        told.append(
            f"focus {'high' if focus >= _FOCUSED else 'low' if focus < _SCATTERED else 'middling'} ({focus:.2f})"
        )
    if (recency := row.get("recency")) is not None:
        told.append(f"those posts are {'recent' if recency >= _RECENT else 'old'} ({recency:.2f}, half every 180 days)")
    return "; ".join(told)


def paid(row: Row) -> str:
    """How much is marked as paid, and whether the audience minds; empty where no sign of payment was read."""
    if not row.get("ad_signs"):
        return ""
    of = f"of {many(row['ad_posts_n'], 'post')}"
    if row["ad_posts"]:
        ends = f"{100 * row['ad_share_low']:.0f}–{100 * row['ad_share_high']:.0f} %"
        said = f"at least {row['ad_posts']} {of} marked as ads (90 %: {ends})"
    else:
        said = f"{row['ad_signs']} {of} with affiliate links or codes, none marked as ads"
    return f"{said}; {against}" if (against := _paid_against_organic(row)) else said


def _paid_against_organic(row: Row) -> str:
    if row["paid_vs_organic"] is None:
        return ""
    low, high = row["paid_vs_organic_low"], row["paid_vs_organic_high"]
    verdict = ": inconclusive" if low <= 1 <= high else ""
    return f"paid posts do {row['paid_vs_organic']:.2g}× (our estimate: {low:.2g}–{high:.2g}){verdict}"


def _niche(row: Row) -> str:
    n, on = row["niche_posts_n"], row["niche_on_topic"]
    if not n:
        return "name or bio speaks of the niche"
    if not on:
        return f"close to the niche in all they say, though none of {_posts(n)} is on it"
    words = ", ".join(row.get("niche_words") or ())
    return f"{on} of {n} posts on the niche" + (f": {words}" if words else "")


def _wishes(row: Row) -> list[str]:
    """How the creator stands to what the founder asked for: where, which musts, which competitors."""
    found = []
    if row.get("place_km") is not None:
        found.append(f"about {row['place_km']:.0f} km away")
    if row.get("musts"):
        found.append("speaks of " + ", ".join(f"“{met['words']}” ({_where(met)})" for met in row["musts"]))
    for named in row.get("competitors") or ():
        when = "" if named["last"] is None else f", last {iso(named['last'])[:10]}"
        only = "; no other brand in any ad that we know" if named["exclusive"] else ""
        found.append(f"names {named['brand']} in {_posts(named['posts'])}, {named['ads']} marked as ads{when}{only}")
    return found


def _where(met: Row) -> str:
    return ", ".join([*(["bio"] if met["in_bio"] else []), *([_posts(met["posts"])] if met["posts"] else [])])


def _posts(number: int) -> str:
    return many(number, "post")


def _lists(row: Row) -> str:
    names = row["lists"] or []
    return f"on {many(len(names), 'hand-curated list')}" if names else ""


def _engagement(row: Row) -> str:
    if row["er"] is None:
        return ""
    rate = f"engagement {_percent(row['er'])} ({many(row['er_n'], 'post')})"
    if row["engagement_score"] is None:
        return rate
    low, high = (100 * math.expm1(row["er_residual"] + end * Z90 * row["er_sd"]) for end in (-1, 1))
    if low > 0:
        return f"{rate}; our estimate: {low:.0f} to {high:.0f} % above what is usual at this size"
    if high < 0:
        known = f"{rate}; our estimate: {-high:.0f} to {-low:.0f} % below what is usual at this size"
        caution = line_of(row["platform"]).caution(row["er_to"])
        return f"{known} ({caution})" if caution else known
    return f"{rate}; against this size inconclusive (our estimate: {low:+.0f} to {high:+.0f} %)".replace("-", "−")


def _conversation(row: Row) -> str:
    if row.get("reply_rate") is None:
        return ""
    ends = f"{100 * row['reply_low']:.0f}–{100 * row['reply_high']:.0f} %"
    said = [f"answers {row['reply_answered']} of {row['reply_n']} threads (90 %: {ends})"]
    if row["answer_hours"] is not None:
        said[0] += f", half within {_hours(row['answer_hours'])}"
    if row["questions_n"]:
        said.append(f"{row['questions_answered']} of {row['questions_n']} questions")
    return "; ".join(said)


def _why_no_replies(row: Row) -> str:
    if row.get("comments_at") is None:
        return "comments were not asked for (those of the best are: --comments N), or the platform tells none"
    if not row.get("comments_n"):
        return "no comments on posts of 3 to 60 days"
    return "no thread is old enough, or the platform does not tell which comment answers which"


def _activity(row: Row) -> str:
    if row["last_post_days"] is None:
        return ""
    last = f"last {_days(row['last_post_days'])} before {iso(row['captured_at'])[:10]}"
    return ", ".join([*often(row), last])


def often(row: Row) -> list[str]:
    """How often the creator posts, in one phrase; none where it is not known. Seldom is never told as 0.0."""
    a_week = row["posts_per_week"]
    if a_week is None:
        return []
    return [f"{a_week:.1f} posts a week" if a_week >= _SELDOM else f"{52.18 * a_week:.1f} posts a year"]


def _why_no_engagement(row: Row) -> str:
    if not row["posts_n"]:
        return "no posts known"
    return f"none of {row['posts_n']} posts is at least 7 days old, recent enough and shows all its counts"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.0995 else f"{100 * share:.2g} %"


def _hours(hours: float) -> str:
    return f"{60 * hours:.0f} minutes" if hours < 1 else f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} days"


def _days(days: float) -> str:
    return "less than a day" if days < 1 else f"{days:.0f} day{'s' * (round(days) != 1)}"


def talk(row: Row) -> dict[str, str]:
    """What the scores about comments rest on, by score; only those of which something is known."""
    found = {"conversation": _conversation(row)}
    if row.get("people_answered"):
        people = "1 person" if row["people_answered"] == 1 else f"{row['people_answered']} people"
        found["conversation"] += f"; {people} answered"
    if row.get("freshness") is not None:
        between = f"90 %: {100 * row['freshness_low']:.0f}–{_percent(row['freshness_high'])}"
        found["audience"] = (
            f"{many(row['voices_n'], 'voice')} in {many(row['comments_n'], 'comment')}; "
            f"next one new: {_percent(row['freshness'])} ({between})"
        )
        if row["voices_n"] > 10:  # of ten or fewer, ten are all
            found["audience"] += f", the loudest ten say {_percent(row['top_voices_share'])}"
    if row.get("specific_share") is not None:
        specific = f"{_percent(row['specific_share'])} of {many(row['specific_n'], 'comment')} say something"
        others = {kind: row[f"{kind.replace('-', '_')}_share"] for kind in _SAY_LITTLE}
        if told := ", ".join(f"{_percent(share)} {kind}" for kind, share in others.items() if share):
            specific += f" ({told})"
        found["audience"] = "; ".join(each for each in (specific, found.get("audience", "")) if each)
    if row.get("trust_coverage"):
        found["trust"] = f"{_percent(row['trust_coverage'])} of its weight is known"
    return {name: said for name, said in found.items() if said}
