-- Looks for what is referred to once, and not for each row that names it: a transaction's entries come together, and an
-- event was added with its escrow.

CREATE OR REPLACE FUNCTION refer_to_transactions() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT transaction_number FROM added) AS a
        WHERE (SELECT true FROM ledger_transactions t WHERE t.number = a.transaction_number) IS NULL) THEN
        RAISE EXCEPTION 'an entry refers to no transaction' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refer_to_events_or_escrows() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added a
        WHERE CASE
            WHEN a.event_sequence IS NOT NULL THEN
                (SELECT true FROM escrow_events v
                WHERE v.escrow_number = a.escrow_number AND v.sequence = a.event_sequence) IS NULL
            WHEN a.escrow_number IS NOT NULL THEN
                (SELECT true FROM escrows e WHERE e.number = a.escrow_number) IS NULL
            ELSE false END) THEN
        RAISE EXCEPTION 'a transaction refers to no event, or to no escrow' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER ledger_transactions_refer ON ledger_transactions;
DROP TRIGGER ledger_transactions_refer_to_events ON ledger_transactions;
DROP FUNCTION refer_to_events();
CREATE TRIGGER ledger_transactions_refer AFTER INSERT ON ledger_transactions
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refer_to_events_or_escrows();
