-- The whole public paper: topics, edited fronts, the registers, redirects, and
-- which files readers may have. What existing articles and notices owe these
-- tables is worked out from themselves after the migrations (derive.go).

-- +goose Up

-- The newsroom's side.

CREATE TABLE topic (
    id       INTEGER PRIMARY KEY,
    edition  INTEGER NOT NULL REFERENCES edition (id),
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL,
    slug     TEXT NOT NULL,
    summary  TEXT NOT NULL,
    lead     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX topic_slug ON topic (edition, slug);
CREATE INDEX topic_name ON topic (edition, name_key, id);

-- section is 0 for the home page.
CREATE TABLE front (
    edition INTEGER NOT NULL REFERENCES edition (id),
    section INTEGER NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, section)
) STRICT, WITHOUT ROWID;

-- The readers' side.

CREATE TABLE pub_topic (
    id      INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL,
    name    TEXT NOT NULL,
    slug    TEXT NOT NULL,
    summary TEXT NOT NULL,
    lead    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX pub_topic_slug ON pub_topic (edition, slug);

CREATE TABLE pub_front (
    edition INTEGER NOT NULL,
    section INTEGER NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, section)
) STRICT, WITHOUT ROWID;

-- pub_front_interval says which arrangement was live when.
CREATE TABLE pub_front_interval (
    edition INTEGER NOT NULL,
    section INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, section, since)
) STRICT, WITHOUT ROWID;

-- amendment is the kind of the newest one, '' for none.
ALTER TABLE pub_article DROP COLUMN amended;
ALTER TABLE pub_article ADD COLUMN amendment TEXT NOT NULL DEFAULT '';
ALTER TABLE pub_article ADD COLUMN graphic INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pub_article ADD COLUMN protected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pub_article ADD COLUMN photos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pub_article ADD COLUMN seconds INTEGER NOT NULL DEFAULT 0;

-- One of the owners is not 0.
ALTER TABLE pub_url ADD COLUMN tag INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pub_url ADD COLUMN person INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pub_url ADD COLUMN topic INTEGER NOT NULL DEFAULT 0;

-- pub_redirect are the operator's redirects: addresses that have no owner.
CREATE TABLE pub_redirect (
    edition INTEGER NOT NULL,
    path    TEXT NOT NULL,
    target  TEXT NOT NULL,
    PRIMARY KEY (edition, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX pub_redirect_target ON pub_redirect (edition, target);

-- pub_register is the amendments and withdrawals in public: lines are only
-- ever added (press-rules.md PRS-5, PRS-24).
CREATE TABLE pub_register (
    id        INTEGER PRIMARY KEY,
    edition   INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    article   INTEGER NOT NULL,
    amendment INTEGER NOT NULL,
    note      TEXT NOT NULL,
    ground    TEXT NOT NULL,
    reply     INTEGER NOT NULL
) STRICT;
CREATE INDEX pub_register_kind ON pub_register (edition, kind, at, id);
CREATE UNIQUE INDEX pub_register_line ON pub_register (article, kind, at, amendment);

-- pub_former is which lists an article stood in when it was withdrawn; at is
-- the withdrawal's time.
CREATE TABLE pub_former (
    edition INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    id      INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (edition, kind, id, at, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX pub_former_article ON pub_former (article);

-- pub_link ties an article to the one that it answers ('reply') or follows up
-- ('follow').
CREATE TABLE pub_link (
    kind   TEXT NOT NULL,
    source INTEGER NOT NULL,
    target INTEGER NOT NULL,
    PRIMARY KEY (kind, source, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX pub_link_target ON pub_link (kind, target, source);

-- month counts months since the year 0, UTC.
CREATE TABLE pub_month (
    edition INTEGER NOT NULL,
    month   INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (edition, month)
) STRICT, WITHOUT ROWID;

-- pub_rendition is whose a file is. Readers may have it as long as something
-- in pub_use, named by its surrogate key, shows the asset.
CREATE TABLE pub_rendition (
    name  TEXT NOT NULL,
    asset INTEGER NOT NULL,
    PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
CREATE INDEX pub_rendition_asset ON pub_rendition (asset);

CREATE TABLE pub_use (
    owner TEXT NOT NULL,
    asset INTEGER NOT NULL,
    PRIMARY KEY (owner, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX pub_use_asset ON pub_use (asset);

-- pub_derived is by which rules the readers' side was made (derive.go).
CREATE TABLE pub_derived (
    id    INTEGER PRIMARY KEY,
    rules INTEGER NOT NULL
) STRICT;
INSERT INTO pub_derived (id, rules) VALUES (1, 0);
