-- The search index: made from the published articles by following the ledger,
-- and made anew when it does not fit.

-- +goose Up

-- doc is edition, minute and article in one number (store/search.go): higher is
-- newer. weights holds hashes of stems with their weights.
CREATE TABLE search_doc (
    doc     INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    section INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    length  INTEGER NOT NULL,
    weights BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_doc_article ON search_doc (article);

-- search_source remembers a document's distinct words, to count them off again.
CREATE TABLE search_source (
    doc   INTEGER PRIMARY KEY,
    words TEXT NOT NULL
) STRICT;

CREATE TABLE search_word (
    word  TEXT PRIMARY KEY,
    stem  TEXT NOT NULL,
    shape TEXT NOT NULL,
    n     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX search_word_stem ON search_word (stem);
CREATE INDEX search_word_shape ON search_word (shape);
CREATE INDEX search_word_gone ON search_word (word) WHERE n <= 0;

CREATE TABLE search_state (
    id        INTEGER PRIMARY KEY,
    version   INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    event     TEXT NOT NULL,
    rebuild   TEXT NOT NULL,
    documents INTEGER NOT NULL,
    length    INTEGER NOT NULL
) STRICT;
INSERT INTO search_state (id, version, seq, event, rebuild, documents, length) VALUES (1, 0, 0, '', '', 0, 0);

-- The terms come analysed; unicode61 only parts them at spaces.
CREATE VIRTUAL TABLE search_text USING fts5 (
    head, text, words, place,
    content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '¶§'"
);
