-- Escrows and ledger transactions are numbered in the order they come, and what belongs to one names its number. Ids are
-- random within a second: in an index by id each commit of a batch changes a page of its own, by number they share pages.

CREATE TABLE numbered_escrows (
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 24),
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
    state BLOB NOT NULL,
    listed_as TEXT NOT NULL CHECK (listed_as = 'open' OR listed_as = status)
) STRICT;

INSERT INTO numbered_escrows
SELECT rowid, id, version, sequence, last_hash, status, mode, developer_id, buyer_id, buyer_email, seller_id,
    seller_email, amount_tnd, created_at, updated_at, deadline_at, state, listed_as
FROM escrows ORDER BY rowid;

CREATE TABLE numbered_events (
    escrow_number INTEGER NOT NULL REFERENCES escrows (number),
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
    traceparent TEXT CHECK (length(traceparent) = 55),
    PRIMARY KEY (escrow_number, sequence)
) STRICT;

INSERT INTO numbered_events
SELECT e.number, v.sequence, v.id, v.type, v.at, v.recorded_at, v.body, v.previous_hash, v.hash, v.developer_id,
    v.buyer_id, v.seller_id, v.traceparent
FROM escrow_events v JOIN numbered_escrows e ON e.id = v.escrow_id ORDER BY v.rowid;

CREATE TABLE numbered_outbox (
    recorded_at INTEGER NOT NULL,
    escrow_number INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (recorded_at, escrow_number, sequence)
) STRICT, WITHOUT ROWID;

INSERT INTO numbered_outbox
SELECT o.recorded_at, e.number, o.sequence FROM outbox o JOIN numbered_escrows e ON e.id = o.escrow_id;

-- A transaction is found by its number; that no two have one id, the proof looks at.
CREATE TABLE numbered_transactions (
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    movement TEXT NOT NULL CHECK (
        movement = 'hold' OR movement = 'release' OR movement = 'refund' OR movement = 'split'
        OR movement = 'top_up' OR movement = 'payout_requested' OR movement = 'payout_paid'
        OR movement = 'payout_failed' OR movement = 'late_payment' OR movement = 'claim'
        OR movement = 'unclaimed_paid' OR movement = 'fees_withdrawn' OR movement = 'reversal'),
    at INTEGER NOT NULL,
    escrow_number INTEGER REFERENCES escrows (number),
    event_sequence INTEGER,
    payment_id TEXT REFERENCES payments (id),
    FOREIGN KEY (escrow_number, event_sequence) REFERENCES escrow_events (escrow_number, sequence),
    CHECK ((event_sequence IS NOT NULL)
        = (movement = 'hold' OR movement = 'release' OR movement = 'refund' OR movement = 'split')),
    CHECK (event_sequence IS NULL OR escrow_number IS NOT NULL)
) STRICT;

INSERT INTO numbered_transactions (id, movement, at, escrow_number, event_sequence, payment_id)
SELECT t.id, t.movement, t.at, e.number, t.event_sequence, t.payment_id
FROM ledger_transactions t LEFT JOIN numbered_escrows e ON e.id = t.escrow_id ORDER BY t.id;

CREATE TABLE numbered_entries (
    transaction_number INTEGER NOT NULL REFERENCES ledger_transactions (number),
    line INTEGER NOT NULL CHECK (line >= 1),
    account TEXT NOT NULL CHECK (
        account = 'available' OR account = 'payout_pending' OR account = 'held' OR account = 'unclaimed'
        OR account = 'platform_fees' OR account = 'rail_clearing'),
    owner TEXT NOT NULL,
    amount_tnd INTEGER NOT NULL CHECK (amount_tnd <> 0),
    balance_after INTEGER CHECK (balance_after >= 0),
    PRIMARY KEY (transaction_number, line),
    CHECK ((balance_after IS NULL) = (account = 'platform_fees' OR account = 'rail_clearing'))
) STRICT, WITHOUT ROWID;

CREATE INDEX numbered_transactions_by_id ON numbered_transactions (id);

INSERT INTO numbered_entries
SELECT t.number, e.line, e.account, e.owner, e.amount_tnd, e.balance_after
FROM ledger_entries e JOIN numbered_transactions t ON t.id = e.transaction_id ORDER BY t.number, e.line;

DROP INDEX numbered_transactions_by_id;

CREATE TABLE numbered_deliveries (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
    escrow_number INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
    failure_reason TEXT CHECK (failure_reason IN
        ('rejected', 'exhausted', 'endpoint_gone', 'endpoint_disabled', 'endpoint_deleted')),
    attempt_count INTEGER NOT NULL CHECK (attempt_count >= 0),
    next_attempt_at INTEGER,
    last_response_status INTEGER,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    FOREIGN KEY (escrow_number, sequence) REFERENCES escrow_events (escrow_number, sequence),
    CHECK ((next_attempt_at IS NOT NULL) = (status = 'pending')),
    CHECK ((ended_at IS NULL) = (status = 'pending')),
    CHECK ((failure_reason IS NOT NULL) = (status = 'failed'))
) STRICT;

INSERT INTO numbered_deliveries
SELECT d.id, d.endpoint_id, e.number, d.sequence, d.status, d.failure_reason, d.attempt_count, d.next_attempt_at,
    d.last_response_status, d.created_at, d.ended_at
FROM webhook_deliveries d JOIN numbered_escrows e ON e.id = d.escrow_id ORDER BY d.rowid;

-- Foreign keys are off while scripts run and are all checked before they are kept.
DROP TABLE webhook_deliveries;
DROP TABLE ledger_entries;
DROP TABLE ledger_transactions;
DROP TABLE outbox;
DROP TABLE escrow_events;
DROP TABLE escrows;
ALTER TABLE numbered_escrows RENAME TO escrows;
ALTER TABLE numbered_events RENAME TO escrow_events;
ALTER TABLE numbered_outbox RENAME TO outbox;
ALTER TABLE numbered_transactions RENAME TO ledger_transactions;
ALTER TABLE numbered_entries RENAME TO ledger_entries;
ALTER TABLE numbered_deliveries RENAME TO webhook_deliveries;

CREATE INDEX escrows_by_creator ON escrows (developer_id, listed_as, created_at, id);
CREATE INDEX escrows_by_buyer ON escrows (buyer_id, listed_as, created_at, id) WHERE buyer_id IS NOT NULL;
CREATE INDEX escrows_by_seller ON escrows (seller_id, listed_as, created_at, id) WHERE seller_id IS NOT NULL;
CREATE INDEX escrows_by_invited_buyer ON escrows (buyer_email, id) WHERE buyer_id IS NULL;
CREATE INDEX escrows_by_invited_seller ON escrows (seller_email, id) WHERE seller_id IS NULL;
CREATE INDEX escrows_by_deadline ON escrows (deadline_at, id) WHERE deadline_at IS NOT NULL;

-- Money enters an escrow once and leaves it once.
CREATE UNIQUE INDEX ledger_transactions_in_and_out ON ledger_transactions (escrow_number, (movement = 'hold'))
    WHERE event_sequence IS NOT NULL;

-- Once per endpoint and event; the same index finds the first attempts that must end before another may start.
CREATE UNIQUE INDEX webhook_deliveries_once ON webhook_deliveries (endpoint_id, escrow_number, sequence);
CREATE INDEX webhook_deliveries_next ON webhook_deliveries (endpoint_id, next_attempt_at, escrow_number, sequence)
    WHERE status = 'pending';
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL;

CREATE TRIGGER escrows_stay BEFORE DELETE ON escrows
BEGIN SELECT RAISE(ABORT, 'escrows are never deleted'); END;

CREATE TRIGGER escrows_move_forward BEFORE UPDATE ON escrows
WHEN NEW.number <> OLD.number OR NEW.id <> OLD.id OR NEW.version <> OLD.version + 1 OR NEW.sequence < OLD.sequence
BEGIN SELECT RAISE(ABORT, 'an escrow changes by one version at a time'); END;

CREATE TRIGGER escrows_start_listed BEFORE INSERT ON escrows
WHEN (NEW.listed_as = 'open') = (NEW.status = 'completed' OR NEW.status = 'cancelled')
BEGIN SELECT RAISE(ABORT, 'an escrow is listed as what it is'); END;

CREATE TRIGGER escrows_stay_listed BEFORE UPDATE OF status, listed_as ON escrows
WHEN (NEW.listed_as = 'open') = (NEW.status = 'completed' OR NEW.status = 'cancelled')
BEGIN SELECT RAISE(ABORT, 'an escrow is listed as what it is'); END;

CREATE TRIGGER escrow_events_stay BEFORE DELETE ON escrow_events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

CREATE TRIGGER escrow_events_never_change BEFORE UPDATE ON escrow_events
BEGIN SELECT RAISE(ABORT, 'events never change'); END;

CREATE TRIGGER ledger_transactions_stay BEFORE DELETE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'the ledger is never deleted'); END;

CREATE TRIGGER ledger_transactions_never_change BEFORE UPDATE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'the ledger never changes'); END;

CREATE TRIGGER ledger_entries_stay BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is never deleted'); END;

CREATE TRIGGER ledger_entries_never_change BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger never changes'); END;

-- What ended never changes again.
CREATE TRIGGER webhook_deliveries_end_once BEFORE UPDATE ON webhook_deliveries WHEN OLD.status <> 'pending'
BEGIN SELECT RAISE(ABORT, 'an ended delivery never changes'); END;
