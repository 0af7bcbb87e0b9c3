"""The only SQL: snapshots in, frames as of a moment out. SQLite in the founder's own data folder."""

from microscout.store import (
    alerts,
    backup,
    discussions,
    everything,
    history,
    leads,
    observations,
    people,
    privacy,
    runs,
    thinning,
)
from microscout.store.database import Store
from microscout.store.kept import Shelf

__all__ = [
    "Shelf",
    "Store",
    "alerts",
    "backup",
    "discussions",
    "everything",
    "history",
    "leads",
    "observations",
    "people",
    "privacy",
    "runs",
    "thinning",
]
