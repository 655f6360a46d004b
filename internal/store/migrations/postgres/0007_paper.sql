-- The newsroom's own side: what its lists and its search are made from, notes,
-- demands, the history of fronts and settings, merged names, and the rest of
-- an audit row.

-- +goose Up

CREATE SEQUENCE note_id;
CREATE SEQUENCE demand_id;
CREATE SEQUENCE front_due_id;
CREATE SEQUENCE merge_id;
CREATE SEQUENCE bulk_id;

-- format is by which rule the row's hash was made (audit.go); rows of an older
-- one stay verifiable as they are.
ALTER TABLE audit ADD COLUMN format BIGINT NOT NULL DEFAULT 1;
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
    number BIGINT PRIMARY KEY,
    text   TEXT NOT NULL,
    gone   TEXT NOT NULL
);

-- desk is one narrow row for each article: what the newsroom's lists show.
CREATE TABLE desk (
    article   BIGINT PRIMARY KEY,
    edition   BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    -- facets are the lists that hold the article, as in desk_list.
    facets    TEXT NOT NULL,
    data      TEXT NOT NULL
);

-- desk_list is every list of the newsroom, in the order in which it is read.
CREATE TABLE desk_list (
    edition BIGINT NOT NULL,
    facet   TEXT COLLATE "C" NOT NULL,
    changed BIGINT NOT NULL,
    article BIGINT NOT NULL,
    PRIMARY KEY (edition, facet, changed, article)
);

-- desk_dirty are the articles whose words changed since the newsroom's index
-- read them; mark tells a later change from an earlier one.
CREATE TABLE desk_dirty (
    article BIGINT PRIMARY KEY,
    mark    TEXT NOT NULL
);

-- desk_rules is by which rules desk was made, and search by which analyser the
-- index; 0 is none.
CREATE TABLE desk_rules (
    id     BIGINT PRIMARY KEY,
    rules  BIGINT NOT NULL,
    search BIGINT NOT NULL
);
INSERT INTO desk_rules (id, rules, search) VALUES (1, 0, 0);

-- The newsroom's index: the lexemes come analysed, doc is the article.
CREATE TABLE search_text_desk (
    doc   BIGINT PRIMARY KEY,
    terms tsvector NOT NULL
);
CREATE INDEX search_text_desk_terms ON search_text_desk USING gin (terms);

CREATE TABLE desk_view (
    person  BIGINT NOT NULL,
    name    TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (person, name)
);

-- note: anchor is JSON; thread is the first note's number.
CREATE TABLE note (
    id       BIGINT PRIMARY KEY,
    article  BIGINT NOT NULL REFERENCES article (id),
    thread   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    author   BIGINT NOT NULL,
    name     TEXT NOT NULL,
    anchor   TEXT NOT NULL,
    text     TEXT NOT NULL,
    must_fix BIGINT NOT NULL,
    resolved BIGINT,
    resolver TEXT NOT NULL
);
CREATE INDEX note_article ON note (article, id);

-- demand is what somebody outside asks of the paper; demand_step what was done
-- with it. Neither has a statement that deletes.
CREATE TABLE demand (
    id       BIGINT PRIMARY KEY,
    edition  BIGINT NOT NULL REFERENCES edition (id),
    article  BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    state    TEXT NOT NULL,
    received BIGINT NOT NULL,
    due      BIGINT NOT NULL,
    flagged  BIGINT,
    data     TEXT NOT NULL
);
CREATE INDEX demand_due ON demand (edition, state, due, id);
CREATE INDEX demand_article ON demand (article, id);
CREATE TABLE demand_step (
    demand BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    actor  TEXT NOT NULL,
    data   TEXT NOT NULL,
    PRIMARY KEY (demand, number)
);

CREATE INDEX article_published ON article (edition, first_published, id) WHERE first_published IS NOT NULL;

-- front_draft is the arrangement that is being made; front_revision each that
-- was published, for ever.
CREATE TABLE front_draft (
    edition  BIGINT NOT NULL REFERENCES edition (id),
    section  BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (edition, section)
);
CREATE TABLE front_revision (
    edition  BIGINT NOT NULL,
    section  BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (edition, section, number)
);
CREATE TABLE front_due (
    id      BIGINT PRIMARY KEY,
    edition BIGINT NOT NULL,
    section BIGINT NOT NULL,
    due     BIGINT NOT NULL,
    state   TEXT NOT NULL,
    actor   TEXT NOT NULL,
    late    BIGINT NOT NULL,
    data    TEXT NOT NULL
);
CREATE INDEX front_due_when ON front_due (due, id) WHERE state = 'waiting';
CREATE INDEX front_due_front ON front_due (edition, section, due, id);

CREATE TABLE setting_revision (
    edition BIGINT NOT NULL,
    number  BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    changed TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (edition, number)
);

-- more is JSON: what the columns beside it do not hold.
ALTER TABLE section ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
ALTER TABLE tag ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
ALTER TABLE person ADD COLUMN more TEXT NOT NULL DEFAULT '{}';

-- name_alias are other names under which a tag or person is found.
CREATE TABLE name_alias (
    kind     TEXT NOT NULL,
    edition  BIGINT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    id       BIGINT NOT NULL,
    PRIMARY KEY (kind, edition, name_key, id)
);
CREATE INDEX name_alias_id ON name_alias (kind, id);

-- merge is one thing that became part of another; merge_article is which
-- articles readers then saw under the other name.
CREATE TABLE merge (
    id      BIGINT PRIMARY KEY,
    kind    TEXT NOT NULL,
    edition BIGINT NOT NULL,
    source  BIGINT NOT NULL,
    target  BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    undone  BIGINT
);
CREATE INDEX merge_source ON merge (kind, source, id);
CREATE TABLE merge_article (
    merge   BIGINT NOT NULL,
    article BIGINT NOT NULL,
    PRIMARY KEY (merge, article)
);

-- bulk is a change of many articles that goes on where it stopped.
CREATE TABLE bulk (
    id      BIGINT PRIMARY KEY,
    edition BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    done    BIGINT NOT NULL,
    total   BIGINT NOT NULL,
    data    TEXT NOT NULL
);

-- tombstone is what a redaction leaves in the place of a text: the hash of what
-- stood there, the ground, and who took it (newsroom.md ART-2).
CREATE TABLE tombstone (
    article BIGINT NOT NULL,
    place   TEXT NOT NULL,
    number  BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    hash    TEXT NOT NULL,
    ground  TEXT NOT NULL,
    actor   TEXT NOT NULL,
    PRIMARY KEY (article, place, number, at)
);

-- The readers' side.

-- pub_gone holds the SHA-256 of addresses that must not be written anywhere and
-- still answer 410 (press-rules.md PRS-43).
CREATE TABLE pub_gone (
    edition BIGINT NOT NULL,
    hash    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (edition, hash)
);

-- A prefix is a range of keys in the order of bytes.
ALTER TABLE tag ALTER COLUMN name_key TYPE TEXT COLLATE "C";
ALTER TABLE person ALTER COLUMN name_key TYPE TEXT COLLATE "C";
