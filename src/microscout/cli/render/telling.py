"""What each part of a creator's story says, in a sentence or two: numbers with their n, guesses called guesses.

Columns of scores that this version, or the founder's weights, do not have are left out; what is unknown is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from microscout import shortlist
from microscout.errors import many
from microscout.models import iso
from microscout.scoring.lines import line_of
from microscout.shortlist import niche_story, often, speaks, talk

Row = Mapping[str, Any]
_CHANNELS = 4


def who(row: Row) -> str:
    """Size, place, languages, lists."""
    size = "followers unknown"
    if row["followers"] is not None:
        size = f"{row['followers']:,} followers ({row['tier']}, {row['counts_from']})"
    follows = "" if row["following"] is None else f"follows {row['following']:,}"
    place = row.get("place") and f"{row['place']} ({row['place_source']}, {row['place_confidence']})"
    lists = f"on lists: {', '.join(row['lists'])}" if row["lists"] else ""
    return _joined([size, follows, place or row["location"], speaks(row), lists])


def elsewhere(row: Row, same_person: Sequence[str]) -> str:
    """Owned channels first, then mail, other profiles, links that nobody followed, the same person elsewhere."""
    owned = [f"{one['kind']} {one['address']} ({one['source']})" for one in row.get("owned") or ()][:_CHANNELS]
    mail = f"mail {row['email']} ({row['email_source']})" if row.get("email") else ""
    profiles = ", ".join(one["address"] for one in row.get("elsewhere") or ())
    closed = ", ".join(f"{one['address']} ({one['name']})" for one in row.get("not_followed") or ())
    also = f"the same person: {', '.join(same_person)}" if same_person else ""
    links = [f"also {profiles}" if profiles else "", f"not followed: {closed}" if closed else ""]
    return _joined([*owned, mail, *links, also]) or "no channel or address of their own is published"


def about(row: Row) -> str:
    """How much of it is the niche and by which words, and what kinds of posts there are."""
    kinds = ", ".join(f"{one['kind']} {one['posts']}" for one in row.get("contents") or ())
    of = f"{kinds} (of {row['contents_n']} own posts)" if kinds else ""
    reposts = (row.get("originals_n") or 0) - (row.get("originals") or 0)
    shared = f"{reposts} reposts beside" if reposts else ""
    licence = f"licence: {row['licence']} ({row['licence_source']})" if row.get("licence") else ""
    return _joined([f"niche {_judged(row, 'niche')}: {niche_story(row)}", of, shared, licence, _rhythm(row)])


def listens(row: Row, listened: Sequence[Row]) -> str:
    """How the audience answers, against peers, who it is, and under whom else it is heard."""
    found = [f"engagement {_judged(row, 'engagement')}"]
    if row["er"] is not None:
        window = " to ".join(dict.fromkeys(iso(row[end])[:10] for end in ("er_from", "er_to")))
        posts = many(row["er_n"], "post")
        found[0] += f": {row['er_basis']}, median {100 * row['er']:.2g} % of {posts}, {window}"
        if caution := line_of(row["platform"]).caution(row["er_to"]):
            found.append(caution)
        if row["er_low"] is not None:
            found.append(f"our model {100 * row['er_low']:.2g}–{100 * row['er_high']:.2g} %")
    if said := talk(row).get("audience"):
        found.append(f"audience {_judged(row, 'audience')}: {said}")
    found += [
        f"also heard under @{pair['handle']} (at least {_share(pair['overlap'])} of the smaller sample, "
        f"{many(pair['shared'], 'voice')})"
        for pair in listened
    ]
    return _joined(found)


def talks(row: Row) -> str:
    """Whether the creator answers."""
    said = talk(row).get("conversation")
    return f"conversation {_judged(row, 'conversation')}: {said}" if said else "unknown: no comments were read"


def paid(row: Row, over_time: Sequence[str]) -> str:
    """What is disclosed and seen of paid work; how it went on is told in full only where it turns."""
    said = shortlist.paid(row)
    if not said:
        said = f"no sign of payment in {row['ad_posts_n']} posts" if row.get("ad_posts_n") else "unknown: no posts read"
    turns = over_time if over_time and "genuine" not in over_time[0] else over_time[:1]
    return _joined([f"paid {_judged(row, 'paid')}: {said}", _brands(row), _trend(row), *map(str.strip, turns)])


def _brands(row: Row) -> str:
    count = row.get("ad_brands")
    return f"{many(count, 'brand')} named" if count else ""


def _trend(row: Row) -> str:
    """Whether the newer half of the posts is disclosed more often; only where any post is."""
    if not row.get("ad_posts") or row["ad_trend"] is None:
        return ""
    low, high = 100 * row["ad_trend_low"], 100 * row["ad_trend_high"]
    way = "more" if low > 0 else "less" if high < 0 else "no clear trend"
    told = f"newer half against older {100 * row['ad_trend']:+.0f} points (90 %: {low:+.0f} to {high:+.0f}): {way}"
    return told.replace("-", "−")


def check(row: Row) -> str:
    """Signals, each beside its innocent explanation; none is a verdict."""
    seen = [f"{one['seen']} (or: {one['innocent']})" for one in row.get("signals") or ()]
    return _joined([*(seen or ["nothing unusual in what could be checked"]), _newcomers(row)])


def _newcomers(row: Row) -> str:
    """The look at the newest followers, where it shows nothing unusual either."""
    if row.get("new_empty_followers") is None or any(one["signal"] == "new followers" for one in row["signals"]):
        return ""
    low, high = row["new_empty_followers_low"], row["new_empty_followers_high"]
    count, n = row["new_empty_followers"], row["new_empty_followers_n"]
    return (
        f"{count} of the {n} newest followers are new and empty ({100 * low:.0f}–{100 * high:.0f} %; 5–15 % are usual)"
    )


def said(row: Row) -> str:
    """The founder's own note and tags."""
    return _joined([row.get("note"), ", ".join(f"#{tag}" for tag in row.get("tags") or ())])


def wishes(row: Row) -> str:
    """Musts, red lines and competitors of the last search."""
    musts = [f"“{met['words']}” in {met['posts']} posts" for met in row.get("musts") or ()]
    lacking = [f"no “{words}”" for words in row.get("musts_missing") or ()]
    crossed = [f"red line “{met['words']}” in {met['posts']} posts" for met in row.get("red_lines") or ()]
    brands = [
        f"{one['brand']} in {one['posts']} posts, {one['ads']} of them ads{', and in no ad another' * one['exclusive']}"
        for one in row.get("competitors") or ()
    ]
    far = [] if row.get("place_km") is None else [f"about {row['place_km']:.0f} km away"]
    return _joined([*far, *musts, *lacking, *crossed, *brands])


def price(row: Row) -> str:
    """The planning range, or why there is none."""
    if row.get("est_fee_low") is None:
        return f"unknown: {row['est_fee_unknown']}" if row.get("est_fee_unknown") else ""
    each = ""
    if row["est_engaged_cost_low"] is not None:
        low, high = row["est_engaged_cost_low"], row["est_engaged_cost_high"]
        each = f"{low:.2f}–{high:.2f} for each on-niche engaged follower"
    fee = f"{row['est_fee_low']:,.0f}–{row['est_fee_high']:,.0f} USD a post (planning guess; ask for a quote)"
    return _joined([fee, each, row["est_fee_basis"].removesuffix("; planning guess; ask for a quote")])


def fit(row: Row) -> str:
    """The fit with its interval, coverage, and every score that the lines above do not tell."""
    every = [name.removesuffix("_score") for name in row if name.endswith("_score") and f"{name[:-6]}_low" in row]
    scores = ", ".join(f"{name} {_judged(row, name)}" for name in every)
    coverage = f"{100 * row['coverage']:.0f} % of the weight is known"
    return _joined([f"{_judged(row, 'fit')}, our own estimate", coverage, scores])


def missing(row: Row) -> list[str]:
    """What the portrait could not tell, and why."""
    found = list(row.get("signals_unchecked") or ())
    if "place" in row and row["place"] is None:
        found.append("place: none is stated that we know")
    return found


def data(row: Row, observed: int) -> str:
    """Where the knowledge comes from."""
    times = f"looked at {many(observed, 'time')}"
    consent = f"may be listed: {row['consent']}" if row["consent"] else ""
    hint = row.get("night") or ""
    return _joined([f"of {iso(row['captured_at'])[:10]}, {times}", consent, hint, row["creator_id"]])


def _rhythm(row: Row) -> str:
    if row["last_post_at"] is None:
        return ""
    rhythm = [f"{each} (n = {row['posts_n']})" for each in often(row)]
    return ", ".join([*rhythm, f"last {iso(row['last_post_at'])[:10]}"])


def _judged(row: Row, name: str) -> str:
    """A score from 0 to 100 with the ends of its interval; ? where it is not known."""
    value = row.get("fit" if name == "fit" else f"{name}_score")
    if value is None:
        return "?"
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return f"{100 * value:.0f}" + ("" if low == high else f" ({100 * low:.0f}–{100 * high:.0f})")


def _share(share: float) -> str:
    return f"{100 * share:.0f} %"


def _joined(said: Iterable[str | None]) -> str:
    return "; ".join(each for each in said if each)
