-- Accounts: users, developers and what lets each of them in. Times are unix milliseconds UTC.
-- Secrets (keys, tokens, cookies, codes, links) are here only as hashes.

CREATE TABLE users (
    id             TEXT    NOT NULL PRIMARY KEY,
    email          TEXT    NOT NULL UNIQUE CHECK (email = lower(email)),
    first_name     TEXT    NOT NULL,
    last_name      TEXT    NOT NULL,
    language       TEXT    NOT NULL CHECK (language IN ('en', 'fr', 'ar')),
    phone          TEXT,
    phone_verified INTEGER NOT NULL DEFAULT 0 CHECK (phone_verified IN (0, 1)),
    kyc_status     TEXT    NOT NULL CHECK (kyc_status IN ('none', 'pending', 'approved', 'rejected')),
    created_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE developers (
    id               TEXT    NOT NULL PRIMARY KEY,
    email            TEXT    NOT NULL UNIQUE CHECK (email = lower(email)),
    password_hash    TEXT    NOT NULL,
    application_name TEXT,
    company_name     TEXT,
    website          TEXT,
    contact          TEXT,
    redirect_urls    TEXT    NOT NULL CHECK (json_valid(redirect_urls)),
    signature_image  TEXT,
    created_at       INTEGER NOT NULL
) STRICT;

CREATE TABLE api_keys (
    id           TEXT    NOT NULL PRIMARY KEY,
    developer_id TEXT    NOT NULL REFERENCES developers (id),
    key_hash     TEXT    NOT NULL UNIQUE CHECK (length(key_hash) = 64),
    name         TEXT    NOT NULL,
    key_prefix   TEXT    NOT NULL,
    environment  TEXT    NOT NULL CHECK (environment IN ('live', 'sandbox')),
    is_active    INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    last_used_at INTEGER,
    expires_at   INTEGER,
    rate_limit   INTEGER CHECK (rate_limit BETWEEN 1 AND 10000),
    metadata     TEXT    NOT NULL CHECK (json_valid(metadata)),
    created_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX api_keys_of_developer ON api_keys (developer_id, created_at);

CREATE TABLE developer_tokens (
    token_hash   TEXT    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 64),
    developer_id TEXT    NOT NULL REFERENCES developers (id),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX developer_tokens_by_end ON developer_tokens (expires_at);

-- One user per developer and one developer per user; ended associations stay as history.
CREATE TABLE associations (
    id           TEXT    NOT NULL PRIMARY KEY,
    developer_id TEXT    NOT NULL REFERENCES developers (id),
    user_id      TEXT    NOT NULL REFERENCES users (id),
    since_at     INTEGER NOT NULL,
    until_at     INTEGER CHECK (until_at >= since_at)
) STRICT;

CREATE UNIQUE INDEX associations_of_developer ON associations (developer_id) WHERE until_at IS NULL;
CREATE UNIQUE INDEX associations_of_user ON associations (user_id) WHERE until_at IS NULL;

CREATE TABLE association_links (
    link_hash    TEXT    NOT NULL PRIMARY KEY CHECK (length(link_hash) = 64),
    developer_id TEXT    NOT NULL REFERENCES developers (id),
    email        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER
) STRICT;

CREATE INDEX association_links_of_developer ON association_links (developer_id, created_at);

CREATE TABLE sign_in_codes (
    id           TEXT    NOT NULL PRIMARY KEY,
    email        TEXT    NOT NULL,
    browser_hash TEXT    NOT NULL CHECK (length(browser_hash) = 64),
    code_hash    TEXT    NOT NULL CHECK (length(code_hash) = 64),
    address      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    tries_left   INTEGER NOT NULL CHECK (tries_left BETWEEN 0 AND 5),
    ended_at     INTEGER
) STRICT;

CREATE INDEX sign_in_codes_of_email ON sign_in_codes (email, created_at);
CREATE INDEX sign_in_codes_of_address ON sign_in_codes (address, created_at);
CREATE INDEX sign_in_codes_of_browser ON sign_in_codes (browser_hash, created_at);
CREATE INDEX sign_in_codes_by_age ON sign_in_codes (created_at);

CREATE TABLE sign_ins (
    cookie_hash  TEXT    NOT NULL PRIMARY KEY CHECK (length(cookie_hash) = 64),
    user_id      TEXT    NOT NULL REFERENCES users (id),
    address      TEXT    NOT NULL,
    browser_name TEXT,
    code_at      INTEGER NOT NULL,
    used_at      INTEGER NOT NULL,
    ended_at     INTEGER
) STRICT;

CREATE INDEX sign_ins_of_user ON sign_ins (user_id, code_at);
CREATE INDEX sign_ins_by_age ON sign_ins (code_at);

-- Millionths of a dinar for one unit; the highest number of a currency is the newest rate and applies.
CREATE TABLE exchange_rates (
    currency    TEXT    NOT NULL CHECK (currency IN ('usd', 'eur')),
    number      INTEGER NOT NULL CHECK (number >= 1),
    rate_micros INTEGER NOT NULL CHECK (rate_micros BETWEEN 1 AND 10000000000),
    set_at      INTEGER NOT NULL,
    PRIMARY KEY (currency, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE mails (
    id         TEXT    NOT NULL PRIMARY KEY,
    recipient  TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    links      TEXT    NOT NULL CHECK (json_valid(links)),
    code       TEXT,
    created_at INTEGER NOT NULL,
    sent_at    INTEGER
) STRICT;

CREATE INDEX mails_newest ON mails (created_at, id);
CREATE INDEX mails_of_recipient ON mails (recipient, created_at, id);

CREATE TABLE login_failures (
    id      INTEGER NOT NULL PRIMARY KEY,
    email   TEXT    NOT NULL,
    address TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

CREATE INDEX login_failures_of_email ON login_failures (email, at);
CREATE INDEX login_failures_by_age ON login_failures (at);
