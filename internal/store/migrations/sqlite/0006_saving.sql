-- Saving: revisions as changes against a checkpoint, answers under a client's
-- number, and conflicts that wait for somebody.

-- +goose Up

-- checkpoint is the revision whose content this one's was compressed against;
-- 0 means that it stands alone, as all rows of before do. client is the browser
-- tab, blocks are the ids of changed blocks.
ALTER TABLE revision ADD COLUMN client TEXT NOT NULL DEFAULT '';
ALTER TABLE revision ADD COLUMN blocks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE revision ADD COLUMN checkpoint INTEGER NOT NULL DEFAULT 0;

-- saved remembers what a save was answered, so that a repeat changes nothing.
CREATE TABLE saved (
    article INTEGER NOT NULL REFERENCES article (id),
    client  TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    answer  TEXT NOT NULL,
    PRIMARY KEY (article, client, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_at ON saved (at);

-- conflict is a place that two people changed to different ends. base, theirs
-- and mine are JSON; NULL where there was nothing.
CREATE TABLE conflict (
    article     INTEGER NOT NULL REFERENCES article (id),
    number      INTEGER NOT NULL,
    field       TEXT NOT NULL,
    block       TEXT NOT NULL,
    part        TEXT NOT NULL,
    base        TEXT,
    theirs      TEXT,
    mine        TEXT,
    base_rev    INTEGER NOT NULL,
    theirs_rev  INTEGER NOT NULL,
    mine_rev    INTEGER NOT NULL,
    theirs_by   TEXT NOT NULL,
    mine_by     TEXT NOT NULL,
    at          INTEGER NOT NULL,
    resolved    INTEGER,
    resolved_by TEXT NOT NULL,
    choice      TEXT NOT NULL,
    PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX conflict_open ON conflict (article, number) WHERE resolved IS NULL;
