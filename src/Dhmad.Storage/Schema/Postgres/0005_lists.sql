-- Lists are kept by whether an escrow is open, or how it was closed, and not by its status: an escrow that is paid or
-- delivered then stays where it is in all of them. Filtered by an open status, a list looks at its owner's open ones.

DROP INDEX escrows_by_creator;
DROP INDEX escrows_by_buyer;
DROP INDEX escrows_by_seller;

ALTER TABLE escrows ADD COLUMN listed_as text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (CASE WHEN status = 'completed' OR status = 'cancelled' THEN status ELSE 'open' END) STORED;

CREATE INDEX escrows_by_creator ON escrows (developer_id, listed_as, created_at, id);
CREATE INDEX escrows_by_buyer ON escrows (buyer_id, listed_as, created_at, id) WHERE buyer_id IS NOT NULL;
CREATE INDEX escrows_by_seller ON escrows (seller_id, listed_as, created_at, id) WHERE seller_id IS NOT NULL;
