-- Accounts: users, developers and what lets each of them in. Times are unix milliseconds UTC.
-- Secrets (keys, tokens, cookies, codes, links) are here only as hashes.

CREATE TABLE users (
    id             text COLLATE "C" NOT NULL PRIMARY KEY,
    email          text COLLATE "C" NOT NULL UNIQUE CHECK (email = lower(email)),
    first_name     text COLLATE "C" NOT NULL,
    last_name      text COLLATE "C" NOT NULL,
    language       text COLLATE "C" NOT NULL CHECK (language IN ('en', 'fr', 'ar')),
    phone          text COLLATE "C",
    phone_verified bigint NOT NULL DEFAULT 0 CHECK (phone_verified IN (0, 1)),
    kyc_status     text COLLATE "C" NOT NULL CHECK (kyc_status IN ('none', 'pending', 'approved', 'rejected')),
    created_at     bigint NOT NULL
);

CREATE TABLE developers (
    id               text COLLATE "C" NOT NULL PRIMARY KEY,
    email            text COLLATE "C" NOT NULL UNIQUE CHECK (email = lower(email)),
    password_hash    text COLLATE "C" NOT NULL,
    application_name text COLLATE "C",
    company_name     text COLLATE "C",
    website          text COLLATE "C",
    contact          text COLLATE "C",
    redirect_urls    text COLLATE "C" NOT NULL CHECK (redirect_urls::json IS NOT NULL),
    signature_image  text COLLATE "C",
    created_at       bigint NOT NULL
);

CREATE TABLE api_keys (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    developer_id text COLLATE "C" NOT NULL REFERENCES developers (id),
    key_hash     text COLLATE "C" NOT NULL UNIQUE CHECK (length(key_hash) = 64),
    name         text COLLATE "C" NOT NULL,
    key_prefix   text COLLATE "C" NOT NULL,
    environment  text COLLATE "C" NOT NULL CHECK (environment IN ('live', 'sandbox')),
    is_active    bigint NOT NULL CHECK (is_active IN (0, 1)),
    last_used_at bigint,
    expires_at   bigint,
    rate_limit   bigint CHECK (rate_limit BETWEEN 1 AND 10000),
    metadata     text COLLATE "C" NOT NULL CHECK (metadata::json IS NOT NULL),
    created_at   bigint NOT NULL
);

CREATE INDEX api_keys_of_developer ON api_keys (developer_id, created_at);

CREATE TABLE developer_tokens (
    token_hash   text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(token_hash) = 64),
    developer_id text COLLATE "C" NOT NULL REFERENCES developers (id),
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL
);

CREATE INDEX developer_tokens_by_end ON developer_tokens (expires_at);

-- One user per developer and one developer per user; ended associations stay as history.
CREATE TABLE associations (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    developer_id text COLLATE "C" NOT NULL REFERENCES developers (id),
    user_id      text COLLATE "C" NOT NULL REFERENCES users (id),
    since_at     bigint NOT NULL,
    until_at     bigint CHECK (until_at >= since_at)
);

CREATE UNIQUE INDEX associations_of_developer ON associations (developer_id) WHERE until_at IS NULL;
CREATE UNIQUE INDEX associations_of_user ON associations (user_id) WHERE until_at IS NULL;

CREATE TABLE association_links (
    link_hash    text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(link_hash) = 64),
    developer_id text COLLATE "C" NOT NULL REFERENCES developers (id),
    email        text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    expires_at   bigint NOT NULL,
    ended_at     bigint
);

CREATE INDEX association_links_of_developer ON association_links (developer_id, created_at);

CREATE TABLE sign_in_codes (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    email        text COLLATE "C" NOT NULL,
    browser_hash text COLLATE "C" NOT NULL CHECK (length(browser_hash) = 64),
    code_hash    text COLLATE "C" NOT NULL CHECK (length(code_hash) = 64),
    address      text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    tries_left   bigint NOT NULL CHECK (tries_left BETWEEN 0 AND 5),
    ended_at     bigint
);

CREATE INDEX sign_in_codes_of_email ON sign_in_codes (email, created_at);
CREATE INDEX sign_in_codes_of_address ON sign_in_codes (address, created_at);
CREATE INDEX sign_in_codes_of_browser ON sign_in_codes (browser_hash, created_at);
CREATE INDEX sign_in_codes_by_age ON sign_in_codes (created_at);

CREATE TABLE sign_ins (
    cookie_hash  text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(cookie_hash) = 64),
    user_id      text COLLATE "C" NOT NULL REFERENCES users (id),
    address      text COLLATE "C" NOT NULL,
    browser_name text COLLATE "C",
    code_at      bigint NOT NULL,
    used_at      bigint NOT NULL,
    ended_at     bigint
);

CREATE INDEX sign_ins_of_user ON sign_ins (user_id, code_at);
CREATE INDEX sign_ins_by_age ON sign_ins (code_at);

-- Millionths of a dinar for one unit; the highest number of a currency is the newest rate and applies.
CREATE TABLE exchange_rates (
    currency    text COLLATE "C" NOT NULL CHECK (currency IN ('usd', 'eur')),
    number      bigint NOT NULL CHECK (number >= 1),
    rate_micros bigint NOT NULL CHECK (rate_micros BETWEEN 1 AND 10000000000),
    set_at      bigint NOT NULL,
    PRIMARY KEY (currency, number)
);

CREATE TABLE mails (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    recipient  text COLLATE "C" NOT NULL,
    subject    text COLLATE "C" NOT NULL,
    body       text COLLATE "C" NOT NULL,
    links      text COLLATE "C" NOT NULL CHECK (links::json IS NOT NULL),
    code       text COLLATE "C",
    created_at bigint NOT NULL,
    sent_at    bigint
);

CREATE INDEX mails_newest ON mails (created_at, id);
CREATE INDEX mails_of_recipient ON mails (recipient, created_at, id);

CREATE TABLE login_failures (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email   text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    at      bigint NOT NULL
);

CREATE INDEX login_failures_of_email ON login_failures (email, at);
CREATE INDEX login_failures_by_age ON login_failures (at);
