-- The newspaper in PostgreSQL: the tables and columns of the SQLite twin, plus
-- the sequences that give numbers to several writers at once (on SQLite the one
-- writer takes the highest number plus one).

-- +goose Up

-- The newsroom's side.

CREATE TABLE edition (
    id   BIGINT PRIMARY KEY,
    data TEXT NOT NULL
);

CREATE TABLE article (
    id              BIGINT PRIMARY KEY,
    edition         BIGINT NOT NULL REFERENCES edition (id),
    work            TEXT NOT NULL,
    public          TEXT NOT NULL,
    revision        BIGINT NOT NULL,
    live            BIGINT NOT NULL,
    scheduled       BIGINT NOT NULL,
    path            TEXT NOT NULL,
    embargo         TEXT,
    withdrawal      TEXT,
    created         BIGINT NOT NULL,
    first_published BIGINT,
    display         BIGINT,
    updated         BIGINT,
    corrected       BIGINT,
    -- origin is the indexed form of source and key, which can be any length.
    origin          TEXT NOT NULL,
    origin_source   TEXT NOT NULL,
    origin_key      TEXT NOT NULL,
    origin_hash     TEXT NOT NULL,
    client          TEXT NOT NULL
);
CREATE INDEX article_newest ON article (edition, id);
CREATE UNIQUE INDEX article_origin ON article (origin) WHERE origin <> '';
CREATE UNIQUE INDEX article_client ON article (client) WHERE client <> '';

CREATE TABLE draft (
    article BIGINT PRIMARY KEY REFERENCES article (id),
    content TEXT NOT NULL
);

CREATE TABLE version (
    id        BIGINT PRIMARY KEY,
    article   BIGINT NOT NULL REFERENCES article (id),
    number    BIGINT NOT NULL,
    revision  BIGINT NOT NULL,
    frozen_at BIGINT,
    actor     TEXT NOT NULL,
    content   TEXT NOT NULL
);
CREATE UNIQUE INDEX version_number ON version (article, number);

-- content is JSON under zstd; NULL where a version holds the same.
CREATE TABLE revision (
    article BIGINT NOT NULL REFERENCES article (id),
    number  BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    base    BIGINT NOT NULL,
    at      BIGINT,
    actor   TEXT NOT NULL,
    changed TEXT NOT NULL,
    version BIGINT NOT NULL,
    content BYTEA,
    PRIMARY KEY (article, number)
);

CREATE TABLE amendment (
    id             BIGINT PRIMARY KEY,
    article        BIGINT NOT NULL REFERENCES article (id),
    kind           TEXT NOT NULL,
    note           TEXT NOT NULL,
    at             BIGINT,
    actor          TEXT NOT NULL,
    requested_by   TEXT NOT NULL,
    reply          BIGINT NOT NULL,
    before_version BIGINT NOT NULL,
    after_version  BIGINT NOT NULL
);
CREATE INDEX amendment_article ON amendment (article, at, id);

CREATE TABLE section (
    id          BIGINT PRIMARY KEY,
    edition     BIGINT NOT NULL REFERENCES edition (id),
    parent      BIGINT REFERENCES section (id),
    name        TEXT NOT NULL,
    -- name_key is the name folded for comparison.
    name_key    TEXT NOT NULL,
    slug        TEXT NOT NULL,
    description TEXT NOT NULL,
    colour      TEXT NOT NULL,
    position    BIGINT NOT NULL
);
CREATE UNIQUE INDEX section_slug ON section (edition, coalesce(parent, 0), slug);
CREATE INDEX section_name ON section (edition, name_key, id);

CREATE TABLE tag (
    id          BIGINT PRIMARY KEY,
    edition     BIGINT NOT NULL REFERENCES edition (id),
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    slug        TEXT NOT NULL,
    type        TEXT NOT NULL,
    description TEXT NOT NULL
);
CREATE UNIQUE INDEX tag_slug ON tag (edition, slug);
CREATE INDEX tag_name ON tag (edition, name_key, id);

CREATE TABLE person (
    id       BIGINT PRIMARY KEY,
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL,
    slug     TEXT NOT NULL,
    title    TEXT NOT NULL,
    bio      TEXT NOT NULL,
    portrait BIGINT NOT NULL,
    contacts TEXT NOT NULL,
    active   BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_slug ON person (slug);
CREATE INDEX person_name ON person (name_key, id);

CREATE TABLE asset (
    id      BIGINT PRIMARY KEY,
    edition BIGINT NOT NULL REFERENCES edition (id),
    hash    TEXT NOT NULL,
    data    TEXT NOT NULL
);
CREATE UNIQUE INDEX asset_hash ON asset (edition, hash) WHERE hash <> '';

-- The ledger is one row: its lock makes the order of commits the order of
-- numbers (operations.md 6.2).
CREATE TABLE ledger (
    id    BIGINT PRIMARY KEY,
    seq   BIGINT NOT NULL,
    event TEXT NOT NULL
);
INSERT INTO ledger (id, seq, event) VALUES (1, 0, '');

CREATE TABLE outbox (
    seq       BIGINT PRIMARY KEY,
    event     TEXT NOT NULL,
    edition   BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    article   BIGINT NOT NULL,
    keys      TEXT NOT NULL,
    drop_keys TEXT NOT NULL,
    at        BIGINT 
);

CREATE TABLE audit (
    number   BIGINT PRIMARY KEY,
    at       BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    command  TEXT NOT NULL,
    subject  TEXT NOT NULL,
    revision BIGINT NOT NULL,
    content  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    request  TEXT NOT NULL,
    prev     TEXT NOT NULL,
    hash     TEXT NOT NULL
);

-- The readers' side. Nothing here refers to a table above, so that a role can
-- be given these alone.

CREATE TABLE pub_edition (
    id   BIGINT PRIMARY KEY,
    data TEXT NOT NULL
);

CREATE TABLE pub_section (
    id          BIGINT PRIMARY KEY,
    edition     BIGINT NOT NULL,
    parent      BIGINT NOT NULL,
    name        TEXT NOT NULL,
    slug        TEXT NOT NULL,
    description TEXT NOT NULL,
    colour      TEXT NOT NULL,
    position    BIGINT NOT NULL,
    path        TEXT NOT NULL
);
CREATE INDEX pub_section_edition ON pub_section (edition);

CREATE TABLE pub_tag (
    id          BIGINT PRIMARY KEY,
    edition     BIGINT NOT NULL,
    name        TEXT NOT NULL,
    slug        TEXT NOT NULL,
    type        TEXT NOT NULL,
    description TEXT NOT NULL
);
CREATE UNIQUE INDEX pub_tag_slug ON pub_tag (edition, slug);

CREATE TABLE pub_person (
    id       BIGINT PRIMARY KEY,
    name     TEXT NOT NULL,
    slug     TEXT NOT NULL,
    title    TEXT NOT NULL,
    bio      TEXT NOT NULL,
    portrait BIGINT NOT NULL,
    contacts TEXT NOT NULL,
    active   BIGINT NOT NULL
);
CREATE UNIQUE INDEX pub_person_slug ON pub_person (slug);

CREATE TABLE pub_asset (
    id   BIGINT PRIMARY KEY,
    data TEXT NOT NULL
);

-- pub_article is what a card shows, and no more: twenty cards of a list are
-- twenty small rows, while the texts lie in pub_text.
CREATE TABLE pub_article (
    id            BIGINT PRIMARY KEY,
    edition       BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    path          TEXT NOT NULL,
    at            BIGINT NOT NULL,
    updated       BIGINT,
    kind          TEXT NOT NULL,
    language      TEXT NOT NULL,
    headline      TEXT NOT NULL,
    kicker        TEXT NOT NULL,
    standfirst    TEXT NOT NULL,
    label         TEXT NOT NULL,
    section       BIGINT NOT NULL,
    photo         BIGINT NOT NULL,
    photo_caption TEXT NOT NULL,
    photo_alt     TEXT NOT NULL,
    amended       BIGINT NOT NULL,
    unverified    BIGINT NOT NULL,
    listed        BIGINT NOT NULL,
    -- lists are the lists that hold the article, written as in lists.go: what
    -- Show must take back later, without an index over pub_list.
    lists         TEXT NOT NULL,
    -- digest is the SHA-256 of everything shown; equal means nothing to do.
    digest        TEXT NOT NULL
);

CREATE TABLE pub_text (
    article         BIGINT PRIMARY KEY,
    created         BIGINT,
    first_published BIGINT,
    display         BIGINT,
    corrected       BIGINT,
    words           BIGINT NOT NULL,
    -- filed are the sections an editor chose; sections those and their ancestors.
    filed           TEXT NOT NULL,
    sections        TEXT NOT NULL,
    amendments      TEXT NOT NULL,
    content         TEXT NOT NULL
);

-- pub_list is every list of the paper. Its key is the order in which lists are
-- read, so that a page of a list is one range of one tree, however long the
-- list is; ad lets the range skip advertorials.
CREATE TABLE pub_list (
    edition BIGINT NOT NULL,
    kind    BIGINT NOT NULL,
    id      BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    article BIGINT NOT NULL,
    ad      BIGINT NOT NULL,
    PRIMARY KEY (edition, kind, id, at, article)
);

CREATE TABLE pub_count (
    edition BIGINT NOT NULL,
    kind    BIGINT NOT NULL,
    id      BIGINT NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (edition, kind, id)
);

-- pub_url says to whom an address was given; rows are only ever added. What
-- the address answers follows from its owner's present state (addresses.go).
CREATE TABLE pub_url (
    edition BIGINT NOT NULL,
    path    TEXT NOT NULL,
    article BIGINT NOT NULL,
    section BIGINT NOT NULL,
    PRIMARY KEY (edition, path)
);

CREATE TABLE pub_notice (
    article BIGINT PRIMARY KEY,
    edition BIGINT NOT NULL,
    data    TEXT NOT NULL
);

-- pub_interval says which version was live when.
CREATE TABLE pub_interval (
    article BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    until   BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (article, since)
);

-- Numbers for new rows, taken with nextval by name (postgres.go).
CREATE SEQUENCE edition_id;
CREATE SEQUENCE article_id;
CREATE SEQUENCE version_id;
CREATE SEQUENCE amendment_id;
CREATE SEQUENCE section_id;
CREATE SEQUENCE tag_id;
CREATE SEQUENCE person_id;
CREATE SEQUENCE asset_id;
