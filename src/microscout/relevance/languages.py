r"""Which language a creator's posts are in, and the niche.

Where the platform says, it is believed; where it says for half of a creator's posts or more, the others are left
undetermined: they would hardly add a language to those that the creator speaks. Elsewhere py3langid is asked, kept to
the languages of the settings: of the detectors measured on texts of strangers it was the best (.988 of texts of 40
characters, .985 with hashtags, links and emoji in them), and the quickest. It reads the text without links, mentions,
hashtags, digits and emoji, since these are in no language. What has fewer than LEAST letters after that (5 in scripts
that write a word with one or two) is ``und``, undetermined: a guess there would be wrong too often.

A creator speaks a language if at least a fifth of the posts whose language is known are in it, and two posts or more,
unless none has as many (our judgement: who writes in two languages is found under both, and one misread post makes
nobody bilingual).

A niche is a few words, where detectors err: it seems to be in another language than English only if it has NICHE
letters or more, or none of the Latin alphabet, and that language half of the probability and ten times that of English.
Of 121 niches in English none was taken for another language's; of 27 in other languages 22 were seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import polars as pl

from microscout.errors import ConfigError
from microscout.models import Niche

LEAST, _LEAST_DENSE, NICHE = 20, 5, 8
UNKNOWN = "und"
_FIFTH, _OFTEN = 0.2, 2
_HALF, _TIMES = 0.5, 10.0
_NOISE = r"(?i)https?://\S+|www\.\S+|[@#][\p{L}\p{M}\p{N}_.\-]+|[^\p{L}\p{M}'’ ]+"
_DENSE = r"[\x{3040}-\x{30ff}\x{3400}-\x{9fff}\x{ac00}-\x{d7af}\x{0e00}-\x{0e7f}]"
_CODE = re.compile(r"[a-z]{2,3}")
_ELSEWHERE = re.compile(r"[^A-Za-z\u00c0-\u024f]+")
_NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ru": "Russian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def languages(posts: pl.DataFrame, among: Sequence[str]) -> pl.DataFrame:
    """The language of each post with words: ``creator_id``, ``post_id``, ``language`` (two or three letters).

    `posts` has the columns of ``frames.POSTS``; `among`: the codes that may be detected. ConfigError where the
    detector does not know one of them.
    """
    said = pl.col("language").str.to_lowercase().str.extract(r"^([a-z]{2,3})(?:$|[-_])")
    worded = posts.filter(pl.col("text") != "").select("creator_id", "post_id", "text", language=said)
    unsaid = pl.col("language").is_null()
    asked = unsaid & (unsaid.mean().over("creator_id") > _HALF)
    told, silent = worded.filter(~asked).with_columns(pl.col("language").fill_null(UNKNOWN)), worded.filter(asked)
    detected = pl.Series(_detected(silent["text"], tuple(among)), dtype=pl.String)
    found = pl.concat([told, silent.with_columns(language=detected)])
    return found.select("creator_id", "post_id", "language")


def spoken(posts: pl.DataFrame, among: Sequence[str]) -> pl.DataFrame:
    """What each creator's posts are written in, the most frequent first; one row a creator with any words.

    ``spoken``: the codes of the languages that the creator speaks; ``spoken_posts``: in how many posts, for each;
    ``spoken_n``: the posts with words, those of undetermined language among them.
    """
    known = pl.col("language") != UNKNOWN
    counted = languages(posts, among).group_by("creator_id", "language").len("posts")
    shares = counted.with_columns(
        share=pl.col("posts") / pl.col("posts").filter(known).sum().over("creator_id"),
        spoken_n=pl.col("posts").sum().over("creator_id").cast(pl.Int64),
    )
    often = (pl.col("posts") >= _OFTEN) | (pl.col("posts").filter(known).max() < _OFTEN)
    enough = known & (pl.col("share") >= _FIFTH) & often
    return (
        shares.sort("posts", "language", descending=[True, False])
        .group_by("creator_id", maintain_order=True)
        .agg(
            spoken=pl.col("language").filter(enough),
            spoken_posts=pl.col("posts").filter(enough).cast(pl.Int64),
            spoken_n=pl.col("spoken_n").first(),
        )
    )


def foreign(niche: Niche, among: Sequence[str]) -> str | None:
    """The code of the language that the niche's phrases seem to be in, if it is not English."""
    text = _cleaned(pl.Series([" ".join(niche.phrases)]))[0]
    if "en" not in among or not (_long_enough(pl.Series([text]), NICHE).item() or _ELSEWHERE.fullmatch(text)):
        return None
    ranked = dict(_identifier(tuple(among)).rank(text))
    best = max(ranked, key=lambda code: (ranked[code], code))
    sure = best != "en" and ranked[best] >= _HALF and ranked[best] >= _TIMES * ranked["en"]
    return best if sure else None


def language_name(code: str) -> str:
    """The language's English name with its code: ``German (de)``."""
    return f"{_NAMES[code]} ({code})" if code in _NAMES else code


def _detected(texts: pl.Series, among: tuple[str, ...]) -> list[str]:
    cleaned = _cleaned(texts)
    return [
        _identifier(among).classify(text)[0] if enough else UNKNOWN
        for text, enough in zip(cleaned, _long_enough(cleaned, LEAST), strict=True)
    ]


def _long_enough(cleaned: pl.Series, least: int) -> pl.Series:
    letters = cleaned.str.replace_all(" ", "", literal=True).str.len_chars()
    return (letters >= least) | (cleaned.str.contains(_DENSE) & (letters >= min(least, _LEAST_DENSE)))


def _cleaned(texts: pl.Series) -> pl.Series:
    return texts.cast(pl.String).str.replace_all(_NOISE, " ").str.replace_all(r" +", " ").str.strip_chars()


@cache
def _detector() -> tuple[Any, list[str]]:
    """The detector and all that it knows; read when it is first needed: that takes most of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return made, sorted(made.labels)


@lru_cache(maxsize=1)  # there is one detector, kept to what was asked for last
def _identifier(among: tuple[str, ...]) -> Any:
    """The detector, kept to `among`."""
    made, known = _detector()
    if unknown := sorted(set(among) - set(known)):
        raise ConfigError(
            f"The setting languages is wrong: {unknown[0]!r} is no language that can be detected.",
            hint=f"Known: {', '.join(known)}.",
        )
    made.set_languages(list(among))
    return made
