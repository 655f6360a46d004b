-- The search index: made from the published articles by following the ledger,
-- and made anew when it does not fit.

-- +goose Up

-- doc is edition, minute and article in one number (store/search.go): higher is
-- newer. weights holds hashes of stems with their weights.
CREATE TABLE search_doc (
    doc     BIGINT PRIMARY KEY,
    article BIGINT NOT NULL,
    section BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    length  BIGINT NOT NULL,
    weights BYTEA NOT NULL
);
CREATE UNIQUE INDEX search_doc_article ON search_doc (article);

-- search_source remembers a document's distinct words, to count them off again.
CREATE TABLE search_source (
    doc   BIGINT PRIMARY KEY,
    words TEXT NOT NULL
);

CREATE TABLE search_word (
    word  TEXT COLLATE "C" PRIMARY KEY,
    stem  TEXT COLLATE "C" NOT NULL,
    shape TEXT COLLATE "C" NOT NULL,
    n     BIGINT NOT NULL
);
CREATE INDEX search_word_stem ON search_word (stem);
CREATE INDEX search_word_shape ON search_word (shape);
CREATE INDEX search_word_gone ON search_word (word) WHERE n <= 0;

CREATE TABLE search_state (
    id        BIGINT PRIMARY KEY,
    version   BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    event     TEXT NOT NULL,
    rebuild   TEXT NOT NULL,
    documents BIGINT NOT NULL,
    length    BIGINT NOT NULL
);
INSERT INTO search_state (id, version, seq, event, rebuild, documents, length) VALUES (1, 0, 0, '', '', 0, 0);

CREATE TABLE search_text (
    doc   BIGINT PRIMARY KEY,
    terms tsvector NOT NULL
);
CREATE INDEX search_text_terms ON search_text USING gin (terms);
