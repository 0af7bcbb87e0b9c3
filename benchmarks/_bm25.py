"""The baseline that everybody knows: BM25 with English stemming, one document a creator."""

from __future__ import annotations

from collections.abc import Callable

from _collection import Collection


def ranker(collection: Collection) -> Callable[[str], dict[str, float]]:
    """What scores all creators of `collection` for a phrase."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    documents = [
        " ".join(
            [
                *(text for text in (each.profile.name, each.profile.handle, each.profile.bio) if text),
                *(post.text for post in each.posts or ()),
            ]
        )
        for each in collection.snapshots
    ]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(documents, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    ids = [collection.ids[each.creator_id] for each in collection.snapshots]

    def rank(phrase: str) -> dict[str, float]:
        words = bm25s.tokenize(phrase, stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False)
        scores = index.get_scores(words[0]) if words[0] else [0.0] * len(ids)
        return dict(zip(ids, map(float, scores), strict=True))

    return rank
