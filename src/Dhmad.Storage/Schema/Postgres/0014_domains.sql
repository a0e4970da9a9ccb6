-- What a column may hold is said by its type. A CHECK of a table is read from the catalogue and compiled by every statement
-- that writes the table, a domain's once by each connection: a tenth of what a batch of commits cost the server was that.
-- Each domain gets its condition after its columns, so that they are looked at and not written anew.

CREATE DOMAIN escrow_id AS text COLLATE "C";
CREATE DOMAIN uuid_text AS text COLLATE "C";
CREATE DOMAIN event_hash AS bytea;
CREATE DOMAIN trace_parent AS text COLLATE "C";
CREATE DOMAIN count_from_0 AS bigint;
CREATE DOMAIN count_from_1 AS bigint;
CREATE DOMAIN yes_or_no AS bigint;
CREATE DOMAIN amount_moved AS bigint;
CREATE DOMAIN escrow_status AS text COLLATE "C";
CREATE DOMAIN escrow_mode AS text COLLATE "C";
CREATE DOMAIN session_status AS text COLLATE "C";
CREATE DOMAIN session_canceller AS text COLLATE "C";
CREATE DOMAIN payment_status AS text COLLATE "C";
CREATE DOMAIN submission_outcome AS text COLLATE "C";
CREATE DOMAIN ledger_movement AS text COLLATE "C";
CREATE DOMAIN ledger_account AS text COLLATE "C";
CREATE DOMAIN kept_account AS text COLLATE "C";
CREATE DOMAIN account_owner AS text COLLATE "C";

-- A trigger before each row locks it first, which the log then tells as well; after it, nothing happens to a row that is as
-- it should be. A list is written as it is: computed by the table, it cost as much as a CHECK.
DROP TRIGGER escrows_move_forward ON escrows;
ALTER TABLE escrows
    DROP CONSTRAINT escrows_id_check,
    DROP CONSTRAINT escrows_version_check,
    DROP CONSTRAINT escrows_sequence_check,
    DROP CONSTRAINT escrows_last_hash_check,
    DROP CONSTRAINT escrows_status_check,
    DROP CONSTRAINT escrows_mode_check,
    DROP CONSTRAINT escrows_amount_tnd_check,
    ALTER COLUMN listed_as DROP EXPRESSION;
ALTER TABLE escrows
    ALTER COLUMN id TYPE escrow_id,
    ALTER COLUMN version TYPE count_from_1,
    ALTER COLUMN sequence TYPE count_from_0,
    ALTER COLUMN last_hash TYPE event_hash,
    ALTER COLUMN status TYPE escrow_status,
    ALTER COLUMN mode TYPE escrow_mode,
    ALTER COLUMN amount_tnd TYPE count_from_1,
    ADD CONSTRAINT escrows_listed_as_check CHECK (
        listed_as = CASE WHEN status = 'completed' OR status = 'cancelled' THEN status ELSE 'open' END);
CREATE TRIGGER escrows_move_forward AFTER UPDATE ON escrows
    FOR EACH ROW WHEN (NEW.number <> OLD.number OR NEW.id <> OLD.id OR NEW.version <> OLD.version + 1
        OR NEW.sequence < OLD.sequence)
    EXECUTE FUNCTION refuse('an escrow changes by one version at a time');

ALTER TABLE escrow_events
    DROP CONSTRAINT escrow_events_sequence_check,
    DROP CONSTRAINT escrow_events_id_check,
    DROP CONSTRAINT escrow_events_previous_hash_check,
    DROP CONSTRAINT escrow_events_hash_check,
    DROP CONSTRAINT escrow_events_traceparent_check,
    ALTER COLUMN sequence TYPE count_from_1,
    ALTER COLUMN id TYPE uuid_text,
    ALTER COLUMN previous_hash TYPE event_hash,
    ALTER COLUMN hash TYPE event_hash,
    ALTER COLUMN traceparent TYPE trace_parent;

DROP TRIGGER checkout_sessions_end_once ON checkout_sessions;
ALTER TABLE checkout_sessions
    DROP CONSTRAINT checkout_sessions_id_check,
    DROP CONSTRAINT checkout_sessions_status_check,
    DROP CONSTRAINT checkout_sessions_under_review_check,
    DROP CONSTRAINT checkout_sessions_cancelled_by_check,
    ALTER COLUMN id TYPE uuid_text,
    ALTER COLUMN status TYPE session_status,
    ALTER COLUMN under_review TYPE yes_or_no,
    ALTER COLUMN cancelled_by TYPE session_canceller;
CREATE TRIGGER checkout_sessions_end_once AFTER UPDATE ON checkout_sessions
    FOR EACH ROW WHEN (OLD.status <> 'pending') EXECUTE FUNCTION refuse('an ended session never changes');

ALTER TABLE payments
    DROP CONSTRAINT payments_status_check,
    DROP CONSTRAINT payments_amount_tnd_check,
    DROP CONSTRAINT payments_challenge_tries_check,
    ALTER COLUMN status TYPE payment_status,
    ALTER COLUMN amount_tnd TYPE count_from_1,
    ALTER COLUMN challenge_tries TYPE count_from_0;

ALTER TABLE submissions
    DROP CONSTRAINT submissions_id_check,
    DROP CONSTRAINT submissions_outcome_check,
    ALTER COLUMN id TYPE uuid_text,
    ALTER COLUMN outcome TYPE submission_outcome;

ALTER TABLE ledger_transactions
    DROP CONSTRAINT ledger_transactions_movement_check,
    ALTER COLUMN movement TYPE ledger_movement;

ALTER TABLE ledger_entries
    DROP CONSTRAINT ledger_entries_line_check,
    DROP CONSTRAINT ledger_entries_account_check,
    DROP CONSTRAINT ledger_entries_amount_tnd_check,
    DROP CONSTRAINT ledger_entries_balance_after_check,
    ALTER COLUMN line TYPE count_from_1,
    ALTER COLUMN account TYPE ledger_account,
    ALTER COLUMN amount_tnd TYPE amount_moved,
    ALTER COLUMN balance_after TYPE count_from_0;

ALTER TABLE ledger_balances
    DROP CONSTRAINT ledger_balances_account_check,
    DROP CONSTRAINT ledger_balances_owner_check,
    DROP CONSTRAINT ledger_balances_balance_check,
    ALTER COLUMN account TYPE kept_account,
    ALTER COLUMN owner TYPE account_owner,
    ALTER COLUMN balance TYPE count_from_0;

ALTER DOMAIN escrow_id ADD CHECK (length(VALUE) = 24);
ALTER DOMAIN uuid_text ADD CHECK (length(VALUE) = 36);
ALTER DOMAIN event_hash ADD CHECK (length(VALUE) = 32);
ALTER DOMAIN trace_parent ADD CHECK (length(VALUE) = 55);
ALTER DOMAIN count_from_0 ADD CHECK (VALUE >= 0);
ALTER DOMAIN count_from_1 ADD CHECK (VALUE >= 1);
ALTER DOMAIN yes_or_no ADD CHECK (VALUE = 0 OR VALUE = 1);
ALTER DOMAIN amount_moved ADD CHECK (VALUE <> 0);
ALTER DOMAIN escrow_status ADD CHECK (
    VALUE = 'pending' OR VALUE = 'paid' OR VALUE = 'delivered' OR VALUE = 'completed' OR VALUE = 'cancelled');
ALTER DOMAIN escrow_mode ADD CHECK (VALUE = 'standard' OR VALUE = 'quick' OR VALUE = 'instant');
ALTER DOMAIN session_status ADD CHECK (
    VALUE = 'pending' OR VALUE = 'completed' OR VALUE = 'cancelled' OR VALUE = 'expired');
ALTER DOMAIN session_canceller ADD CHECK (VALUE = 'user' OR VALUE = 'developer' OR VALUE = 'escrow');
ALTER DOMAIN payment_status ADD CHECK (
    VALUE = 'started' OR VALUE = 'challenged' OR VALUE = 'under_review' OR VALUE = 'succeeded' OR VALUE = 'declined'
    OR VALUE = 'voided' OR VALUE = 'credited' OR VALUE = 'rejected');
ALTER DOMAIN submission_outcome ADD CHECK (
    VALUE = 'completed' OR VALUE = 'started' OR VALUE = 'challenged' OR VALUE = 'declined');
ALTER DOMAIN ledger_movement ADD CHECK (
    VALUE = 'hold' OR VALUE = 'release' OR VALUE = 'refund' OR VALUE = 'split' OR VALUE = 'top_up'
    OR VALUE = 'payout_requested' OR VALUE = 'payout_paid' OR VALUE = 'payout_failed' OR VALUE = 'late_payment'
    OR VALUE = 'claim' OR VALUE = 'unclaimed_paid' OR VALUE = 'fees_withdrawn' OR VALUE = 'reversal');
ALTER DOMAIN ledger_account ADD CHECK (
    VALUE = 'available' OR VALUE = 'payout_pending' OR VALUE = 'held' OR VALUE = 'unclaimed'
    OR VALUE = 'platform_fees' OR VALUE = 'rail_clearing');
ALTER DOMAIN kept_account ADD CHECK (
    VALUE = 'available' OR VALUE = 'payout_pending' OR VALUE = 'held' OR VALUE = 'unclaimed');
ALTER DOMAIN account_owner ADD CHECK (VALUE <> '');
