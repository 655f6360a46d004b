-- The newspaper in SQLite. The PostgreSQL twin has the same tables, columns and
-- version number; a test compares them.
--
-- Instants are microseconds since 1970, UTC; NULL means that it has not
-- happened. JSON is TEXT, because readers of it are Go types, not queries.
-- STRICT refuses what PostgreSQL would refuse, too.

-- +goose Up

-- The newsroom's side.

CREATE TABLE edition (
    id   INTEGER PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE article (
    id              INTEGER PRIMARY KEY,
    edition         INTEGER NOT NULL REFERENCES edition (id),
    work            TEXT NOT NULL,
    public          TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    live            INTEGER NOT NULL,
    scheduled       INTEGER NOT NULL,
    path            TEXT NOT NULL,
    embargo         TEXT,
    withdrawal      TEXT,
    created         INTEGER NOT NULL,
    first_published INTEGER,
    display         INTEGER,
    updated         INTEGER,
    corrected       INTEGER,
    -- origin is the indexed form of source and key, which can be any length.
    origin          TEXT NOT NULL,
    origin_source   TEXT NOT NULL,
    origin_key      TEXT NOT NULL,
    origin_hash     TEXT NOT NULL,
    client          TEXT NOT NULL
) STRICT;
CREATE INDEX article_newest ON article (edition, id);
CREATE UNIQUE INDEX article_origin ON article (origin) WHERE origin <> '';
CREATE UNIQUE INDEX article_client ON article (client) WHERE client <> '';

CREATE TABLE draft (
    article INTEGER PRIMARY KEY REFERENCES article (id),
    content TEXT NOT NULL
) STRICT;

CREATE TABLE version (
    id        INTEGER PRIMARY KEY,
    article   INTEGER NOT NULL REFERENCES article (id),
    number    INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    frozen_at INTEGER,
    actor     TEXT NOT NULL,
    content   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX version_number ON version (article, number);

-- content is JSON under zstd; NULL where a version holds the same.
CREATE TABLE revision (
    article INTEGER NOT NULL REFERENCES article (id),
    number  INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    base    INTEGER NOT NULL,
    at      INTEGER,
    actor   TEXT NOT NULL,
    changed TEXT NOT NULL,
    version INTEGER NOT NULL,
    content BLOB,
    PRIMARY KEY (article, number)
) STRICT;

CREATE TABLE amendment (
    id             INTEGER PRIMARY KEY,
    article        INTEGER NOT NULL REFERENCES article (id),
    kind           TEXT NOT NULL,
    note           TEXT NOT NULL,
    at             INTEGER,
    actor          TEXT NOT NULL,
    requested_by   TEXT NOT NULL,
    reply          INTEGER NOT NULL,
    before_version INTEGER NOT NULL,
    after_version  INTEGER NOT NULL
) STRICT;
CREATE INDEX amendment_article ON amendment (article, at, id);

CREATE TABLE section (
    id          INTEGER PRIMARY KEY,
    edition     INTEGER NOT NULL REFERENCES edition (id),
    parent      INTEGER REFERENCES section (id),
    name        TEXT NOT NULL,
    -- name_key is the name folded for comparison.
    name_key    TEXT NOT NULL,
    slug        TEXT NOT NULL,
    description TEXT NOT NULL,
    colour      TEXT NOT NULL,
    position    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX section_slug ON section (edition, coalesce(parent, 0), slug);
CREATE INDEX section_name ON section (edition, name_key, id);

CREATE TABLE tag (
    id          INTEGER PRIMARY KEY,
    edition     INTEGER NOT NULL REFERENCES edition (id),
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    slug        TEXT NOT NULL,
    type        TEXT NOT NULL,
    description TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX tag_slug ON tag (edition, slug);
CREATE INDEX tag_name ON tag (edition, name_key, id);

CREATE TABLE person (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL,
    slug     TEXT NOT NULL,
    title    TEXT NOT NULL,
    bio      TEXT NOT NULL,
    portrait INTEGER NOT NULL,
    contacts TEXT NOT NULL,
    active   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX person_slug ON person (slug);
CREATE INDEX person_name ON person (name_key, id);

CREATE TABLE asset (
    id      INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL REFERENCES edition (id),
    hash    TEXT NOT NULL,
    data    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX asset_hash ON asset (edition, hash) WHERE hash <> '';

-- The ledger is one row: its lock makes the order of commits the order of
-- numbers (operations.md 6.2).
CREATE TABLE ledger (
    id    INTEGER PRIMARY KEY,
    seq   INTEGER NOT NULL,
    event TEXT NOT NULL
) STRICT;
INSERT INTO ledger (id, seq, event) VALUES (1, 0, '');

CREATE TABLE outbox (
    seq       INTEGER PRIMARY KEY,
    event     TEXT NOT NULL,
    edition   INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    article   INTEGER NOT NULL,
    keys      TEXT NOT NULL,
    drop_keys TEXT NOT NULL,
    at        INTEGER
) STRICT;

CREATE TABLE audit (
    number   INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    command  TEXT NOT NULL,
    subject  TEXT NOT NULL,
    revision INTEGER NOT NULL,
    content  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    request  TEXT NOT NULL,
    prev     TEXT NOT NULL,
    hash     TEXT NOT NULL
) STRICT;

-- The readers' side. Nothing here refers to a table above, so that a role can
-- be given these alone.

CREATE TABLE pub_edition (
    id   INTEGER PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE pub_section (
    id          INTEGER PRIMARY KEY,
    edition     INTEGER NOT NULL,
    parent      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    slug        TEXT NOT NULL,
    description TEXT NOT NULL,
    colour      TEXT NOT NULL,
    position    INTEGER NOT NULL,
    path        TEXT NOT NULL
) STRICT;
CREATE INDEX pub_section_edition ON pub_section (edition);

CREATE TABLE pub_tag (
    id          INTEGER PRIMARY KEY,
    edition     INTEGER NOT NULL,
    name        TEXT NOT NULL,
    slug        TEXT NOT NULL,
    type        TEXT NOT NULL,
    description TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX pub_tag_slug ON pub_tag (edition, slug);

CREATE TABLE pub_person (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    slug     TEXT NOT NULL,
    title    TEXT NOT NULL,
    bio      TEXT NOT NULL,
    portrait INTEGER NOT NULL,
    contacts TEXT NOT NULL,
    active   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX pub_person_slug ON pub_person (slug);

CREATE TABLE pub_asset (
    id   INTEGER PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;

-- pub_article is what a card shows, and no more: twenty cards of a list are
-- twenty small rows, while the texts lie in pub_text.
CREATE TABLE pub_article (
    id            INTEGER PRIMARY KEY,
    edition       INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    path          TEXT NOT NULL,
    at            INTEGER NOT NULL,
    updated       INTEGER,
    kind          TEXT NOT NULL,
    language      TEXT NOT NULL,
    headline      TEXT NOT NULL,
    kicker        TEXT NOT NULL,
    standfirst    TEXT NOT NULL,
    label         TEXT NOT NULL,
    section       INTEGER NOT NULL,
    photo         INTEGER NOT NULL,
    photo_caption TEXT NOT NULL,
    photo_alt     TEXT NOT NULL,
    amended       INTEGER NOT NULL,
    unverified    INTEGER NOT NULL,
    listed        INTEGER NOT NULL,
    -- lists are the lists that hold the article, written as in lists.go: what
    -- Show must take back later, without an index over pub_list.
    lists         TEXT NOT NULL,
    -- digest is the SHA-256 of everything shown; equal means nothing to do.
    digest        TEXT NOT NULL
) STRICT;

CREATE TABLE pub_text (
    article         INTEGER PRIMARY KEY,
    created         INTEGER,
    first_published INTEGER,
    display         INTEGER,
    corrected       INTEGER,
    words           INTEGER NOT NULL,
    -- filed are the sections an editor chose; sections those and their ancestors.
    filed           TEXT NOT NULL,
    sections        TEXT NOT NULL,
    amendments      TEXT NOT NULL,
    content         TEXT NOT NULL
) STRICT;

-- pub_list is every list of the paper. Its key is the order in which lists are
-- read, so that a page of a list is one range of one tree, however long the
-- list is; ad lets the range skip advertorials.
CREATE TABLE pub_list (
    edition INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    id      INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    article INTEGER NOT NULL,
    ad      INTEGER NOT NULL,
    PRIMARY KEY (edition, kind, id, at, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE pub_count (
    edition INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    id      INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (edition, kind, id)
) STRICT, WITHOUT ROWID;

-- pub_url says to whom an address was given; rows are only ever added. What
-- the address answers follows from its owner's present state (addresses.go).
CREATE TABLE pub_url (
    edition INTEGER NOT NULL,
    path    TEXT NOT NULL,
    article INTEGER NOT NULL,
    section INTEGER NOT NULL,
    PRIMARY KEY (edition, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE pub_notice (
    article INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL,
    data    TEXT NOT NULL
) STRICT;

-- pub_interval says which version was live when.
CREATE TABLE pub_interval (
    article INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (article, since)
) STRICT, WITHOUT ROWID;
