-- A busy person's balance changes with every batch. Its row keeps its place, and its index entry, while its page has room
-- for another version; else each look for it goes through all the places where it was since the last vacuum.
ALTER TABLE ledger_balances SET (fillfactor = 50);
