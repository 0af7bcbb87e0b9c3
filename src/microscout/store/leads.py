"""What searches turned up, kept so that a run that was cut off goes on where it stopped.

A lead is a candidate for a niche. They are kept for the time that a search stays fresh and erased after 30 days at
the latest: among them are people whom no filter let through.
"""

from __future__ import annotations

from collections.abc import Iterable

from microscout.models import Candidate, Niche
from microscout.store.database import Store
from microscout.store.privacy import is_forgotten

_KEPT_SECONDS = 30 * 86_400


def keep(store: Store, niche: Niche, candidates: Iterable[Candidate], now: int) -> None:
    """Keep `candidates`, newer knowledge in place of older; none whose profile is that of a forgotten creator."""
    with store.writing() as db:
        kept = [each for each in candidates if each.profile is None or not is_forgotten(store, each.profile)]
        db.execute("DELETE FROM lead WHERE found_at < ?", (now - _KEPT_SECONDS,))
        db.executemany(
            "INSERT OR REPLACE INTO lead VALUES (?, ?, ?, ?, ?)",
            [(_key(niche), each.platform, each.key, each.model_dump_json(), now) for each in kept],
        )


def finish(store: Store, niche: Niche, platform: str, breadth: int, now: int) -> None:
    """Remember that the search for `niche` on `platform`, `breadth` candidates a source, came to its end."""
    with store.writing() as db:
        db.execute("INSERT OR REPLACE INTO search VALUES (?, ?, ?, ?)", (_key(niche), platform, breadth, now))


def begun(store: Store, niche: Niche, since: int) -> bool:
    """Whether a search for `niche` turned anybody up, or came to its end, at or after `since`."""
    rows = store.rows(
        """SELECT 1 FROM lead WHERE niche = :key AND found_at >= :since
        UNION ALL SELECT 1 FROM search WHERE niche = :key AND finished_at >= :since LIMIT 1""",
        {"key": _key(niche), "since": since},
    )
    return bool(rows)


def recall(store: Store, niche: Niche, platform: str, breadth: int, since: int) -> list[Candidate] | None:
    """The candidates of a search at least that broad that ended at or after `since`; None where there is none."""
    done = store.rows(
        "SELECT 1 FROM search WHERE niche = ? AND platform = ? AND breadth >= ? AND finished_at >= ?",
        (_key(niche), platform, breadth, since),
    )
    if not done:
        return None
    rows = store.rows("SELECT candidate FROM lead WHERE niche = ? AND platform = ?", (_key(niche), platform))
    return [Candidate.model_validate_json(candidate) for (candidate,) in rows]


def _key(niche: Niche) -> str:
    return "\n".join(phrase.casefold() for phrase in niche.phrases)
