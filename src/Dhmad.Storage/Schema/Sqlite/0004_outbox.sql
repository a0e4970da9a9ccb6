-- The outbox gets a table of its own: dispatching an event then no longer writes its row, with its body, once more.
-- What is in it was written together with its event, which stays for ever.

CREATE TABLE outbox (
    recorded_at INTEGER NOT NULL,
    escrow_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (recorded_at, escrow_id, sequence)
) STRICT, WITHOUT ROWID;

INSERT INTO outbox (recorded_at, escrow_id, sequence)
SELECT recorded_at, escrow_id, sequence FROM escrow_events WHERE dispatched = 0;

DROP INDEX escrow_events_outbox;
DROP TRIGGER escrow_events_never_change;
ALTER TABLE escrow_events DROP COLUMN dispatched;

CREATE TRIGGER escrow_events_never_change BEFORE UPDATE ON escrow_events
BEGIN SELECT RAISE(ABORT, 'events never change'); END;
