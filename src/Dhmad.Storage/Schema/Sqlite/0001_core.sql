-- Times are unix milliseconds, UTC, in columns ending in _at. Money is millimes of a TND. Enums are spelled as on the
-- wire. Rows of the books are only ever added. Checks compare with OR because a list in IN is built anew for each row.

CREATE TABLE escrows (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 24),
    version INTEGER NOT NULL CHECK (version >= 1),
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    last_hash BLOB NOT NULL CHECK (length(last_hash) = 32),
    status TEXT NOT NULL CHECK (
        status = 'pending' OR status = 'paid' OR status = 'delivered' OR status = 'completed'
        OR status = 'cancelled'),
    mode TEXT NOT NULL CHECK (
        mode = 'standard' OR mode = 'quick' OR mode = 'instant'),
    developer_id TEXT NOT NULL,
    buyer_id TEXT,
    buyer_email TEXT NOT NULL,
    seller_id TEXT,
    seller_email TEXT NOT NULL,
    amount_tnd INTEGER NOT NULL CHECK (amount_tnd > 0),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deadline_at INTEGER,
    state BLOB NOT NULL
) STRICT;

-- One per way of listing; the status leads so that a filtered page and its count touch only what they show.
CREATE INDEX escrows_by_creator ON escrows (developer_id, status, created_at, id);
CREATE INDEX escrows_by_buyer ON escrows (buyer_id, status, created_at, id) WHERE buyer_id IS NOT NULL;
CREATE INDEX escrows_by_seller ON escrows (seller_id, status, created_at, id) WHERE seller_id IS NOT NULL;
CREATE INDEX escrows_by_invited_buyer ON escrows (buyer_email, id) WHERE buyer_id IS NULL;
CREATE INDEX escrows_by_invited_seller ON escrows (seller_email, id) WHERE seller_id IS NULL;
CREATE INDEX escrows_by_deadline ON escrows (deadline_at, id) WHERE deadline_at IS NOT NULL;

CREATE TRIGGER escrows_stay BEFORE DELETE ON escrows
BEGIN SELECT RAISE(ABORT, 'escrows are never deleted'); END;

CREATE TRIGGER escrows_move_forward BEFORE UPDATE ON escrows
WHEN NEW.id <> OLD.id OR NEW.version <> OLD.version + 1 OR NEW.sequence < OLD.sequence
BEGIN SELECT RAISE(ABORT, 'an escrow changes by one version at a time'); END;

-- The history of an escrow, and the outbox while dispatched is 0. The body is the exact bytes signed and sent.
CREATE TABLE escrow_events (
    escrow_id TEXT NOT NULL REFERENCES escrows (id),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    id TEXT NOT NULL CHECK (length(id) = 36),
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    developer_id TEXT NOT NULL,
    buyer_id TEXT,
    seller_id TEXT,
    dispatched INTEGER NOT NULL DEFAULT 0 CHECK (dispatched IN (0, 1)),
    PRIMARY KEY (escrow_id, sequence)
) STRICT;

CREATE INDEX escrow_events_outbox ON escrow_events (recorded_at, escrow_id, sequence) WHERE dispatched = 0;

CREATE TRIGGER escrow_events_stay BEFORE DELETE ON escrow_events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

CREATE TRIGGER escrow_events_never_change
BEFORE UPDATE OF escrow_id, sequence, id, type, at, recorded_at, body, previous_hash, hash, developer_id, buyer_id, seller_id
ON escrow_events
BEGIN SELECT RAISE(ABORT, 'events never change'); END;

CREATE TABLE checkout_sessions (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    escrow_id TEXT NOT NULL REFERENCES escrows (id),
    developer_id TEXT NOT NULL,
    action TEXT NOT NULL,
    target_email TEXT NOT NULL,
    redirect_url TEXT NOT NULL,
    metadata TEXT,
    status TEXT NOT NULL CHECK (
        status = 'pending' OR status = 'completed' OR status = 'cancelled' OR status = 'expired'),
    under_review INTEGER NOT NULL DEFAULT 0 CHECK (under_review IN (0, 1)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    completed_at INTEGER,
    cancelled_at INTEGER,
    cancelled_by TEXT CHECK (
        cancelled_by = 'user' OR cancelled_by = 'developer' OR cancelled_by = 'escrow'),
    CHECK (under_review = 0 OR status = 'pending'),
    CHECK ((completed_at IS NOT NULL) = (status = 'completed')),
    CHECK ((cancelled_at IS NOT NULL) = (status = 'cancelled')),
    CHECK ((cancelled_by IS NOT NULL) = (status = 'cancelled'))
) STRICT;

CREATE INDEX checkout_sessions_pending ON checkout_sessions (escrow_id) WHERE status = 'pending';
CREATE INDEX checkout_sessions_by_escrow ON checkout_sessions (escrow_id, developer_id, created_at, id);
CREATE INDEX checkout_sessions_due ON checkout_sessions (expires_at, id) WHERE status = 'pending' AND under_review = 0;

-- A session ends once: a final status never changes again.
CREATE TRIGGER checkout_sessions_end_once BEFORE UPDATE ON checkout_sessions WHEN OLD.status <> 'pending'
BEGIN SELECT RAISE(ABORT, 'an ended session never changes'); END;

CREATE TABLE payments (
    id TEXT NOT NULL PRIMARY KEY,
    escrow_id TEXT NOT NULL REFERENCES escrows (id),
    session_id TEXT NOT NULL,
    rail TEXT NOT NULL,
    status TEXT NOT NULL CHECK (
        status = 'started' OR status = 'challenged' OR status = 'under_review' OR status = 'succeeded'
        OR status = 'declined' OR status = 'voided' OR status = 'credited' OR status = 'rejected'),
    amount_tnd INTEGER NOT NULL CHECK (amount_tnd > 0),
    terms_version INTEGER NOT NULL,
    payer_id TEXT,
    payer_email TEXT NOT NULL,
    payer_first_name TEXT NOT NULL,
    payer_last_name TEXT NOT NULL,
    token TEXT,
    last4 TEXT,
    challenge_tries INTEGER NOT NULL CHECK (challenge_tries >= 0),
    decline_code TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    check_at INTEGER
) STRICT;

CREATE UNIQUE INDEX payments_one_open ON payments (escrow_id)
    WHERE status = 'started' OR status = 'challenged' OR status = 'under_review';
CREATE INDEX payments_by_escrow ON payments (escrow_id, created_at);
CREATE INDEX payments_by_session ON payments (session_id);
CREATE INDEX payments_to_check ON payments (check_at, id) WHERE check_at IS NOT NULL;

CREATE TRIGGER payments_stay BEFORE DELETE ON payments
BEGIN SELECT RAISE(ABORT, 'payments are never deleted'); END;

CREATE TABLE submissions (
    session_id TEXT NOT NULL REFERENCES checkout_sessions (id),
    id TEXT NOT NULL CHECK (length(id) = 36),
    outcome TEXT NOT NULL CHECK (
        outcome = 'completed' OR outcome = 'started' OR outcome = 'challenged' OR outcome = 'declined'),
    code TEXT,
    payment_id TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (session_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX submissions_started ON submissions (payment_id) WHERE outcome = 'started';

-- status is null while the request that claimed the key is running.
CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash TEXT NOT NULL,
    claim_id TEXT NOT NULL CHECK (length(claim_id) = 36),
    claimed_at INTEGER NOT NULL,
    status INTEGER,
    content_type TEXT,
    body BLOB,
    is_secret INTEGER NOT NULL DEFAULT 0 CHECK (is_secret IN (0, 1)),
    stored_at INTEGER,
    PRIMARY KEY (scope, key),
    CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (stored_at IS NULL))
) STRICT;

CREATE INDEX idempotency_keys_old ON idempotency_keys (claimed_at);

CREATE TABLE ledger_transactions (
    id TEXT NOT NULL PRIMARY KEY,
    movement TEXT NOT NULL CHECK (
        movement = 'hold' OR movement = 'release' OR movement = 'refund' OR movement = 'split'
        OR movement = 'top_up' OR movement = 'payout_requested' OR movement = 'payout_paid'
        OR movement = 'payout_failed' OR movement = 'late_payment' OR movement = 'claim'
        OR movement = 'unclaimed_paid' OR movement = 'fees_withdrawn' OR movement = 'reversal'),
    at INTEGER NOT NULL,
    escrow_id TEXT REFERENCES escrows (id),
    event_sequence INTEGER,
    payment_id TEXT REFERENCES payments (id),
    FOREIGN KEY (escrow_id, event_sequence) REFERENCES escrow_events (escrow_id, sequence),
    CHECK ((event_sequence IS NOT NULL)
        = (movement = 'hold' OR movement = 'release' OR movement = 'refund' OR movement = 'split')),
    CHECK (event_sequence IS NULL OR escrow_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- Money enters an escrow once and leaves it once.
CREATE UNIQUE INDEX ledger_transactions_in_and_out ON ledger_transactions (escrow_id, (movement = 'hold'))
    WHERE event_sequence IS NOT NULL;

CREATE TRIGGER ledger_transactions_stay BEFORE DELETE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'the ledger is never deleted'); END;

CREATE TRIGGER ledger_transactions_never_change BEFORE UPDATE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'the ledger never changes'); END;

-- The balance after an entry is shown for accounts of one party or escrow; those of the deployment are sums.
CREATE TABLE ledger_entries (
    transaction_id TEXT NOT NULL REFERENCES ledger_transactions (id),
    line INTEGER NOT NULL CHECK (line >= 1),
    account TEXT NOT NULL CHECK (
        account = 'available' OR account = 'payout_pending' OR account = 'held' OR account = 'unclaimed'
        OR account = 'platform_fees' OR account = 'rail_clearing'),
    owner TEXT NOT NULL,
    amount_tnd INTEGER NOT NULL CHECK (amount_tnd <> 0),
    balance_after INTEGER CHECK (balance_after >= 0),
    PRIMARY KEY (transaction_id, line),
    CHECK ((balance_after IS NULL) = (account IN ('platform_fees', 'rail_clearing')))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_entries_stay BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is never deleted'); END;

CREATE TRIGGER ledger_entries_never_change BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger never changes'); END;

CREATE TABLE ledger_balances (
    account TEXT NOT NULL CHECK (
        account = 'available' OR account = 'payout_pending' OR account = 'held' OR account = 'unclaimed'),
    owner TEXT NOT NULL CHECK (owner <> ''),
    balance INTEGER NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (account, owner)
) STRICT, WITHOUT ROWID;

-- Deployment-wide counters, such as ticket numbers.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL CHECK (value >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE reminders (
    grain_id TEXT NOT NULL,
    name TEXT NOT NULL,
    start_at INTEGER NOT NULL,
    period_ms INTEGER NOT NULL CHECK (period_ms > 0),
    version INTEGER NOT NULL,
    PRIMARY KEY (grain_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminders_by_start ON reminders (start_at, grain_id, name);

CREATE TABLE grain_states (
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    json TEXT,
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (name, key)
) STRICT, WITHOUT ROWID;
