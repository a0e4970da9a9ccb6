-- Lists are counted in their indexes, but for entries whose page of the table was written since the last vacuum: each of
-- those is looked up there. By itself a vacuum comes only when a fifth of all escrows has changed.
ALTER TABLE escrows SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
