"""The store's tables, and how an older store becomes a newer one.

Observations are appended and never changed: a profile row and a row of counts a post for each moment at which
somebody looked. So two moments can be compared, and a shortlist as of any day computed again. What does not change (a
post's text) is kept once.

Migrations are the SQL texts in order; SQLite's ``user_version`` says how many of them a store has seen.
"""

from __future__ import annotations

_FIRST = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE creator (
        key INTEGER PRIMARY KEY, creator_id TEXT NOT NULL UNIQUE, platform TEXT NOT NULL, handle_key TEXT NOT NULL
    );
    CREATE INDEX creator_by_handle ON creator (handle_key, platform);

    CREATE TABLE profile (
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, captured_at INTEGER NOT NULL,
        handle TEXT NOT NULL, name TEXT, bio TEXT, url TEXT, followers INTEGER, following INTEGER, post_count INTEGER,
        counts_from TEXT NOT NULL, location TEXT, languages TEXT NOT NULL, links TEXT NOT NULL,
        verified TEXT NOT NULL, lists TEXT NOT NULL, created_at INTEGER, consent TEXT, posts_known INTEGER NOT NULL,
        PRIMARY KEY (creator, captured_at)
    ) WITHOUT ROWID;

    CREATE TABLE post (
        key INTEGER PRIMARY KEY, creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, post_id TEXT NOT NULL,
        text TEXT NOT NULL, created_at INTEGER, url TEXT, language TEXT, kind TEXT, paid INTEGER,
        is_repost INTEGER NOT NULL, links TEXT NOT NULL,
        UNIQUE (creator, post_id)
    );
    CREATE TABLE post_count (
        post INTEGER NOT NULL REFERENCES post ON DELETE CASCADE, captured_at INTEGER NOT NULL,
        likes INTEGER, comments INTEGER, reposts INTEGER, quotes INTEGER, views INTEGER,
        PRIMARY KEY (post, captured_at)
    ) WITHOUT ROWID;

    CREATE TABLE comment (
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, post_id TEXT NOT NULL, comment_id TEXT NOT NULL,
        author TEXT NOT NULL, by_creator INTEGER NOT NULL, parent TEXT, text TEXT NOT NULL,
        created_at INTEGER, likes INTEGER, captured_at INTEGER NOT NULL,
        PRIMARY KEY (creator, comment_id)
    ) WITHOUT ROWID;

    CREATE TABLE search (
        niche TEXT NOT NULL, platform TEXT NOT NULL, breadth INTEGER NOT NULL, finished_at INTEGER NOT NULL,
        PRIMARY KEY (niche, platform)
    ) WITHOUT ROWID;
    CREATE TABLE lead (
        niche TEXT NOT NULL, platform TEXT NOT NULL, handle_key TEXT NOT NULL, candidate TEXT NOT NULL,
        found_at INTEGER NOT NULL,
        PRIMARY KEY (niche, platform, handle_key)
    ) WITHOUT ROWID;

    CREATE TABLE run (
        key INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, finished_at INTEGER, asked TEXT NOT NULL, told TEXT
    );
    CREATE TABLE ranked (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE,
        rank INTEGER NOT NULL, fit REAL, fit_low REAL,
        PRIMARY KEY (run, creator)
    ) WITHOUT ROWID;

    CREATE TABLE spent (
        platform TEXT NOT NULL, quota TEXT NOT NULL, at INTEGER NOT NULL, units REAL NOT NULL,
        PRIMARY KEY (platform, quota, at)
    ) WITHOUT ROWID;

    CREATE TABLE answer (
        key TEXT PRIMARY KEY, etag TEXT NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE person (
        one INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE,
        same INTEGER NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID;

    CREATE TABLE forgotten (hash TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
"""

_DISCUSSIONS = """
    CREATE TABLE discussion (
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, captured_at INTEGER NOT NULL,
        since INTEGER, until INTEGER, threads INTEGER,
        PRIMARY KEY (creator, captured_at)
    ) WITHOUT ROWID;
    CREATE INDEX comment_by_author ON comment (author);
    INSERT INTO discussion SELECT creator, max(captured_at), NULL, NULL, NULL FROM comment GROUP BY creator;
    UPDATE comment SET author = voice(
        (SELECT value FROM meta WHERE name = 'salt'), (SELECT platform FROM creator WHERE key = creator), author
    );
"""
"""When comments were asked for, of which posts and how many threads; commenters' names become salted hashes."""

_ALERTS = """
    CREATE TABLE alert (
        channel TEXT NOT NULL, about TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, sent_at INTEGER NOT NULL,
        PRIMARY KEY (channel, about, kind, at)
    ) WITHOUT ROWID;
"""

_CHANGES = """
    CREATE TABLE change (
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, kind TEXT NOT NULL, at INTEGER NOT NULL,
        found_at INTEGER NOT NULL, size REAL, told TEXT NOT NULL,
        PRIMARY KEY (creator, kind, at)
    ) WITHOUT ROWID;
    CREATE TABLE watched (creator INTEGER PRIMARY KEY REFERENCES creator ON DELETE CASCADE, at INTEGER NOT NULL);
    CREATE TABLE shift (
        platform TEXT NOT NULL, since INTEGER NOT NULL, found_at INTEGER NOT NULL, size REAL NOT NULL,
        PRIMARY KEY (platform, since)
    ) WITHOUT ROWID;
"""
"""What the watch has told of creators and platforms, so that nothing is told twice, and whom it looked at when."""

_VECTORS = """
    CREATE TABLE vector (
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, space TEXT NOT NULL,
        hashes BLOB NOT NULL, vectors BLOB NOT NULL,
        PRIMARY KEY (creator, space)
    );
"""
"""What embedders made of each creator's texts, all of one creator together."""

_SAID = """
    CREATE TABLE act (
        key INTEGER PRIMARY KEY, at INTEGER NOT NULL, command TEXT NOT NULL, undoes INTEGER REFERENCES act
    );
    CREATE TABLE said (
        key INTEGER PRIMARY KEY, act INTEGER NOT NULL REFERENCES act, kind TEXT NOT NULL,
        shortlist INTEGER NOT NULL DEFAULT 0, creator INTEGER REFERENCES creator ON DELETE CASCADE,
        other INTEGER REFERENCES creator ON DELETE CASCADE, about TEXT NOT NULL DEFAULT '', value TEXT
    );
    CREATE INDEX said_of_what ON said (kind, shortlist, creator);
    CREATE INDEX said_of_creator ON said (creator);
    CREATE INDEX said_of_other ON said (other);
    CREATE INDEX said_in_act ON said (act);
    INSERT INTO act (key, at, command) SELECT row_number() OVER (ORDER BY at, one, other), at, 'same' FROM person;
    INSERT INTO said (act, kind, creator, other, value)
        SELECT row_number() OVER (ORDER BY at, one, other), 'same', one, other, iif(same, 'true', 'false') FROM person;
    DROP TABLE person;

    CREATE TABLE absence (
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, at INTEGER NOT NULL, kind TEXT NOT NULL,
        PRIMARY KEY (creator, at)
    ) WITHOUT ROWID;
    CREATE TABLE job (
        key INTEGER PRIMARY KEY, began_at INTEGER NOT NULL, finished_at INTEGER, asked TEXT NOT NULL, told TEXT
    );
    CREATE TABLE task (
        job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE,
        place INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER,
        PRIMARY KEY (job, creator)
    ) WITHOUT ROWID;
    CREATE INDEX task_of_creator ON task (creator);
"""
"""What the founder said and did (see ``journal.py``), who was not to be had, and how far a rescore has come."""

_FOLLOWED = """
    CREATE TABLE followed (
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, short TEXT NOT NULL, leads_to TEXT,
        at INTEGER NOT NULL,
        PRIMARY KEY (creator, short)
    ) WITHOUT ROWID;
    CREATE TABLE audience (
        creator INTEGER NOT NULL REFERENCES creator ON DELETE CASCADE, captured_at INTEGER NOT NULL,
        sampled INTEGER NOT NULL, told INTEGER NOT NULL, empty INTEGER NOT NULL,
        PRIMARY KEY (creator, captured_at)
    ) WITHOUT ROWID;
"""
"""Where short links lead, if the founder had them followed; how many of a creator's newest followers look empty."""

MIGRATIONS = (_FIRST, _DISCUSSIONS, _ALERTS, _CHANGES, _VECTORS, _SAID, _FOLLOWED)

VERSION = len(MIGRATIONS)
