-- The same tables as on SQLite, with the same meaning: times are unix milliseconds, UTC, in columns ending in _at; money is
-- millimes of a TND; enums are spelled as on the wire; yes and no are 1 and 0. Texts compare byte by byte, whatever
-- collation the database has. Rows of the books are only ever added. Rows of up to 8 KiB stay in one piece: packing them
-- costs more than it saves.

-- Raises what it is given, for triggers that allow nothing.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TABLE escrows (
    id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) = 24),
    version bigint NOT NULL CHECK (version >= 1),
    sequence bigint NOT NULL CHECK (sequence >= 0),
    last_hash bytea NOT NULL CHECK (length(last_hash) = 32),
    status text COLLATE "C" NOT NULL CHECK (
        status = 'pending' OR status = 'paid' OR status = 'delivered' OR status = 'completed'
        OR status = 'cancelled'),
    mode text COLLATE "C" NOT NULL CHECK (
        mode = 'standard' OR mode = 'quick' OR mode = 'instant'),
    developer_id text COLLATE "C" NOT NULL,
    buyer_id text COLLATE "C",
    buyer_email text COLLATE "C" NOT NULL,
    seller_id text COLLATE "C",
    seller_email text COLLATE "C" NOT NULL,
    amount_tnd bigint NOT NULL CHECK (amount_tnd > 0),
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deadline_at bigint,
    state bytea NOT NULL
) WITH (fillfactor = 80, toast_tuple_target = 8160);

-- One per way of listing; the status leads so that a filtered page and its count touch only what they show.
CREATE INDEX escrows_by_creator ON escrows (developer_id, status, created_at, id);
CREATE INDEX escrows_by_buyer ON escrows (buyer_id, status, created_at, id) WHERE buyer_id IS NOT NULL;
CREATE INDEX escrows_by_seller ON escrows (seller_id, status, created_at, id) WHERE seller_id IS NOT NULL;
CREATE INDEX escrows_by_invited_buyer ON escrows (buyer_email, id) WHERE buyer_id IS NULL;
CREATE INDEX escrows_by_invited_seller ON escrows (seller_email, id) WHERE seller_id IS NULL;
CREATE INDEX escrows_by_deadline ON escrows (deadline_at, id) WHERE deadline_at IS NOT NULL;

CREATE TRIGGER escrows_stay BEFORE DELETE ON escrows
    FOR EACH ROW EXECUTE FUNCTION refuse('escrows are never deleted');

CREATE TRIGGER escrows_move_forward BEFORE UPDATE ON escrows
    FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.version <> OLD.version + 1 OR NEW.sequence < OLD.sequence)
    EXECUTE FUNCTION refuse('an escrow changes by one version at a time');

-- The history of an escrow. The body is the exact bytes signed and sent. The W3C traceparent is kept while somebody
-- watches, so that what is sent because of the event goes on in the same trace; no hash covers it.
CREATE TABLE escrow_events (
    escrow_id text COLLATE "C" NOT NULL REFERENCES escrows (id),
    sequence bigint NOT NULL CHECK (sequence >= 1),
    id text COLLATE "C" NOT NULL CHECK (length(id) = 36),
    type text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    body bytea NOT NULL,
    previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    developer_id text COLLATE "C" NOT NULL,
    buyer_id text COLLATE "C",
    seller_id text COLLATE "C",
    traceparent text COLLATE "C" CHECK (length(traceparent) = 55),
    PRIMARY KEY (escrow_id, sequence)
) WITH (toast_tuple_target = 8160);

-- Events that are not dispatched yet, oldest first. They are written together with their events, which stay for ever.
CREATE TABLE outbox (
    recorded_at bigint NOT NULL,
    escrow_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (recorded_at, escrow_id, sequence)
);

CREATE TRIGGER escrow_events_stay BEFORE DELETE ON escrow_events
    FOR EACH ROW EXECUTE FUNCTION refuse('events are never deleted');

CREATE TRIGGER escrow_events_never_change BEFORE UPDATE ON escrow_events
    FOR EACH ROW EXECUTE FUNCTION refuse('events never change');

CREATE TABLE checkout_sessions (
    id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    escrow_id text COLLATE "C" NOT NULL REFERENCES escrows (id),
    developer_id text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    target_email text COLLATE "C" NOT NULL,
    redirect_url text COLLATE "C" NOT NULL,
    metadata text COLLATE "C",
    status text COLLATE "C" NOT NULL CHECK (
        status = 'pending' OR status = 'completed' OR status = 'cancelled' OR status = 'expired'),
    under_review bigint NOT NULL DEFAULT 0 CHECK (under_review IN (0, 1)),
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    completed_at bigint,
    cancelled_at bigint,
    cancelled_by text COLLATE "C" CHECK (
        cancelled_by = 'user' OR cancelled_by = 'developer' OR cancelled_by = 'escrow'),
    CHECK (under_review = 0 OR status = 'pending'),
    CHECK ((completed_at IS NOT NULL) = (status = 'completed')),
    CHECK ((cancelled_at IS NOT NULL) = (status = 'cancelled')),
    CHECK ((cancelled_by IS NOT NULL) = (status = 'cancelled'))
);

CREATE INDEX checkout_sessions_pending ON checkout_sessions (escrow_id) WHERE status = 'pending';
CREATE INDEX checkout_sessions_by_escrow ON checkout_sessions (escrow_id, developer_id, created_at, id);
CREATE INDEX checkout_sessions_due ON checkout_sessions (expires_at, id) WHERE status = 'pending' AND under_review = 0;

-- A session ends once: a final status never changes again.
CREATE TRIGGER checkout_sessions_end_once BEFORE UPDATE ON checkout_sessions
    FOR EACH ROW WHEN (OLD.status <> 'pending') EXECUTE FUNCTION refuse('an ended session never changes');

CREATE TABLE payments (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    escrow_id text COLLATE "C" NOT NULL REFERENCES escrows (id),
    session_id text COLLATE "C" NOT NULL,
    rail text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL CHECK (
        status = 'started' OR status = 'challenged' OR status = 'under_review' OR status = 'succeeded'
        OR status = 'declined' OR status = 'voided' OR status = 'credited' OR status = 'rejected'),
    amount_tnd bigint NOT NULL CHECK (amount_tnd > 0),
    terms_version bigint NOT NULL,
    payer_id text COLLATE "C",
    payer_email text COLLATE "C" NOT NULL,
    payer_first_name text COLLATE "C" NOT NULL,
    payer_last_name text COLLATE "C" NOT NULL,
    token text COLLATE "C",
    last4 text COLLATE "C",
    challenge_tries bigint NOT NULL CHECK (challenge_tries >= 0),
    decline_code text COLLATE "C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    check_at bigint
);

CREATE UNIQUE INDEX payments_one_open ON payments (escrow_id)
    WHERE status = 'started' OR status = 'challenged' OR status = 'under_review';
CREATE INDEX payments_by_escrow ON payments (escrow_id, created_at);
CREATE INDEX payments_by_session ON payments (session_id);
CREATE INDEX payments_to_check ON payments (check_at, id) WHERE check_at IS NOT NULL;

CREATE TRIGGER payments_stay BEFORE DELETE ON payments
    FOR EACH ROW EXECUTE FUNCTION refuse('payments are never deleted');

CREATE TABLE submissions (
    session_id text COLLATE "C" NOT NULL REFERENCES checkout_sessions (id),
    id text COLLATE "C" NOT NULL CHECK (length(id) = 36),
    outcome text COLLATE "C" NOT NULL CHECK (
        outcome = 'completed' OR outcome = 'started' OR outcome = 'challenged' OR outcome = 'declined'),
    code text COLLATE "C",
    payment_id text COLLATE "C",
    at bigint NOT NULL,
    PRIMARY KEY (session_id, id)
);

CREATE INDEX submissions_started ON submissions (payment_id) WHERE outcome = 'started';

-- status is null while the request that claimed the key is running.
CREATE TABLE idempotency_keys (
    scope text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash text COLLATE "C" NOT NULL,
    claim_id text COLLATE "C" NOT NULL CHECK (length(claim_id) = 36),
    claimed_at bigint NOT NULL,
    status bigint,
    content_type text COLLATE "C",
    body bytea,
    is_secret bigint NOT NULL DEFAULT 0 CHECK (is_secret IN (0, 1)),
    stored_at bigint,
    PRIMARY KEY (scope, key),
    CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (stored_at IS NULL))
);

CREATE INDEX idempotency_keys_old ON idempotency_keys (claimed_at);

CREATE TABLE ledger_transactions (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    movement text COLLATE "C" NOT NULL CHECK (
        movement = 'hold' OR movement = 'release' OR movement = 'refund' OR movement = 'split'
        OR movement = 'top_up' OR movement = 'payout_requested' OR movement = 'payout_paid'
        OR movement = 'payout_failed' OR movement = 'late_payment' OR movement = 'claim'
        OR movement = 'unclaimed_paid' OR movement = 'fees_withdrawn' OR movement = 'reversal'),
    at bigint NOT NULL,
    escrow_id text COLLATE "C" REFERENCES escrows (id),
    event_sequence bigint,
    payment_id text COLLATE "C" REFERENCES payments (id),
    FOREIGN KEY (escrow_id, event_sequence) REFERENCES escrow_events (escrow_id, sequence),
    CHECK ((event_sequence IS NOT NULL)
        = (movement = 'hold' OR movement = 'release' OR movement = 'refund' OR movement = 'split')),
    CHECK (event_sequence IS NULL OR escrow_id IS NOT NULL)
);

-- Money enters an escrow once and leaves it once.
CREATE UNIQUE INDEX ledger_transactions_in_and_out ON ledger_transactions (escrow_id, (movement = 'hold'))
    WHERE event_sequence IS NOT NULL;

CREATE TRIGGER ledger_transactions_stay BEFORE DELETE ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION refuse('the ledger is never deleted');

CREATE TRIGGER ledger_transactions_never_change BEFORE UPDATE ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION refuse('the ledger never changes');

-- The balance after an entry is shown for accounts of one party or escrow; those of the deployment are sums.
CREATE TABLE ledger_entries (
    transaction_id text COLLATE "C" NOT NULL REFERENCES ledger_transactions (id),
    line bigint NOT NULL CHECK (line >= 1),
    account text COLLATE "C" NOT NULL CHECK (
        account = 'available' OR account = 'payout_pending' OR account = 'held' OR account = 'unclaimed'
        OR account = 'platform_fees' OR account = 'rail_clearing'),
    owner text COLLATE "C" NOT NULL,
    amount_tnd bigint NOT NULL CHECK (amount_tnd <> 0),
    balance_after bigint CHECK (balance_after >= 0),
    PRIMARY KEY (transaction_id, line),
    CHECK ((balance_after IS NULL) = (account IN ('platform_fees', 'rail_clearing')))
);

CREATE TRIGGER ledger_entries_stay BEFORE DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION refuse('the ledger is never deleted');

CREATE TRIGGER ledger_entries_never_change BEFORE UPDATE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION refuse('the ledger never changes');

CREATE TABLE ledger_balances (
    account text COLLATE "C" NOT NULL CHECK (
        account = 'available' OR account = 'payout_pending' OR account = 'held' OR account = 'unclaimed'),
    owner text COLLATE "C" NOT NULL CHECK (owner <> ''),
    balance bigint NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (account, owner)
);

-- Deployment-wide counters, such as ticket numbers.
CREATE TABLE counters (
    name text COLLATE "C" NOT NULL PRIMARY KEY,
    value bigint NOT NULL CHECK (value >= 1)
);

-- A version is never used again, also when its reminder was deleted.
CREATE SEQUENCE reminder_version;

CREATE TABLE reminders (
    grain_id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    start_at bigint NOT NULL,
    period_ms bigint NOT NULL CHECK (period_ms > 0),
    version bigint NOT NULL,
    PRIMARY KEY (grain_id, name)
);

CREATE INDEX reminders_by_start ON reminders (start_at, grain_id, name);

CREATE TABLE grain_states (
    name text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    json text COLLATE "C",
    version bigint NOT NULL CHECK (version >= 1),
    PRIMARY KEY (name, key)
);
