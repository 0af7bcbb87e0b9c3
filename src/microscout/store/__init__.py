"""The only SQL: snapshots in, frames as of a moment out. SQLite in the founder's own data folder."""

from microscout.store import (
    absences,
    alerts,
    backup,
    discussions,
    everything,
    following,
    history,
    jobs,
    journal,
    leads,
    lock,
    named,
    newcomers,
    observations,
    people,
    privacy,
    remarks,
    runs,
    thinning,
)
from microscout.store.database import Store
from microscout.store.kept import Shelf
from microscout.store.vectors import Vectors

__all__ = [
    "Shelf",
    "Store",
    "Vectors",
    "absences",
    "alerts",
    "backup",
    "discussions",
    "everything",
    "following",
    "history",
    "jobs",
    "journal",
    "leads",
    "lock",
    "named",
    "newcomers",
    "observations",
    "people",
    "privacy",
    "remarks",
    "runs",
    "thinning",
]
