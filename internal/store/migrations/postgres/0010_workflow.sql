-- The way of an article through the newsroom, and what the desk still must do.

-- +goose Up

-- section is the scope of every permission: the primary section of the open
-- draft, or of the newest version where none is open. due, expires and spiked
-- are the times that the clock asks for; stuck is why it passes by.
ALTER TABLE article ADD COLUMN section BIGINT NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN creator BIGINT NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN assignee BIGINT NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN due BIGINT;
ALTER TABLE article ADD COLUMN expires BIGINT;
ALTER TABLE article ADD COLUMN spiked BIGINT;
ALTER TABLE article ADD COLUMN stuck TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN flow TEXT NOT NULL DEFAULT '{}';
CREATE INDEX article_due ON article (due, id) WHERE due IS NOT NULL AND stuck = '';
CREATE INDEX article_expires ON article (expires, id) WHERE expires IS NOT NULL AND public = 'live';
CREATE INDEX article_spiked ON article (spiked, id) WHERE spiked IS NOT NULL;
UPDATE article SET section = CAST(coalesce(
    (SELECT CAST(d.content AS json) ->> 'section' FROM draft AS d WHERE d.article = article.id),
    (SELECT CAST(v.content AS json) ->> 'section' FROM version AS v WHERE v.article = article.id ORDER BY v.number DESC LIMIT 1),
    '0') AS BIGINT);

-- unsigned are withdrawals that wait for a second signature until due.
CREATE TABLE unsigned (
    article BIGINT PRIMARY KEY,
    due     BIGINT NOT NULL
);
CREATE INDEX unsigned_due ON unsigned (due, article);

-- Tasks are closed and never deleted.
CREATE TABLE task (
    id        BIGINT PRIMARY KEY,
    edition   BIGINT NOT NULL REFERENCES edition (id),
    kind      TEXT NOT NULL,
    article   BIGINT NOT NULL,
    asset     BIGINT NOT NULL,
    section   BIGINT NOT NULL,
    note      TEXT NOT NULL,
    due       BIGINT,
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    closed_at BIGINT,
    closed_by TEXT NOT NULL,
    reason    TEXT NOT NULL
);
CREATE SEQUENCE task_id;
CREATE INDEX task_open ON task (edition, id) WHERE closed_at IS NULL;
CREATE INDEX task_article ON task (article, id) WHERE article <> 0;

-- checklist holds the levels that an edition, or one of its sections, gives the
-- rules; section 0 is the edition's own.
CREATE TABLE checklist (
    edition BIGINT NOT NULL REFERENCES edition (id),
    section BIGINT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, section)
);

-- protected_name are names that must not appear in an article's texts. They
-- stand nowhere else: not in revisions, not in the audit.
CREATE TABLE protected_name (
    article BIGINT NOT NULL,
    number  BIGINT NOT NULL,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    PRIMARY KEY (article, number)
);
