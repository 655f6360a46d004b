-- The whole public paper: topics, edited fronts, the registers, redirects, and
-- which files readers may have. What existing articles and notices owe these
-- tables is worked out from themselves after the migrations (derive.go).

-- +goose Up

-- The newsroom's side.

CREATE TABLE topic (
    id       BIGINT PRIMARY KEY,
    edition  BIGINT NOT NULL REFERENCES edition (id),
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL,
    slug     TEXT NOT NULL,
    summary  TEXT NOT NULL,
    lead     BIGINT NOT NULL
);
CREATE UNIQUE INDEX topic_slug ON topic (edition, slug);
CREATE INDEX topic_name ON topic (edition, name_key, id);

-- section is 0 for the home page.
CREATE TABLE front (
    edition BIGINT NOT NULL REFERENCES edition (id),
    section BIGINT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, section)
);

-- The readers' side.

CREATE TABLE pub_topic (
    id      BIGINT PRIMARY KEY,
    edition BIGINT NOT NULL,
    name    TEXT NOT NULL,
    slug    TEXT NOT NULL,
    summary TEXT NOT NULL,
    lead    BIGINT NOT NULL
);
CREATE UNIQUE INDEX pub_topic_slug ON pub_topic (edition, slug);

CREATE TABLE pub_front (
    edition BIGINT NOT NULL,
    section BIGINT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, section)
);

-- pub_front_interval says which arrangement was live when.
CREATE TABLE pub_front_interval (
    edition BIGINT NOT NULL,
    section BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    until   BIGINT,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, section, since)
);

-- amendment is the kind of the newest one, '' for none.
ALTER TABLE pub_article DROP COLUMN amended;
ALTER TABLE pub_article ADD COLUMN amendment TEXT NOT NULL DEFAULT '';
ALTER TABLE pub_article ADD COLUMN graphic BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pub_article ADD COLUMN protected BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pub_article ADD COLUMN photos BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pub_article ADD COLUMN seconds BIGINT NOT NULL DEFAULT 0;

-- One of the owners is not 0.
ALTER TABLE pub_url ADD COLUMN tag BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pub_url ADD COLUMN person BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pub_url ADD COLUMN topic BIGINT NOT NULL DEFAULT 0;

-- pub_redirect are the operator's redirects: addresses that have no owner.
CREATE TABLE pub_redirect (
    edition BIGINT NOT NULL,
    path    TEXT NOT NULL,
    target  TEXT NOT NULL,
    PRIMARY KEY (edition, path)
);
CREATE INDEX pub_redirect_target ON pub_redirect (edition, target);

-- pub_register is the amendments and withdrawals in public: lines are only
-- ever added (press-rules.md PRS-5, PRS-24).
CREATE TABLE pub_register (
    id        BIGINT PRIMARY KEY,
    edition   BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    article   BIGINT NOT NULL,
    amendment BIGINT NOT NULL,
    note      TEXT NOT NULL,
    ground    TEXT NOT NULL,
    reply     BIGINT NOT NULL
);
CREATE INDEX pub_register_kind ON pub_register (edition, kind, at, id);
CREATE UNIQUE INDEX pub_register_line ON pub_register (article, kind, at, amendment);

-- pub_former is which lists an article stood in when it was withdrawn; at is
-- the withdrawal's time.
CREATE TABLE pub_former (
    edition BIGINT NOT NULL,
    kind    BIGINT NOT NULL,
    id      BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    article BIGINT NOT NULL,
    PRIMARY KEY (edition, kind, id, at, article)
);
CREATE INDEX pub_former_article ON pub_former (article);

-- pub_link ties an article to the one that it answers ('reply') or follows up
-- ('follow').
CREATE TABLE pub_link (
    kind   TEXT NOT NULL,
    source BIGINT NOT NULL,
    target BIGINT NOT NULL,
    PRIMARY KEY (kind, source, target)
);
CREATE INDEX pub_link_target ON pub_link (kind, target, source);

-- month counts months since the year 0, UTC.
CREATE TABLE pub_month (
    edition BIGINT NOT NULL,
    month   BIGINT NOT NULL,
    n       BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (edition, month)
);

-- pub_rendition is whose a file is. Readers may have it as long as something
-- in pub_use, named by its surrogate key, shows the asset.
CREATE TABLE pub_rendition (
    name  TEXT NOT NULL,
    asset BIGINT NOT NULL,
    PRIMARY KEY (name)
);
CREATE INDEX pub_rendition_asset ON pub_rendition (asset);

CREATE TABLE pub_use (
    owner TEXT NOT NULL,
    asset BIGINT NOT NULL,
    PRIMARY KEY (owner, asset)
);
CREATE INDEX pub_use_asset ON pub_use (asset);

-- pub_derived is by which rules the readers' side was made (derive.go).
CREATE TABLE pub_derived (
    id    BIGINT PRIMARY KEY,
    rules BIGINT NOT NULL
);
INSERT INTO pub_derived (id, rules) VALUES (1, 0);

CREATE SEQUENCE topic_id;
CREATE SEQUENCE pub_register_id;
