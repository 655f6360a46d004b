-- The newsroom's own side: what its lists and its search are made from, notes,
-- demands, the history of fronts and settings, merged names, and the rest of
-- an audit row.

-- +goose Up

-- format is by which rule the row's hash was made (audit.go); rows of an older
-- one stay verifiable as they are.
ALTER TABLE audit ADD COLUMN format INTEGER NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN session TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN before TEXT NOT NULL DEFAULT '';
-- details is the SHA-256 of the row in audit_text.
ALTER TABLE audit ADD COLUMN details TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_at ON audit (at, number);
CREATE INDEX audit_actor ON audit (actor, number);
CREATE INDEX audit_subject ON audit (subject, number);
CREATE INDEX audit_command ON audit (command, number);

-- audit_text is what changed, in words. It lies beside the chain, which holds
-- its hash, so that a redaction can take the words and leave the proof; gone
-- is who took them, and why.
CREATE TABLE audit_text (
    number INTEGER PRIMARY KEY,
    text   TEXT NOT NULL,
    gone   TEXT NOT NULL
) STRICT;

-- desk is one narrow row for each article: what the newsroom's lists show.
CREATE TABLE desk (
    article   INTEGER PRIMARY KEY,
    edition   INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    -- facets are the lists that hold the article, as in desk_list.
    facets    TEXT NOT NULL,
    data      TEXT NOT NULL
) STRICT;

-- desk_list is every list of the newsroom, in the order in which it is read.
CREATE TABLE desk_list (
    edition INTEGER NOT NULL,
    facet   TEXT NOT NULL,
    changed INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (edition, facet, changed, article)
) STRICT, WITHOUT ROWID;

-- desk_dirty are the articles whose words changed since the newsroom's index
-- read them; mark tells a later change from an earlier one.
CREATE TABLE desk_dirty (
    article INTEGER PRIMARY KEY,
    mark    TEXT NOT NULL
) STRICT;

-- desk_rules is by which rules desk was made, and search by which analyser the
-- index; 0 is none.
CREATE TABLE desk_rules (
    id     INTEGER PRIMARY KEY,
    rules  INTEGER NOT NULL,
    search INTEGER NOT NULL
) STRICT;
INSERT INTO desk_rules (id, rules, search) VALUES (1, 0, 0);

-- The newsroom's index: terms come analysed, rowid is the article.
CREATE VIRTUAL TABLE search_text_desk USING fts5 (
    head, text, words, place,
    content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '¶§:'"
);

CREATE TABLE desk_view (
    person  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (person, name)
) STRICT, WITHOUT ROWID;

-- note: anchor is JSON; thread is the first note's number.
CREATE TABLE note (
    id       INTEGER PRIMARY KEY,
    article  INTEGER NOT NULL REFERENCES article (id),
    thread   INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    author   INTEGER NOT NULL,
    name     TEXT NOT NULL,
    anchor   TEXT NOT NULL,
    text     TEXT NOT NULL,
    must_fix INTEGER NOT NULL,
    resolved INTEGER,
    resolver TEXT NOT NULL
) STRICT;
CREATE INDEX note_article ON note (article, id);

-- demand is what somebody outside asks of the paper; demand_step what was done
-- with it. Neither has a statement that deletes.
CREATE TABLE demand (
    id       INTEGER PRIMARY KEY,
    edition  INTEGER NOT NULL REFERENCES edition (id),
    article  INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    state    TEXT NOT NULL,
    received INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    flagged  INTEGER,
    data     TEXT NOT NULL
) STRICT;
CREATE INDEX demand_due ON demand (edition, state, due, id);
CREATE INDEX demand_article ON demand (article, id);
CREATE TABLE demand_step (
    demand INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    data   TEXT NOT NULL,
    PRIMARY KEY (demand, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX article_published ON article (edition, first_published, id) WHERE first_published IS NOT NULL;

-- front_draft is the arrangement that is being made; front_revision each that
-- was published, for ever.
CREATE TABLE front_draft (
    edition  INTEGER NOT NULL REFERENCES edition (id),
    section  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (edition, section)
) STRICT, WITHOUT ROWID;
CREATE TABLE front_revision (
    edition  INTEGER NOT NULL,
    section  INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (edition, section, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE front_due (
    id      INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL,
    section INTEGER NOT NULL,
    due     INTEGER NOT NULL,
    state   TEXT NOT NULL,
    actor   TEXT NOT NULL,
    late    INTEGER NOT NULL,
    data    TEXT NOT NULL
) STRICT;
CREATE INDEX front_due_when ON front_due (due, id) WHERE state = 'waiting';
CREATE INDEX front_due_front ON front_due (edition, section, due, id);

CREATE TABLE setting_revision (
    edition INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    changed TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, number)
) STRICT, WITHOUT ROWID;

-- more is JSON: what the columns beside it do not hold.
ALTER TABLE section ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
ALTER TABLE tag ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
ALTER TABLE person ADD COLUMN more TEXT NOT NULL DEFAULT '{}';

-- name_alias are other names under which a tag or person is found.
CREATE TABLE name_alias (
    kind     TEXT NOT NULL,
    edition  INTEGER NOT NULL,
    name_key TEXT NOT NULL,
    id       INTEGER NOT NULL,
    PRIMARY KEY (kind, edition, name_key, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_alias_id ON name_alias (kind, id);

-- merge is one thing that became part of another; merge_article is which
-- articles readers then saw under the other name.
CREATE TABLE merge (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    edition INTEGER NOT NULL,
    source  INTEGER NOT NULL,
    target  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    undone  INTEGER
) STRICT;
CREATE INDEX merge_source ON merge (kind, source, id);
CREATE TABLE merge_article (
    merge   INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (merge, article)
) STRICT, WITHOUT ROWID;

-- bulk is a change of many articles that goes on where it stopped.
CREATE TABLE bulk (
    id      INTEGER PRIMARY KEY,
    edition INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    done    INTEGER NOT NULL,
    total   INTEGER NOT NULL,
    data    TEXT NOT NULL
) STRICT;

-- tombstone is what a redaction leaves in the place of a text: the hash of what
-- stood there, the ground, and who took it (newsroom.md ART-2).
CREATE TABLE tombstone (
    article INTEGER NOT NULL,
    place   TEXT NOT NULL,
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    hash    TEXT NOT NULL,
    ground  TEXT NOT NULL,
    actor   TEXT NOT NULL,
    PRIMARY KEY (article, place, number, at)
) STRICT, WITHOUT ROWID;

-- The readers' side.

-- pub_gone holds the SHA-256 of addresses that must not be written anywhere and
-- still answer 410 (press-rules.md PRS-43).
CREATE TABLE pub_gone (
    edition INTEGER NOT NULL,
    hash    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (edition, hash)
) STRICT, WITHOUT ROWID;
