-- The way of an article through the newsroom, and what the desk still must do.

-- +goose Up

-- section is the scope of every permission: the primary section of the open
-- draft, or of the newest version where none is open. due, expires and spiked
-- are the times that the clock asks for; stuck is why it passes by.
ALTER TABLE article ADD COLUMN section INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN creator INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN assignee INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN due INTEGER;
ALTER TABLE article ADD COLUMN expires INTEGER;
ALTER TABLE article ADD COLUMN spiked INTEGER;
ALTER TABLE article ADD COLUMN stuck TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN flow TEXT NOT NULL DEFAULT '{}';
CREATE INDEX article_due ON article (due, id) WHERE due IS NOT NULL AND stuck = '';
CREATE INDEX article_expires ON article (expires, id) WHERE expires IS NOT NULL AND public = 'live';
CREATE INDEX article_spiked ON article (spiked, id) WHERE spiked IS NOT NULL;
UPDATE article SET section = coalesce(
    (SELECT json_extract(d.content, '$.section') FROM draft AS d WHERE d.article = article.id),
    (SELECT json_extract(v.content, '$.section') FROM version AS v WHERE v.article = article.id ORDER BY v.number DESC LIMIT 1),
    0);

-- unsigned are withdrawals that wait for a second signature until due.
CREATE TABLE unsigned (
    article INTEGER PRIMARY KEY,
    due     INTEGER NOT NULL
) STRICT;
CREATE INDEX unsigned_due ON unsigned (due, article);

-- Tasks are closed and never deleted.
CREATE TABLE task (
    id        INTEGER PRIMARY KEY,
    edition   INTEGER NOT NULL REFERENCES edition (id),
    kind      TEXT NOT NULL,
    article   INTEGER NOT NULL,
    asset     INTEGER NOT NULL,
    section   INTEGER NOT NULL,
    note      TEXT NOT NULL,
    due       INTEGER,
    opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL,
    closed_at INTEGER,
    closed_by TEXT NOT NULL,
    reason    TEXT NOT NULL
) STRICT;
CREATE INDEX task_open ON task (edition, id) WHERE closed_at IS NULL;
CREATE INDEX task_article ON task (article, id) WHERE article <> 0;

-- checklist holds the levels that an edition, or one of its sections, gives the
-- rules; section 0 is the edition's own.
CREATE TABLE checklist (
    edition INTEGER NOT NULL REFERENCES edition (id),
    section INTEGER NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, section)
) STRICT, WITHOUT ROWID;

-- protected_name are names that must not appear in an article's texts. They
-- stand nowhere else: not in revisions, not in the audit.
CREATE TABLE protected_name (
    article INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
