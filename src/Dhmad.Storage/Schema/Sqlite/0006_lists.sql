-- Lists are kept by whether an escrow is open, or how it was closed, and not by its status: an escrow that is paid or
-- delivered then stays where it is in all of them. Filtered by an open status, a list looks at its owner's open ones.

DROP TRIGGER escrows_move_forward;
DROP INDEX escrows_by_creator;
DROP INDEX escrows_by_buyer;
DROP INDEX escrows_by_seller;

ALTER TABLE escrows ADD COLUMN listed_as TEXT NOT NULL DEFAULT 'open' CHECK (listed_as = 'open' OR listed_as = status);

UPDATE escrows SET listed_as = status WHERE status = 'completed' OR status = 'cancelled';

CREATE INDEX escrows_by_creator ON escrows (developer_id, listed_as, created_at, id);
CREATE INDEX escrows_by_buyer ON escrows (buyer_id, listed_as, created_at, id) WHERE buyer_id IS NOT NULL;
CREATE INDEX escrows_by_seller ON escrows (seller_id, listed_as, created_at, id) WHERE seller_id IS NOT NULL;

CREATE TRIGGER escrows_move_forward BEFORE UPDATE ON escrows
WHEN NEW.id <> OLD.id OR NEW.version <> OLD.version + 1 OR NEW.sequence < OLD.sequence
BEGIN SELECT RAISE(ABORT, 'an escrow changes by one version at a time'); END;

CREATE TRIGGER escrows_start_listed BEFORE INSERT ON escrows
WHEN (NEW.listed_as = 'open') = (NEW.status = 'completed' OR NEW.status = 'cancelled')
BEGIN SELECT RAISE(ABORT, 'an escrow is listed as what it is'); END;

CREATE TRIGGER escrows_stay_listed BEFORE UPDATE OF status, listed_as ON escrows
WHEN (NEW.listed_as = 'open') = (NEW.status = 'completed' OR NEW.status = 'cancelled')
BEGIN SELECT RAISE(ABORT, 'an escrow is listed as what it is'); END;
