-- Accounts of the staff: who may sign in, with what, and what they may do.
-- Every column is in the register of personal data (auth/register.go).
--
-- Secrets that come back as they went out (sessions, links, tokens, recovery
-- codes, device marks) are kept as SHA-256; those that must be read again
-- (TOTP secrets, signing keys) are sealed with a key that is not in here.

-- +goose Up

CREATE TABLE account (
    id          BIGINT PRIMARY KEY,
    name        TEXT NOT NULL,
    email       TEXT NOT NULL,
    -- email_key is the address folded for comparison; empty once erased.
    email_key   TEXT NOT NULL,
    -- person is the public profile, 0 for none.
    person      BIGINT NOT NULL,
    locale      TEXT NOT NULL,
    active      BIGINT NOT NULL,
    -- owner is set for who installed the newspaper.
    owner       BIGINT NOT NULL,
    created     BIGINT NOT NULL,
    erased      BIGINT,
    -- handle names the account to passkeys and says nothing else.
    handle      TEXT NOT NULL,
    -- epoch moves on when everything the account signed in with must end.
    epoch       BIGINT NOT NULL,
    password    TEXT NOT NULL,
    password_at BIGINT,
    -- must_change says why the password has to be replaced; empty for no.
    must_change TEXT NOT NULL,
    totp        BYTEA,
    totp_at     BIGINT,
    totp_step   BIGINT NOT NULL,
    -- origin is where an import found the account.
    origin      TEXT NOT NULL
);
CREATE UNIQUE INDEX account_email ON account (email_key) WHERE email_key <> '';
CREATE UNIQUE INDEX account_handle ON account (handle);
CREATE UNIQUE INDEX account_origin ON account (origin) WHERE origin <> '';

CREATE TABLE passkey (
    id         BIGINT PRIMARY KEY,
    account    BIGINT NOT NULL REFERENCES account (id),
    credential TEXT NOT NULL,
    name       TEXT NOT NULL,
    data       TEXT NOT NULL,
    created    BIGINT NOT NULL,
    used       BIGINT
);
CREATE UNIQUE INDEX passkey_credential ON passkey (credential);
CREATE INDEX passkey_account ON passkey (account, id);

CREATE TABLE recovery_code (
    account BIGINT NOT NULL REFERENCES account (id),
    hash    TEXT NOT NULL,
    PRIMARY KEY (account, hash)
);

CREATE TABLE account_grant (
    id       BIGINT PRIMARY KEY,
    account  BIGINT NOT NULL REFERENCES account (id),
    position TEXT NOT NULL,
    sections TEXT NOT NULL,
    until    BIGINT,
    switches TEXT NOT NULL,
    pending  BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX account_grant_account ON account_grant (account, id);
CREATE INDEX account_grant_position ON account_grant (position, account);

-- seen is renewed every few minutes; ends is the end whatever happens.
CREATE TABLE login_session (
    id      BIGINT PRIMARY KEY,
    hash    TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    method  TEXT NOT NULL,
    strong  BIGINT NOT NULL,
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    fresh   BIGINT,
    ends    BIGINT NOT NULL,
    device  TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE UNIQUE INDEX login_session_hash ON login_session (hash);
CREATE INDEX login_session_account ON login_session (account, id);
CREATE INDEX login_session_ends ON login_session (ends);

-- A link is used once: an invitation, a reset, the first owner's, or one step
-- of a passkey's ceremony.
CREATE TABLE login_link (
    hash    TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    account BIGINT NOT NULL,
    data    TEXT NOT NULL,
    actor   TEXT NOT NULL,
    created BIGINT NOT NULL,
    ends    BIGINT NOT NULL
);
CREATE INDEX login_link_ends ON login_link (ends);
CREATE INDEX login_link_account ON login_link (account, kind);

CREATE TABLE api_token (
    id          BIGINT PRIMARY KEY,
    account     BIGINT NOT NULL REFERENCES account (id),
    hash        TEXT NOT NULL,
    name        TEXT NOT NULL,
    permissions TEXT NOT NULL,
    sections    TEXT NOT NULL,
    created     BIGINT NOT NULL,
    ends        BIGINT NOT NULL,
    used        BIGINT
);
CREATE UNIQUE INDEX api_token_hash ON api_token (hash);
CREATE INDEX api_token_account ON api_token (account, id);

-- login_device are browsers in which the owner signed in before.
CREATE TABLE login_device (
    account BIGINT NOT NULL REFERENCES account (id),
    hash    TEXT NOT NULL,
    name    TEXT NOT NULL,
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    PRIMARY KEY (account, hash)
);
CREATE INDEX login_device_seen ON login_device (seen);

-- attempt counts tries by a key that the server made and by minutes since 1970.
CREATE TABLE attempt (
    key    TEXT NOT NULL,
    minute BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (key, minute)
);
CREATE INDEX attempt_minute ON attempt (minute);

-- login_log is kept for a year, its addresses in full for 90 days.
CREATE TABLE login_log (
    id      BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    account BIGINT NOT NULL,
    event   TEXT NOT NULL,
    address TEXT NOT NULL,
    device  TEXT NOT NULL,
    -- n is how often in that minute.
    n       BIGINT NOT NULL
);
CREATE INDEX login_log_at ON login_log (at);
CREATE INDEX login_log_account ON login_log (account, id);

CREATE TABLE signing_key (
    id      TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    secret  BYTEA NOT NULL,
    created BIGINT NOT NULL
);
CREATE INDEX signing_key_purpose ON signing_key (purpose, created);

-- signed_revoked are signed tokens called back before their end.
CREATE TABLE signed_revoked (
    nonce TEXT PRIMARY KEY,
    ends  BIGINT NOT NULL
);
CREATE INDEX signed_revoked_ends ON signed_revoked (ends);

CREATE SEQUENCE account_id;
CREATE SEQUENCE passkey_id;
CREATE SEQUENCE account_grant_id;
CREATE SEQUENCE login_session_id;
CREATE SEQUENCE api_token_id;
CREATE SEQUENCE login_log_id;
